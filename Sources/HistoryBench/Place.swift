import Exchange
import Policy
import Storage

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// A state directory to measure in.
struct Place {
    let data: DataDirectory
    let writer: HistoryWriter
    private let control: ControlStore

    init(_ path: String) throws {
        data = try DataDirectory(path: path)
        control = try ControlStore(path: data.control, keyring: Keyring([.random()]), now: SystemTime().wall)
        writer = HistoryWriter(
            HistorySettings(batchTime: .seconds(600)),
            HistoryWriter.Surroundings(
                files: data.history,
                index: control.index,
                ledger: BlankLedger(),
                time: SystemTime(),
                scrub: { $0 }
            )
        )
    }

    /// The bytes on the disk of the files whose names end so.
    func bytes(ending suffix: String) -> Int64 {
        Self.names(in: data.history.folder).filter { $0.hasSuffix(suffix) }.reduce(0) { total, name in
            var facts = stat()
            return lstat("\(data.history.folder)/\(name)", &facts) == 0 ? total + Int64(facts.st_blocks) * 512 : total
        }
    }

    /// Deletes everything.
    static func remove(_ path: String) {
        for name in names(in: path) where unlink("\(path)/\(name)") != 0 { remove("\(path)/\(name)") }
        rmdir(path)
    }

    /// A fresh folder under the system's temporary one.
    static func temporary() throws -> String {
        let parent = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        var template = Array("\(parent)/weir-history-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw BenchFailure("no temporary folder could be made in \(parent)") }
        return String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    private static func names(in path: String) -> [String] {
        guard let handle = opendir(path) else { return [] }
        defer { closedir(handle) }
        var names: [String] = []
        while let entry = readdir(handle) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }
}
