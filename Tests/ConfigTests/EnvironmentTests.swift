import Config
import Exchange
import Testing

@Suite struct EnvironmentTests {
    @Test func `without a file each variable that holds a key makes a provider`() throws {
        let loader = Sample.loader([
            "OPENAI_API_KEY": Sample.key, "ANTHROPIC_API_KEY": Sample.otherKey, "WEIR_DATA": "/d",
        ])
        let settings = try #require(loader.loadEnvironment().settings)
        #expect(settings.providers.map(\.name) == ["anthropic", "openai"])
        #expect(settings.providers.map(\.kind) == ["anthropic", "openai"])
        #expect(settings.providers.map(\.baseURL.origin.host) == ["api.anthropic.com", "api.openai.com"])
        #expect(settings.providers[1].keys == [ProviderKey(name: "key-1", secret: Secret(Sample.key))])
        #expect(settings.dataDirectory == "/d")
        #expect(settings.demo.isEnabled)
    }

    @Test func `without a file and without keys there is the demo`() {
        let result = Sample.loader(["OPENAI_API_KEY": ""]).loadEnvironment()
        #expect(result.settings == Settings())
        #expect(result.diagnostics.all == [])
    }

    @Test func `a placeholder in the environment is an error that names the variable`() {
        let result = Sample.loader(["OPENAI_API_KEY": "sk-xxx"]).loadEnvironment()
        #expect(result.settings == nil)
        #expect(
            result.diagnostics.text
                == "environment  error    OPENAI_API_KEY: this is a placeholder, not a credential; "
                + "refer to a real one with \"${NAME}\"\n1 error, 0 warnings\n"
        )
    }

    @Test(arguments: [
        ("AKIA0123:wJalr0123", true), ("AKIA0123:wJalr0123:session", true), ("ABSK0123456789", false),
        ("AKIA0123:", false), ("a:b:c:d", false),
    ])
    func `a key that no request can be signed with is warned of`(key: String, isSigning: Bool) {
        let result = Sample.load("providers: { signed: { keys: [\"${AWS}\"] } }", ["AWS": key])
        #expect(result.settings?.providers.first?.keys.count == 1)
        #expect(result.diagnostics.warnings.map(\.path) == (isSigning ? [] : ["providers.signed.keys"]))
        #expect(!result.diagnostics.text.contains(key))
    }

    @Test func `a provider without keys in the file takes its kind's variable`() {
        let result = Sample.load("providers: { openai: }", ["OPENAI_API_KEY": Sample.key])
        #expect(result.diagnostics.all == [])
        #expect(result.settings?.providers.first?.keys == [ProviderKey(name: "key-1", secret: Secret(Sample.key))])
    }
}
