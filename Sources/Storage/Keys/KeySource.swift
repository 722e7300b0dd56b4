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
    /// A file that systemd has laid out for this process.
    case systemd(String)
    /// A program and its arguments, run without a shell, that prints the key.
    case command([String], environment: [String: String])

    /// Reads the ring; blocks up to 10 s for a command.
    package func load() throws(KeyError) -> Keyring {
        switch self {
        case .value(let secret): return try Keyring(text: secret)
        case .file(let path): return try Self.ring(in: SecretFile(path, .own))
        case .systemd(let path): return try Self.ring(in: SecretFile(path, .credential))
        case .command(let arguments, let environment):
            let printed: Secret
            do throws(SourceFault) {
                printed = try SecretCommand(arguments, environment: environment).run()
            } catch {
                throw .command(error.description)
            }
            return try Keyring(text: printed)
        }
    }

    private static func ring(in file: SecretFile) throws(KeyError) -> Keyring {
        let content: Secret
        do throws(SourceFault) {
            content = try file.read()
        } catch {
            throw .file(error.description)
        }
        return try Keyring(text: content)
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
}
