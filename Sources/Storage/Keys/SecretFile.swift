package import Exchange

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Reads a file that holds a secret and that nobody may read whom it is not meant for.
///
/// Links are followed, as those of Kubernetes must be; what is judged is the file they lead to. It is opened before it
/// is examined, so that what is checked is what is read, and never waited for: a pipe is no such file.
package struct SecretFile: Sendable {
    /// Who may own it, and who else may read it.
    package enum Rule: Sendable, CaseIterable {
        /// This user alone, nobody else.
        case own
        /// This user or root, nobody else.
        case trusted
        /// As systemd lays credentials out: of this user or root, and readable by the group that its access list shows.
        case credential
    }

    /// The most bytes.
    package static let maximum = 4_096

    /// Where it lies.
    package let path: String
    /// Who may read it.
    package let rule: Rule

    /// Names a file.
    package init(_ path: String, _ rule: Rule) {
        self.path = path
        self.rule = rule
    }

    /// What is in the file, one byte to 4 KiB.
    ///
    /// A file that is written while it is read is read again, and refused when that goes on.
    package func read() throws(SourceFault) -> Secret {
        for _ in 0..<3 {
            if let secret = try readOnce() { return secret }
        }
        throw SourceFault("\(path) is written while it is read; put a new file in its place instead")
    }

    /// What tells one state of the file from another, or nil where there is none: place, size and times.
    package var state: [Int64]? {
        var facts = stat()
        guard stat(path, &facts) == 0 else { return nil }
        return Self.state(facts)
    }

    /// Nil when the file changed on the way.
    private func readOnce() throws(SourceFault) -> Secret? {
        let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
        guard file >= 0 else {
            let isMissing = errno == ENOENT || errno == ENOTDIR
            throw SourceFault("\(path) " + (isMissing ? "does not exist" : "cannot be opened: \(SystemFault.text)"))
        }
        defer { close(file) }
        var before = stat()
        guard fstat(file, &before) == 0 else { throw SourceFault("\(path) cannot be read: \(SystemFault.text)") }
        try judge(before)
        var bytes = [UInt8](repeating: 0, count: Self.maximum + 1)
        defer { explicit_bzero(&bytes, bytes.count) }
        let used = try drain(file, &bytes)
        var after = stat()
        guard fstat(file, &after) == 0, Self.state(before) == Self.state(after) else { return nil }
        guard used <= Self.maximum else { throw tooLarge }
        guard used > 0 else { throw SourceFault("\(path) is empty") }
        return Secret(copying: bytes[..<used])
    }

    private func judge(_ facts: stat) throws(SourceFault) {
        guard facts.st_mode & S_IFMT == S_IFREG else { throw SourceFault("\(path) is not a regular file") }
        guard facts.st_uid == geteuid() || rule != .own && facts.st_uid == 0 else {
            throw SourceFault("\(path) belongs to another user; run `chown \(geteuid()) \(path)`")
        }
        guard facts.st_mode & (rule == .credential ? 0o037 : 0o077) == 0 else {
            throw SourceFault("\(path) can be read by others; run `chmod 600 \(path)`")
        }
        guard facts.st_size <= Self.maximum else { throw tooLarge }
    }

    private var tooLarge: SourceFault { SourceFault("\(path) is larger than \(Self.maximum) bytes") }

    private func drain(_ file: Int32, _ bytes: inout [UInt8]) throws(SourceFault) -> Int {
        var used = 0
        while used < bytes.count {
            let room = bytes.count - used
            let got = bytes.withUnsafeMutableBytes { buffer in
                #if canImport(Glibc)
                    Glibc.read(file, buffer.baseAddress?.advanced(by: used), room)
                #else
                    Musl.read(file, buffer.baseAddress?.advanced(by: used), room)
                #endif
            }
            if got < 0, errno == EINTR { continue }
            guard got >= 0 else { throw SourceFault("\(path) cannot be read: \(SystemFault.text)") }
            if got == 0 { break }
            used += got
        }
        return used
    }

    private static func state(_ facts: stat) -> [Int64] {
        [
            Int64(bitPattern: UInt64(facts.st_dev)), Int64(bitPattern: UInt64(facts.st_ino)), Int64(facts.st_size),
            Int64(facts.st_mtim.tv_sec), Int64(facts.st_mtim.tv_nsec), Int64(facts.st_ctim.tv_sec),
            Int64(facts.st_ctim.tv_nsec),
        ]
    }
}
