#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Files and folders as the simulation needs them.
enum PlainFile {
    /// The whole file; empty when it cannot be read.
    static func read(_ path: String) -> [UInt8] {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return [] }
        defer { close(file) }
        var facts = stat()
        guard fstat(file, &facts) == 0 else { return [] }
        return [UInt8](unsafeUninitializedCapacity: Int(facts.st_size)) { buffer, filled in
            while filled < buffer.count {
                let got = pread(file, buffer.baseAddress.map { $0 + filled }, buffer.count - filled, off_t(filled))
                guard got > 0 else { return }
                filled += got
            }
        }
    }

    /// Makes a file of the bytes; false when it cannot be written.
    static func write(_ bytes: [UInt8], to path: String) -> Bool {
        let file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard file >= 0 else { return false }
        defer { close(file) }
        var done = 0
        while done < bytes.count {
            let count = bytes.withUnsafeBytes {
                pwrite(file, $0.baseAddress.map { $0 + done }, bytes.count - done, off_t(done))
            }
            guard count > 0 else { return false }
            done += count
        }
        return true
    }

    /// Deletes a file, or a folder with all that is in it; nothing happens where there is none.
    static func delete(_ path: String) {
        if unlink(path) == 0 { return }
        guard let handle = opendir(path) else { return }
        defer {
            closedir(handle)
            rmdir(path)
        }
        while let entry = readdir(handle) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { delete("\(path)/\(name)") }
        }
    }

    /// A fresh folder, in memory where the system has a folder for that; nil when none can be made.
    static func temporaryFolder() -> String? {
        let own = getenv("TMPDIR").map { String(cString: $0) }
        for parent in ["/dev/shm", own ?? "/tmp"] {
            var template = Array("\(parent)/weir-simulation-XXXXXX".utf8CString)
            guard mkdtemp(&template) != nil else { continue }
            return String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        }
        return nil
    }
}
