import Glibc

/// Looks into the files of a folder as they are.
enum FilesHolding {
    /// Tells whether any file of the folder holds the text.
    static func text(_ text: String, in folder: String) -> Bool {
        names(in: folder).contains { contains(Array(text.utf8), "\(folder)/\($0)") }
    }

    /// Writes a file.
    static func write(_ text: String, to path: String) -> Bool {
        guard let file = fopen(path, "w") else { return false }
        defer { fclose(file) }
        return fputs(text, file) >= 0
    }

    /// The text of a file; nil when it cannot be read.
    static func read(_ path: String) -> String? {
        guard let file = fopen(path, "r") else { return nil }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 1 << 20)
        let count = fread(&bytes, 1, bytes.count, file)
        return String(decoding: bytes[..<count], as: UTF8.self)
    }

    /// The names of a folder's files.
    static func names(in folder: String) -> [String] {
        guard let handle = opendir(folder) else { return [] }
        defer { closedir(handle) }
        var names: [String] = []
        while let entry = readdir(handle) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            if !name.hasPrefix(".") { names.append(name) }
        }
        return names
    }

    private static func contains(_ text: [UInt8], _ path: String) -> Bool {
        guard let file = fopen(path, "r") else { return false }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 1 << 22)
        let count = fread(&bytes, 1, bytes.count, file)
        guard count >= text.count else { return false }
        return (0...(count - text.count)).contains {
            bytes[$0] == text[0] && bytes[$0..<($0 + text.count)].elementsEqual(text)
        }
    }
}
