import Config
import Exchange
import Storage

/// Finds the key that seals the provider keys: where the configuration says, in `WEIR_KEK`, where
/// systemd laid it out, or in the state directory.
struct KeyLoading {
    let settings: Settings
    let directory: DataDirectory
    let environment: Environment

    /// The file the key is loaded from, or nil when it comes from elsewhere.
    var file: String? {
        switch settings.kek {
        case .file(let path): path
        case .command, .value: nil
        case .automatic: (environment["WEIR_KEK"] ?? "").isEmpty && laidOut == nil ? directory.keyFile : nil
        }
    }

    /// The file that systemd has laid out, if it has: `LoadCredential=weir-kek`.
    private var laidOut: String? {
        guard let folder = environment["CREDENTIALS_DIRECTORY"], folder.hasPrefix("/") else { return nil }
        let path = "\(folder)/weir-kek"
        return FileFact.exists(path) ? path : nil
    }

    /// Loads the keyring; makes a new key only when the state directory has neither a key nor anything sealed.
    func load() throws(KeyError) -> Keyring {
        switch settings.kek {
        case .file(let path): return try KeySource.file(path).load()
        case .command(let arguments):
            return try KeySource.command(arguments, environment: environment.harmless).load()
        case .value(let secret): return try KeySource.value(secret).load()
        case .automatic: break
        }
        if let value = environment["WEIR_KEK"], !value.isEmpty { return try KeySource.value(Secret(value)).load() }
        if let laidOut { return try KeySource.systemd(laidOut).load() }
        if FileFact.exists(directory.keyFile) { return try KeySource.file(directory.keyFile).load() }
        if FileFact.exists(directory.control) { throw .missing }
        return try KeySource.generate(at: directory.keyFile)
    }
}
