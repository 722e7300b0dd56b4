import Config

/// A world without disk and environment for the loader.
enum Sample {
    static let kinds = [
        KnownKind(
            name: "openai",
            needsBaseURL: false,
            defaultBaseURL: "https://api.openai.com/v1",
            environmentVariable: "OPENAI_API_KEY"
        ),
        KnownKind(
            name: "anthropic",
            needsBaseURL: false,
            defaultBaseURL: "https://api.anthropic.com",
            environmentVariable: "ANTHROPIC_API_KEY"
        ),
        KnownKind(name: "compatible", needsBaseURL: true, defaultBaseURL: nil, environmentVariable: nil),
        KnownKind(
            name: "keyless",
            needsBaseURL: true,
            defaultBaseURL: nil,
            environmentVariable: nil,
            takesKeys: false
        ),
        KnownKind(
            name: "signed",
            needsBaseURL: false,
            defaultBaseURL: "https://signed.example",
            environmentVariable: nil,
            signsRequests: true
        ),
    ]

    static let key = "sk-abcdef0123456789"
    static let otherKey = "sk-fedcba9876543210"
    static let fileKey = "sk-file0123456789"

    static let variables = [
        "KEY": key, "LONG": String(repeating: key, count: 2), "OTHER": otherKey, "EMPTY": "", "PORT": "9090",
        "NAME": "weir", "NOTE": "${KEY}",
    ]

    static func loader(_ more: [String: String] = [:], files: [String: String] = [:]) -> ConfigLoader {
        let variables = variables.merging(more) { $1 }
        let files = ["/etc/weir/key": fileKey + "\r\n\n", "/etc/weir/lines": "one\ntwo\n"].merging(files) { $1 }
        let file = { @Sendable (path: String, limit: Int) throws(FileFault) -> [UInt8] in
            if let text = files[path] { return Array(text.utf8) }
            switch path {
            case "/folder": throw .notRegular
            case "/large": throw .tooLarge(limit)
            default: throw .missing
            }
        }
        return ConfigLoader(
            kinds: kinds,
            external: ExternalValues(
                variable: { variables[$0].map { Array($0.utf8) } },
                file: file,
                secret: { (source: CredentialSource) throws(FileFault) -> [UInt8] in
                    switch source {
                    case .file(let path), .systemd(let path): return try file(path, 4_096)
                    case .command: return Array("sk-of-a-command".utf8)
                    case .written: throw FileFault.missing
                    }
                }
            )
        )
    }

    static func load(_ text: String, _ more: [String: String] = [:]) -> ConfigLoader.Result {
        loader(more).load(Array(text.utf8), file: "/etc/weir/weir.yaml")
    }

    /// Each finding as `line:column  severity  path: message`.
    static func findings(_ text: String) -> [String] {
        load(text).diagnostics.all.map { $0.line(in: "") }.map { String($0.drop { $0 == ":" }) }
    }
}
