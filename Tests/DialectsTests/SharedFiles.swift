import Foundation

/// The folders of recorded and hostile input, which lie outside of the repository; tests skip where they are absent.
enum SharedFiles {
    static let fixtures = folder(variable: "WEIR_FIXTURES", name: "fixtures")
    static let corpus = folder(variable: "WEIR_CORPUS", name: "corpus")

    static var hasFixtures: Bool { fixtures != nil }
    static var hasCorpus: Bool { corpus != nil }

    /// The file's bytes; a name that ends in `.gz` is decompressed by the system's gzip.
    static func bytes(_ url: URL) throws -> [UInt8] {
        guard url.pathExtension == "gz" else { return try [UInt8](Data(contentsOf: url)) }
        let process = Process()
        let pipe = Pipe()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["gzip", "-dc", url.path]
        process.standardOutput = pipe
        try process.run()
        let data = try pipe.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return [UInt8](data)
    }

    static func object(_ url: URL) throws -> [String: Any] {
        try JSONSerialization.jsonObject(with: Data(contentsOf: url)) as? [String: Any] ?? [:]
    }

    static func lines(_ url: URL) throws -> [[String: Any]] {
        try String(contentsOf: url, encoding: .utf8).split(separator: "\n").map { line in
            try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any] ?? [:]
        }
    }

    static func names(in folder: URL, suffix: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(suffix) }.sorted()
    }

    private static func folder(variable: String, name: String) -> URL? {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let path = ProcessInfo.processInfo.environment[variable] ?? root.path + "/../shared/" + name
        return FileManager.default.fileExists(atPath: path) ? URL(fileURLWithPath: path) : nil
    }
}
