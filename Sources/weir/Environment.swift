import Config
import Exchange
import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// The process's environment, taken once at the start; the secrets in it are then erased in place.
///
/// `/proc/PID/environ` shows the memory the kernel laid out at the start, so a value is not gone when it
/// is unset: its bytes must be overwritten. Nothing reads the environment after this.
struct Environment: Sendable {
    private let values: [String: [UInt8]]
    private let asked = Asked()

    /// The names the configuration asked for; each may hold a secret.
    private final class Asked: Sendable {
        let names = Mutex<Set<String>>([])
    }

    /// Takes every variable.
    init() {
        var values: [String: [UInt8]] = [:]
        var entry = environ
        while let line = entry.pointee {
            let bytes = UnsafeBufferPointer(start: line, count: strlen(line)).map { UInt8(bitPattern: $0) }
            if let equals = bytes.firstIndex(of: 0x3D) {
                values[String(decoding: bytes[..<equals], as: UTF8.self)] = Array(bytes[(equals + 1)...])
            }
            entry += 1
        }
        self.values = values
    }

    /// The value of a variable, or nil.
    subscript(name: String) -> String? {
        values[name].map { String(decoding: $0, as: UTF8.self) }
    }

    /// Every variable that the command for the key may see: none whose name sounds like a secret, and none that the
    /// configuration asked for.
    var harmless: [String: String] {
        let named = asked.names.withLock { $0 }
        return values.filter { !Self.mayHoldSecret($0.key) && !named.contains($0.key) }
            .mapValues { String(decoding: $0, as: UTF8.self) }
    }

    /// What the configuration may ask for: these values, and files.
    var external: ExternalValues {
        ExternalValues(
            variable: { [values, asked] name in
                asked.names.withLock { _ = $0.insert(name) }
                return values[name]
            },
            file: ExternalValues.system.file,
            secret: { [sources] (source) throws(FileFault) in try sources(.run).read(source) }
        )
    }

    /// The same, but with a stand-in for each of these variables, and programs looked at as told.
    func external(standingInFor names: Set<String>, programs: SecretSources.Programs = .run) -> ExternalValues {
        let external = external
        return ExternalValues(
            variable: { names.contains($0) ? Array("unset4f1d0b7e9a2c".utf8) : external.variable($0) },
            file: external.file,
            secret: { [sources] (source) throws(FileFault) in try sources(programs).read(source) }
        )
    }

    /// The places that hold providers' keys; programs see next to nothing of the environment.
    @Sendable func sources(_ programs: SecretSources.Programs) -> SecretSources {
        let few = values.filter { SecretSources.variables.contains($0.key) }
        return SecretSources(
            environment: few.mapValues { String(decoding: $0, as: UTF8.self) },
            programs: programs
        )
    }

    /// Overwrites the value of every variable whose name sounds like a secret or that the configuration asked for.
    func erase() {
        let named = asked.names.withLock { $0 }
        var entry = environ
        while let line = entry.pointee {
            let length = strlen(line)
            if let equals = strchr(line, 0x3D) {
                let name = String(cString: line).prefix { $0 != "=" }
                if Self.mayHoldSecret(String(name)) || named.contains(String(name)) {
                    let value = equals + 1
                    memset(value, 0x2A, length - line.distance(to: value))
                }
            }
            entry += 1
        }
    }

    private static func mayHoldSecret(_ name: String) -> Bool {
        ["KEY", "TOKEN", "SECRET", "PASSWORD", "KEK", "CREDENTIAL"].contains { name.uppercased().contains($0) }
    }
}
