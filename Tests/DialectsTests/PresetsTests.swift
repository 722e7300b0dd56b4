import Dialects
import Exchange
import Testing

@Suite struct PresetsTests {
    private static let kinds = [
        "openai", "anthropic", "gemini", "groq", "mistral", "deepseek", "xai", "openrouter", "together", "perplexity",
        "cerebras", "cohere", "bedrock", "vertex", "azure", "ollama", "openai_compatible", "anthropic_compatible",
        "demo",
    ]

    @Test(arguments: kinds) func `every kind has a preset`(kind: String) throws {
        #expect(try #require(Preset.named(kind)).kind == kind)
    }

    @Test func `there are no other kinds and none twice`() {
        #expect(Preset.all.map(\.kind).sorted() == Self.kinds.sorted())
        #expect(Preset.named("OpenAI") == nil)
        #expect(Preset.named("") == nil)
    }

    @Test func `no two kinds take their key from the same variable`() {
        let names = Preset.all.flatMap { [$0.environment].compactMap(\.self) + $0.environmentParts }
        #expect(Set(names).count == names.count)
        #expect(names.allSatisfy { $0.hasSuffix("_API_KEY") || $0.hasPrefix("AWS_") })
    }

    @Test func `keys go out over TLS only`() {
        for preset in Preset.all {
            guard let url = preset.baseURL ?? preset.regionalBaseURL else { continue }
            #expect(url.hasPrefix("https://") || preset.credentialStyle == .none, "\(preset.kind)")
            #expect(!url.hasSuffix("/"))
        }
    }

    @Test func `only the generic kinds and those of an account need a base URL`() {
        let needy = Preset.all.filter(\.needsBaseURL).map(\.kind)
        #expect(needy == ["vertex", "azure", "openai_compatible", "anthropic_compatible"])
    }

    @Test func `a region completes a base URL, and what is none does not`() throws {
        let bedrock = try #require(Preset.named("bedrock"))
        #expect(bedrock.baseURL(region: "eu-west-1") == "https://bedrock-runtime.eu-west-1.amazonaws.com")
        for word in ["", "eu-west", "evil.example/eu-west-1", "eu-west-1.evil", "EU-WEST-1", "eu-west-1x"] {
            #expect(bedrock.baseURL(region: word) == nil)
        }
        #expect(Preset.named("openai")?.baseURL(region: "eu-west-1") == nil)
    }

    @Test(
        arguments: [
            ("gemini", "/v1beta/openai", "/v1beta/openai", "/v1beta"),
            ("gemini", "/v1beta", "/v1beta/openai", "/v1beta"),
            ("ollama", "/v1", "/v1", ""), ("ollama", "", "/v1", ""), ("ollama", "/far/v1", "/far/v1", "/far"),
            ("cohere", "/compatibility/v1", "/compatibility/v1", "/v2"), ("cohere", "/v2", "/compatibility/v1", "/v2"),
            ("azure", "/openai/v1", "/openai/v1", ""), ("azure", "", "/openai/v1", ""),
            ("openai", "/v1", "/v1", nil),
        ] as [(String, String, String, String?)]
    )
    func `both dialects are found under either base path`(kind: String, path: String, openAI: String, own: String?)
        throws
    {
        let access = try #require(Preset.named(kind)).access(under: path)
        #expect(access.basePath == openAI)
        #expect(access.native?.basePath == own)
    }

    @Test func `a kind with a key has a way to send it`() {
        for preset in Preset.all where preset.environment != nil { #expect(preset.credentialStyle != .none) }
        #expect(Preset.named("ollama")?.environment == nil)
    }

    @Test func `every kind that speaks Anthropic alone sends a version`() {
        for preset in Preset.all where preset.surfaces == [.anthropic] {
            #expect(preset.defaultHeaders.map(\.name) == ["anthropic-version"])
        }
    }

    @Test(arguments: [
        ("gpt-4o-mini", "openai"), ("o3-mini", "openai"), ("text-embedding-3-small", "openai"),
        ("claude-sonnet-4-5", "anthropic"), ("gemini-2.5-flash", "gemini"), ("mistral-small-latest", "mistral"),
        ("deepseek-chat", "deepseek"), ("grok-4", "xai"), ("sonar-pro", "perplexity"),
        ("llama-3.3-70b-versatile", "groq"), ("meta-llama/Llama-3.3-70B-Instruct-Turbo", "together"),
        ("anthropic/claude-sonnet-4.5", "openrouter"), ("gpt-oss-120b", "cerebras"), ("demo-echo", "demo"),
        ("command-a-03-2025", "cohere"), ("us.anthropic.claude-haiku-4-5-20251001-v1:0", "bedrock"),
        ("arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.amazon.nova-lite-v1:0", "bedrock"),
    ])
    func `a model's own kind matches it with the most said`(model: String, kind: String) {
        var best: (kind: String, said: Int)?
        for preset in Preset.all {
            for text in preset.models where Pattern(text).matches(model) {
                let said = text.utf8.count { $0 != UInt8(ascii: "*") }
                if said > best?.said ?? -1 { best = (preset.kind, said) }
            }
        }
        #expect(best?.kind == kind)
    }
}
