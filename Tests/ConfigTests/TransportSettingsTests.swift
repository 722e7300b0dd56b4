import Config
import Exchange
import Testing

@Suite struct TransportSettingsTests {
    private func provider(_ lines: String, _ more: [String: String] = [:]) -> ConfigLoader.Result {
        Sample.load("providers: { openai: { keys: [\"${KEY}\"], \(lines) } }\n", more)
    }

    @Test(arguments: [
        ("http://proxy.example:3128", "http://proxy.example:3128"), ("socks5://10.0.0.1:1080", "socks5://10.0.0.1:1080"),
        ("http://[::1]:80", "http://[::1]:80"), ("socks5://PROXY:1", "socks5://proxy:1"),
    ]) func `a proxy is a scheme, a host and a port`(text: String, shown: String) throws {
        let settings = try #require(provider("proxy: \"\(text)\"").settings)
        let proxy = try #require(settings.providers.first?.transport.proxy)
        #expect(proxy.description == shown && proxy.user == nil && proxy.password == nil)
    }

    @Test func `user and password are decoded, and the password is nowhere to be seen`() throws {
        let result = provider("proxy: \"http://me%40home:${PASS}@proxy:3128\"", ["PASS": "a%3Ab%2Fc"])
        #expect(result.diagnostics.all == [])
        let settings = try #require(result.settings)
        let proxy = try #require(settings.providers.first?.transport.proxy)
        #expect(proxy.user == "me@home")
        #expect(proxy.password?.hasSameBytes(as: Secret("a:b/c")) == true)
        let lines = settings.canonicalText
        #expect(lines.contains("http://proxy:3128 as me@home") && !lines.contains("a:b") && !lines.contains("%3A"))
    }

    @Test func `a password that stands in the file is taken with a warning`() {
        let result = provider("proxy: \"http://weir:swordfish@proxy:3128\"")
        #expect(result.settings != nil)
        #expect(result.diagnostics.all.map(\.message) == ["the password stands in the file; refer to it with \"${NAME}\""])
    }

    @Test(arguments: [
        "https://proxy:3128", "proxy:3128", "http://proxy", "http://proxy:0", "http://proxy:3128/", "http://proxy:3128/x",
        "http://:3128", "http://proxy:99999", "socks4://proxy:1", "socks5h://proxy:1", "http://a b:1", "http://",
        "http://proxy:3128?x", "http://proxy:03128",
    ]) func `what is no proxy is refused without being quoted`(text: String) {
        let result = provider("proxy: \"\(text)\"")
        #expect(result.settings == nil)
        #expect(result.diagnostics.all.map(\.message).allSatisfy { $0.hasPrefix("must be http://host:port or socks5://") })
    }

    @Test(arguments: [
        "weir@", ":word@", "weir:@", "we%3Air:word@", "weir:%zz@", "weir:%4@", "weir:a%00b@",
        "weir:" + String(repeating: "p", count: 256) + "@",
    ]) func `a user or password that cannot be sent is refused without being quoted`(login: String) {
        let result = provider("proxy: \"socks5://\(login)proxy:1\"")
        #expect(result.settings == nil)
        #expect(
            result.diagnostics.all.map(\.message) == [
                "the user and the password must each have 1 to 255 bytes, with %40 for @ and %3A for :"
            ]
        )
    }

    @Test func `files are found beside the configuration`() throws {
        let lines = "ca_file: ca.pem, client_certificate_file: /a/c.pem, client_key_file: k.pem, warm_connections: 3"
        let settings = try #require(provider(lines).settings?.providers.first)
        #expect(settings.transport.caFile == "/etc/weir/ca.pem")
        #expect(settings.transport.clientCertificateFile == "/a/c.pem")
        #expect(settings.transport.clientKeyFile == "/etc/weir/k.pem")
        #expect(settings.upkeep.warmConnections == 3 && settings.upkeep.health == nil)
    }

    @Test(arguments: [
        ("client_certificate_file: a", "providers.openai.client_certificate_file", "client_key_file is missing"),
        ("client_key_file: a", "providers.openai.client_key_file", "client_certificate_file is missing"),
        ("ca_file: a, tls: { verify: false }", "providers.openai.ca_file", "has no use, because tls.verify is false"),
        ("health: { interval_seconds: 5 }", "providers.openai.health", "path is missing"),
    ]) func `halves of a whole are found`(lines: String, path: String, message: String) {
        let found = provider(lines).diagnostics.all
        #expect(found.contains { $0.path == path && $0.message == message })
    }

    @Test(arguments: ["v1", "//evil/x", "/a b", "/a#b", "/" + String(repeating: "x", count: 512)])
    func `what is no path of the origin is refused`(path: String) {
        #expect(provider("health: { path: \"\(path)\", interval_seconds: 5 }").settings == nil)
    }

    @Test func `health is asked for once it has a path and an interval`() throws {
        let asked = try #require(provider("health: { path: \"/v1/models?limit=1\", interval_seconds: 2.5 }").settings)
        #expect(
            asked.providers.first?.upkeep.health
                == HealthQuestion(path: "/v1/models?limit=1", interval: .milliseconds(2_500))
        )
        let silent = try #require(provider("health: { path: /v1/models }").settings)
        #expect(silent.providers.first?.upkeep.health == nil)
    }

    @Test func `only the data listener may share its port`() {
        #expect(Sample.load("listeners: { data: { reuse_port: true } }").settings?.listeners.data.reusesPort == true)
        #expect(Sample.load("listeners: { admin: { reuse_port: true } }").settings == nil)
    }
}
