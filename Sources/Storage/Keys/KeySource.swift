package import Exchange

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Where a keyring comes from.
package enum KeySource: Sendable {
    /// The value of `WEIR_KEK`, already taken out of the environment.
    case value(Secret)
    /// A regular file that only its owner, this process, can read.
    case file(String)
    /// A program and its arguments, run without a shell, that prints the key.
    case command([String], environment: [String: String])

    /// The most bytes read from any source.
    static let maximum = 4_096

    /// Reads the ring; blocks up to 10 s for a command.
    package func load() throws(KeyError) -> Keyring {
        switch self {
        case .value(let secret): try Keyring(text: secret)
        case .file(let path): try Keyring(text: Self.contents(path))
        case .command(let arguments, let environment):
            try Keyring(text: KeyCommand(arguments: arguments, environment: environment).run(deadline: .seconds(10)))
        }
    }

    /// Draws a new key and writes it to a new file with mode 0600; never replaces one.
    package static func generate(at path: String) throws(KeyError) -> Keyring {
        let key = try KeyEncryptionKey.random()
        let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard file >= 0 else { throw .file("\(path) cannot be made: \(SystemFault.text)") }
        defer { close(file) }
        let text = key.text()
        let written = text.withBytes { bytes in
            let end: [UInt8] = [0x0A]
            return write(file, bytes.baseAddress, bytes.count) == bytes.count && write(file, end, 1) == 1
        }
        guard written, fsync(file) == 0, SystemFault.syncFolder(of: path) else {
            let reason = SystemFault.text
            unlink(path)
            throw .file("\(path) cannot be written: \(reason)")
        }
        return try Keyring([key])
    }

    private static func contents(_ path: String) throws(KeyError) -> Secret {
        // Opened before it is examined, so that what is checked is what is read.
        let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard file >= 0 else { throw .file("\(path) cannot be opened: \(SystemFault.text)") }
        defer { close(file) }
        var facts = stat()
        guard fstat(file, &facts) == 0, facts.st_mode & S_IFMT == S_IFREG else {
            throw .file("\(path) is not a regular file")
        }
        guard facts.st_uid == geteuid() else {
            throw .file("\(path) belongs to another user; run `chown \(geteuid()) \(path)`")
        }
        guard facts.st_mode & 0o077 == 0 else {
            throw .file("\(path) can be read by others; run `chmod 600 \(path)`")
        }
        guard facts.st_size <= maximum else { throw .file("\(path) is larger than \(maximum) bytes") }
        return try drain(file, path)
    }

    private static func drain(_ file: Int32, _ path: String) throws(KeyError) -> Secret {
        var bytes = [UInt8](repeating: 0, count: maximum)
        defer { explicit_bzero(&bytes, bytes.count) }
        var used = 0
        while used < maximum {
            let got = bytes.withUnsafeMutableBytes { read(file, $0.baseAddress?.advanced(by: used), maximum - used) }
            if got < 0, errno == EINTR { continue }
            guard got >= 0 else { throw .file("\(path) cannot be read: \(SystemFault.text)") }
            if got == 0 { break }
            used += got
        }
        return Secret(copying: bytes[..<used])
    }
}
