import Config
import Exchange
import Testing

/// Where providers' keys come from, and what is no such place.
@Suite struct KeySourceTests {
    private static func load(_ keys: String, _ more: [String: String] = [:]) -> ConfigLoader.Result {
        let variables = Sample.variables.merging(more) { $1 }
        let external = ExternalValues(
            variable: { variables[$0].map { Array($0.utf8) } },
            file: { (_, _) throws(FileFault) -> [UInt8] in throw FileFault.missing },
            secret: { (source: CredentialSource) throws(FileFault) -> [UInt8] in
                switch source {
                case .file("/run/key"): return Array("sk-of-a-file\n".utf8)
                case .systemd("/run/credentials/weir/openai"): return Array("sk-of-systemd\r\n".utf8)
                case .command(["vault", "get", "a b"]): return Array("sk-of-a-command\n\n".utf8)
                case .command(["printf", "nul"]): return [0x73, 0x6B, 0, 0x2D]
                case .command(["printf", "lines"]): return Array("one\ntwo\n".utf8)
                case .command: throw FileFault.untrusted("it ended with exit status 1")
                case .file("/open"): throw FileFault.untrusted("can be read by others; run `chmod 600 /open`")
                default: throw FileFault.missing
                }
            }
        )
        let text = "providers:\n  openai:\n    keys: [\(keys)]\n"
        return ConfigLoader(kinds: Sample.kinds, external: external).load(Array(text.utf8), file: "/etc/weir/weir.yaml")
    }

    @Test(arguments: [
        ("\"env:KEY\"", Sample.key, CredentialSource.written, 0),
        ("\"${KEY}\"", Sample.key, .written, 0),
        ("\"file:/run/key\"", "sk-of-a-file", .file("/run/key"), 10),
        ("{ value: \"file:/run/key\", refresh_seconds: 60 }", "sk-of-a-file", .file("/run/key"), 60),
        ("\"systemd:openai\"", "sk-of-systemd", .systemd("/run/credentials/weir/openai"), 10),
        ("{ command: [vault, get, \"a b\"] }", "sk-of-a-command", .command(["vault", "get", "a b"]), 0),
        (
            "{ name: v, command: [vault, get, \"a b\"], refresh_seconds: 300 }", "sk-of-a-command",
            .command(["vault", "get", "a b"]), 300
        ),
    ])
    func `a key knows its source`(_ written: String, _ key: String, _ source: CredentialSource, _ seconds: Int) throws {
        let result = Self.load(written, ["CREDENTIALS_DIRECTORY": "/run/credentials/weir"])
        #expect(result.diagnostics.all == [])
        let found = try #require(result.settings?.providers.first?.keys.first)
        #expect(found.secret.withBytes { String(decoding: $0, as: UTF8.self) } == key)
        #expect(found.source == source && found.refresh == .seconds(seconds))
        #expect(!found.source.words.contains("sk-") && !found.source.words.contains("a b"))
    }

    @Test(arguments: [
        ("\"env:MISSING\"", "environment variable MISSING is not set"),
        ("\"env:\"", "write ${NAME} or ${NAME:-default}, the name in letters, digits and _"),
        ("\"file:/open\"", "the file /open can be read by others; run `chmod 600 /open`"),
        ("\"file:/none\"", "the file /none does not exist"),
        ("\"systemd:openai\"", "CREDENTIALS_DIRECTORY is not set; systemd does it by LoadCredential="),
        ("\"systemd:../etc/key\"", "systemd: needs the name of a credential, in letters, digits, ., _ and -"),
        ("\"systemd:..\"", "systemd: needs the name of a credential, in letters, digits, ., _ and -"),
        ("{ command: [] }", "must name a command"),
        ("{ command: [false, secret-argument] }", "the command false: it ended with exit status 1"),
        ("{ command: [printf, nul] }", "the credential holds blanks, line feeds or other than ASCII"),
        ("{ command: [printf, lines] }", "the credential holds blanks, line feeds or other than ASCII"),
        (
            "{ command: [curl, \"${KEY}\"] }",
            "an argument cannot hold a reference: others would see its value in the list of processes"
        ),
        ("{ command: vault }", "must be a list, not text"),
        ("{ command: [vault, get, \"a b\"], value: \"${KEY}\" }", "must hold only one of value and command"),
        ("{ value: \"${KEY}\", refresh_seconds: 5 }", "only a file or a command is looked at again"),
        ("{ value: \"file:/run/key\", refresh_seconds: -1 }", "must be a number of seconds"),
        ("{ name: a }", "value or command is missing"),
    ])
    func `what gives no key is an error with its place and without the value`(_ written: String, _ message: String) {
        let result = Self.load(written)
        #expect(result.settings == nil)
        let errors = result.diagnostics.all.filter { $0.severity == .error }
        #expect(errors.contains { $0.message.hasPrefix(message) }, "\(result.diagnostics.text)")
        #expect(errors.allSatisfy { $0.position?.line == 3 && !$0.message.contains("secret-argument") })
    }

    @Test func `the command for the key-encryption key takes no reference either`() {
        let result = Sample.load("kek: { command: [echo, \"${KEY}\"] }")
        #expect(result.diagnostics.text.contains("list of processes") && !result.diagnostics.text.contains(Sample.key))
    }
}
