#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Where an export goes: standard output, or a new file that only its owner can read.
///
/// The file bears its name only when it is whole; until then, and after a failure, it ends in `.part`.
final class ExportFile {
    private static let room = 256 * 1_024

    private let path: String?
    private let handle: Int32
    private var buffer: [UInt8] = []

    /// Opens the file of that path, or standard output for nil; refuses to write over anything.
    init(path: String?) throws {
        self.path = path
        guard let path else {
            handle = STDOUT_FILENO
            return
        }
        guard !FileFact.exists(path) else { throw CommandFailure("\(path) exists already") }
        handle = Self.make(path + ".part")
        guard handle >= 0 else {
            throw CommandFailure("\(path).part cannot be made: \(String(cString: strerror(errno)))")
        }
        buffer.reserveCapacity(Self.room + 4_096)
    }

    /// Adds a text; memory holds at most 256 KiB of it, and the last text.
    func write(_ text: String) throws {
        buffer.append(contentsOf: text.utf8)
        if buffer.count >= Self.room { try flush() }
    }

    /// Writes what is left, and gives the file its name.
    func finish() throws {
        try flush()
        guard let path else { return }
        // A link, not a move: it does not take the place of a file that has come since.
        guard fsync(handle) == 0, close(handle) == 0, link(path + ".part", path) == 0 else { throw Self.failure(path) }
        unlink(path + ".part")
    }

    private func flush() throws {
        var left = buffer[...]
        while !left.isEmpty {
            let written = left.withUnsafeBytes { bytes in
                #if canImport(Glibc)
                    Glibc.write(handle, bytes.baseAddress, bytes.count)
                #else
                    Musl.write(handle, bytes.baseAddress, bytes.count)
                #endif
            }
            if written < 0, errno == EINTR { continue }
            guard written > 0 else { throw Self.failure(path ?? "standard output") }
            left = left.dropFirst(written)
        }
        buffer.removeAll(keepingCapacity: true)
    }

    private static func failure(_ path: String) -> CommandFailure {
        CommandFailure("\(path) cannot be written: \(String(cString: strerror(errno)))")
    }

    private static func make(_ path: String) -> Int32 {
        open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o600)
    }
}
