#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

extension ExternalValues {
    /// The process's own environment and file system.
    ///
    /// Reads the environment at each call, so it belongs before anything changes it from another thread.
    package static let system = ExternalValues(
        variable: { name in
            guard let value = getenv(name) else { return nil }
            return Array(UnsafeRawBufferPointer(start: value, count: strlen(value)))
        },
        file: readFile
    )

    private static func readFile(_ path: String, limit: Int) throws(FileFault) -> [UInt8] {
        // Not blocking: opening a pipe nobody writes to would otherwise wait forever.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw fault(errno) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw fault(errno) }
        guard status.st_mode & S_IFMT == S_IFREG else { throw .notRegular }
        // One byte more than allowed tells a file that is too large, whatever its size was said to be.
        var content = [UInt8](repeating: 0, count: limit + 1)
        var used = 0
        while used < content.count {
            let count = content.withUnsafeMutableBytes {
                read(descriptor, $0.baseAddress?.advanced(by: used), $0.count - used)
            }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw fault(errno) }
            if count == 0 { break }
            used += count
        }
        guard used <= limit else { throw .tooLarge(limit) }
        content.removeLast(content.count - used)
        return content
    }

    private static func fault(_ number: Int32) -> FileFault {
        switch number {
        case ENOENT, ENOTDIR: .missing
        case EACCES, EPERM: .denied
        default: .unreadable(number)
        }
    }
}
