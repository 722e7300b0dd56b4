/// Where a provider's key comes from.
package enum CredentialSource: Sendable, Hashable {
    /// From the configuration itself or a variable of the environment: it stays until the configuration is read again.
    case written
    /// From a file that may change.
    case file(String)
    /// From a file of the folder in which systemd lays credentials out.
    case systemd(String)
    /// From what a program prints; its arguments come from the configuration file alone.
    case command([String])

    /// True when another key may be there later.
    package var canChange: Bool { self != .written }

    /// The source in words that hold no key, for those who check a configuration.
    package var words: String {
        switch self {
        case .written: "the configuration"
        case .file(let path): "the file \(path)"
        case .systemd(let path): "systemd, \(path)"
        // the arguments are the operator's own words, but a token may stand among them
        case .command(let arguments): "the command \(arguments.first ?? "")"
        }
    }
}
