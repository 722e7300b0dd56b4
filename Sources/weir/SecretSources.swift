import Config
import Exchange
import Storage

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Reads the places from which providers' keys come: files that are closed to others, and programs.
struct SecretSources: Sendable {
    /// What is done with programs.
    enum Programs: Sendable {
        /// They are run.
        case run
        /// They are only looked for, and a stand-in takes the place of what they would print.
        case find
        /// They are left alone, and a stand-in takes the place.
        case spare
    }

    /// What a program sees of the environment: enough to be found and to find its own files.
    static let variables = ["PATH", "HOME", "USER", "LOGNAME", "LANG", "LC_ALL", "TZ", "TMPDIR", "XDG_RUNTIME_DIR"]

    let environment: [String: String]
    let programs: Programs

    private var path: String { environment["PATH"] ?? "/usr/bin:/bin" }

    /// What the source holds, or why it cannot be had; the words hold none of it.
    func read(_ source: CredentialSource) throws(FileFault) -> [UInt8] {
        if case .command(let arguments) = source, programs != .run { return try standIn(for: arguments) }
        do throws(SourceFault) {
            switch source {
            case .written: return []
            case .file(let path): return Self.bytes(try SecretFile(path, .trusted).read())
            case .systemd(let path): return Self.bytes(try SecretFile(path, .credential).read())
            case .command(let arguments):
                return Self.bytes(try SecretCommand(arguments, environment: environment).run())
            }
        } catch {
            throw Self.fault(error, of: source)
        }
    }

    /// What tells one state of the source from another; nil where only reading it can tell.
    static func state(of source: CredentialSource) -> [Int64]? {
        switch source {
        case .file(let path): SecretFile(path, .trusted).state
        case .systemd(let path): SecretFile(path, .credential).state
        case .written, .command: nil
        }
    }

    /// The words follow the name of the source, which says the path already.
    private static func fault(_ fault: SourceFault, of source: CredentialSource) -> FileFault {
        let path: String
        switch source {
        case .file(let name), .systemd(let name): path = name + " "
        case .written, .command: path = ""
        }
        let words = fault.description
        return .untrusted(words.hasPrefix(path) ? String(words.dropFirst(path.count)) : words)
    }

    private static func bytes(_ secret: Secret) -> [UInt8] { secret.withBytes { Array($0) } }

    private func standIn(for arguments: [String]) throws(FileFault) -> [UInt8] {
        let program = arguments.first ?? ""
        if programs == .find, !isThere(program) { throw .untrusted("\(program) is not in PATH or cannot be run") }
        // in the form of a key that signs, so that nothing is said about what is not known
        let number = arguments.reduce(into: UInt64(0xCBF2_9CE4_8422_2325)) { sum, word in
            for byte in word.utf8 { sum = (sum ^ UInt64(byte)) &* 0x100_0000_01B3 }
        }
        return Array("unset4f1d0b7e9a2c:\(String(number, radix: 36))".utf8)
    }

    private func isThere(_ program: String) -> Bool {
        if program.contains("/") { return access(program, X_OK) == 0 }
        return path.split(separator: ":").contains {
            access("\($0)/\(program)", X_OK) == 0
        }
    }
}
