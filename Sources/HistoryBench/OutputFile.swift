#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Writes bytes to files.
enum OutputFile {
    /// Replaces the file's content.
    static func write(_ bytes: [UInt8], to path: String) throws {
        let file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard file >= 0 else { throw BenchFailure("\(path) cannot be written: \(String(cString: strerror(errno)))") }
        defer { close(file) }
        try put(bytes, to: file)
    }

    /// Writes words to standard error; what cannot be written there is lost.
    static func say(_ text: String) { try? put(Array(text.utf8), to: STDERR_FILENO) }

    private static func put(_ bytes: [UInt8], to file: Int32) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            let written = rest.withUnsafeBytes { wrote(file, $0) }
            if written < 0, errno == EINTR { continue }
            guard written > 0 else { throw BenchFailure("writing failed: \(String(cString: strerror(errno)))") }
            rest = rest.dropFirst(written)
        }
    }

    private static func wrote(_ file: Int32, _ bytes: UnsafeRawBufferPointer) -> Int {
        #if canImport(Glibc)
            Glibc.write(file, bytes.baseAddress, bytes.count)
        #else
            Musl.write(file, bytes.baseAddress, bytes.count)
        #endif
    }
}
