import Exchange
import Glibc
import Storage
import Testing

/// A folder of its own under the system's temporary one; gone with the last reference.
final class Folder: Sendable {
    let path: String

    init() throws {
        var template = Array("/tmp/weir-storage-XXXXXX".utf8CString)
        let made = mkdtemp(&template) != nil
        try #require(made)
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    deinit { Self.remove(path) }

    func write(_ text: String, to name: String, mode: mode_t = 0o600) throws -> String {
        let file = open("\(path)/\(name)", O_WRONLY | O_CREAT | O_TRUNC, mode)
        try #require(file >= 0)
        defer { close(file) }
        let written = Array(text.utf8).withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
        try #require(written == text.utf8.count)
        try #require(fchmod(file, mode) == 0)
        return "\(path)/\(name)"
    }

    /// Makes a folder in it.
    func make(_ name: String) throws { try #require(mkdir("\(path)/\(name)", 0o700) == 0) }

    /// Copies a file as a crash would leave it.
    func copy(_ source: String, to name: String) throws {
        let from = open(source, O_RDONLY)
        let to = open("\(path)/\(name)", O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        defer {
            close(from)
            close(to)
        }
        var bytes = [UInt8](repeating: 0, count: 1 << 24)
        let count = read(from, &bytes, bytes.count)
        try #require(count > 0 && count < bytes.count)
        try #require(Glibc.write(to, bytes, count) == count)
    }

    func mode(of name: String) -> mode_t {
        var facts = stat()
        return stat("\(path)/\(name)", &facts) == 0 ? facts.st_mode & 0o777 : 0
    }

    var names: [String] { Self.names(in: path) }

    static func names(in path: String) -> [String] {
        guard let handle = opendir(path) else { return [] }
        defer { closedir(handle) }
        var names: [String] = []
        while let entry = readdir(handle) {
            let bytes = withUnsafeBytes(of: entry.pointee.d_name) { Array($0.prefix { $0 != 0 }) }
            let name = String(decoding: bytes, as: UTF8.self)
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    private static func remove(_ path: String) {
        for name in names(in: path) {
            let inner = "\(path)/\(name)"
            if unlink(inner) != 0 { remove(inner) }
        }
        rmdir(path)
    }
}

extension Secret {
    /// The bytes as text; only tests may ask.
    var revealed: String { withBytes { String(decoding: $0, as: UTF8.self) } }
}

extension WallTime {
    /// 2026-11-23T12:00:00Z.
    static let noon = WallTime(nanoseconds: 1_795_435_200_000_000_000)
}
