import Config
import Exchange
import Testing

@Suite struct ManagedLoadTests {
    private static let file = """
        providers:
          openai: { keys: ["${KEY}"] }
        models:
          fast: { provider: openai, model: gpt-4o-mini }
        """

    private func load(_ file: String = file, _ managed: ManagedSection...) -> ConfigLoader.Result {
        Sample.loader().load(Array(file.utf8), file: "weir.yaml", managed: managed)
    }

    private func lines(_ result: ConfigLoader.Result) -> [String] {
        result.diagnostics.all.map { $0.line(in: "weir.yaml") }
    }

    @Test func `an entry beside the file means what it would mean in the file, and is known by where it stands`() throws
    {
        let alias = ManagedSection(section: "models", name: "slow", json: #"{"provider":"openai","model":"o3"}"#)
        let route = ManagedSection(
            section: "routes",
            name: "chat",
            json:
                #"{"targets":[{"provider":"openai","model":"o3","weight":3},{"provider":"demo","model":"demo-chat"}],"balance":"cheapest"}"#
        )
        let merged = try #require(load(Self.file, alias, route).settings)
        let written = try #require(
            load(
                Self.file + """

                      slow: { provider: openai, model: o3 }
                    routes:
                      chat:
                        targets: [{ provider: openai, model: o3, weight: 3 }, { provider: demo, model: demo-chat }]
                        balance: cheapest
                    """
            ).settings
        )
        #expect(merged.canonicalText == written.canonicalText)
        #expect(merged.managed == ["models.slow", "routes.chat"] && written.managed.isEmpty)
    }

    @Test func `without a file too`() throws {
        let alias = ManagedSection(section: "models", name: "slow", json: #"{"provider":"openai","model":"o3"}"#)
        let loader = Sample.loader(["OPENAI_API_KEY": Sample.key])
        let settings = try #require(loader.loadEnvironment(managed: [alias]).settings)
        #expect(settings.aliases.map(\.name) == ["slow"] && settings.providers.map(\.name) == ["openai"])
        #expect(settings.managed == ["models.slow"])
        let provider = ManagedSection(section: "providers", name: "openai", json: #"{"base_url":"https://x.example"}"#)
        let kept = loader.loadEnvironment(managed: [provider])
        #expect(kept.settings?.providers.map(\.baseURL.origin.host) == ["api.openai.com"])
        #expect(kept.diagnostics.warnings.count == 1)
    }

    @Test func `where both have a name the file's counts, with a warning`() throws {
        let twin = ManagedSection(section: "models", name: "fast", json: #"{"provider":"openai","model":"o3"}"#)
        let result = load(Self.file, twin)
        #expect(result.settings?.aliases.map(\.model) == ["gpt-4o-mini"] && result.settings?.managed == [])
        #expect(
            lines(result) == [
                "managed  warning  models.fast: stands in the file and among the managed entries; the file's counts"
            ]
        )
    }

    @Test(arguments: [
        ("models", "slow", #"{"provider":"openai","model":"${KEY}"}"#, "holds no reference"),
        ("models", "slow", #"{"provider":"nobody","model":"o3"}"#, "there is no provider of that name"),
        ("models", "slow", #"{"provider":"openai"}"#, "model is missing"),
        ("models", "slow", #"{"provider":"openai","model":"o3","modle":1}"#, "unknown key"),
        ("models", "slow", "[]", "is no JSON object"), ("models", "slow", "nonsense", "is no JSON object"),
        ("models", "a b", #"{"provider":"openai","model":"o3"}"#, "a name must be"),
        ("providers", "mine", #"{"kind":"compatible","base_url":"https://x.example","keys":["a"]}"#, "not here"),
        (
            "providers", "mine", #"{"kind":"compatible","base_url":"https://x.example","ca_file":"file:/x"}"#,
            "reference"
        ),
        ("providers", "mine", #"{"kind":"compatible","base_url":"https://x","proxy":"http://a:b@p:1"}"#, "no password"),
        ("quotas", "few", #"{"requests":"many"}"#, "whole number"),
        ("nonsense", "few", "{}", "unknown key"),
    ])
    func `a bad entry refuses the whole, and its finding names it`(
        _ section: String,
        _ name: String,
        _ json: String,
        _ why: String
    ) {
        let result = load(Self.file, ManagedSection(section: section, name: name, json: json))
        #expect(result.settings == nil)
        #expect(lines(result).contains { $0.hasPrefix("managed  error") && $0.contains(why) }, "\(lines(result))")
        #expect(lines(result).allSatisfy { !$0.contains(Sample.key) })
    }

    @Test func `the file must be good by itself, and may not lean on entries that can go`() {
        let provider = ManagedSection(
            section: "providers",
            name: "mine",
            json: #"{"kind":"compatible","base_url":"https://x.example"}"#
        )
        let result = load("models: { fast: { provider: mine, model: m } }\n", provider)
        #expect(result.settings == nil && lines(result).contains { $0.hasPrefix("weir.yaml:1:") })
        #expect(load("{}", provider).settings?.providers.map(\.name) == ["mine"])
    }

    @Test func `a provider that is made over the network never gets the environment's key`() throws {
        let entry = ManagedSection(section: "providers", name: "openai", json: #"{"base_url":"https://evil.example"}"#)
        let loader = Sample.loader(["OPENAI_API_KEY": Sample.key])
        let settings = try #require(loader.load(Array("{}".utf8), file: "weir.yaml", managed: [entry]).settings)
        #expect(settings.providers.map(\.keys.count) == [0])
    }

    @Test func `one exported file says what the file and the entries beside it say`() throws {
        let alias = ManagedSection(section: "models", name: "s\"low", json: #"{"provider":"openai","model":"o3:#1"}"#)
        let quota = ManagedSection(section: "quotas", name: "few", json: #"{"requests":5,"key":"each"}"#)
        let text =
            "providers:\n  openai: { keys: [\"${KEY}\", { name: two, value: \(Sample.otherKey) }] }\nlog: { level: info }\n"
        let before = try #require(load(text, alias, quota).settings)
        let exported = try #require(
            Sample.loader().export(Array(text.utf8), file: "weir.yaml", managed: [alias, quota])
        )
        #expect(!exported.contains(Sample.otherKey) && exported.contains("${KEY}"))
        let variable = "PROVIDERS_OPENAI_KEYS_1_VALUE"
        #expect(exported.contains("${\(variable)}"))
        let again = Sample.loader([variable: Sample.otherKey]).load(Array(exported.utf8), file: "weir.yaml")
        #expect(again.settings?.canonicalText == before.canonicalText, "\(exported) \(again.diagnostics.all)")
    }
}
