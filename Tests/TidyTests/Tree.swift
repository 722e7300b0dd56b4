import FoundationEssentials

/// The checkout this test was built from.
enum Tree {
    /// Its folder.
    static let root: String = {
        let here = URL(filePath: #filePath).resolvingSymlinksInPath().path
        var parts = here.split(separator: "/", omittingEmptySubsequences: false)
        parts.removeLast(3)
        return parts.joined(separator: "/")
    }()

    /// Every Swift file of `Sources` and `Tests`, and the manifest.
    static let swift: [SourceFile] =
        files(in: "Sources", [".swift"]) + files(in: "Tests", [".swift"])
        + [file("Package.swift")].compactMap { $0 }

    /// Every document of the root and of `docs`.
    static let documents: [SourceFile] =
        ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md"].compactMap(file)
        + files(in: "docs", [".md", ".json"])

    /// The scripts and the programs in other languages.
    static let others: [SourceFile] =
        ["Conformance", "Benchmarks", "scripts", ".ci"].flatMap { files(in: $0, [".py", ".c", ".sh", ".md", ""]) }

    /// A file of the tree, or nil when it is not there or not text.
    static func file(_ path: String) -> SourceFile? {
        guard let data = FileManager.default.contents(atPath: "\(root)/\(path)"),
            let text = String(validating: data, as: UTF8.self)
        else { return nil }
        return SourceFile(path: path, text: text)
    }

    /// True when a file or folder of that path is in the tree.
    static func holds(_ path: String) -> Bool { FileManager.default.fileExists(atPath: "\(root)/\(path)") }

    /// The files of a folder whose names end so; the empty ending stands for names without a dot.
    private static func files(in folder: String, _ endings: [String]) -> [SourceFile] {
        let paths = (try? FileManager.default.subpathsOfDirectory(atPath: "\(root)/\(folder)")) ?? []
        return paths.sorted().filter { path in
            let name = path.split(separator: "/").last ?? ""
            return endings.contains { $0.isEmpty ? !name.contains(".") : name.hasSuffix($0) }
        }.compactMap { file("\(folder)/\($0)") }
    }
}
