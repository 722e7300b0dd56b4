import Dialects
import Exchange
import Testing

@Suite struct PresetsTests {
    private static let kinds = [
        "openai", "anthropic", "gemini", "groq", "mistral", "deepseek", "xai", "openrouter", "together", "perplexity",
        "cerebras", "ollama", "openai_compatible", "anthropic_compatible", "demo",
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
        let names = Preset.all.compactMap(\.environment)
        #expect(Set(names).count == names.count)
        #expect(names.allSatisfy { $0.hasSuffix("_API_KEY") })
    }

    @Test func `keys go out over TLS only`() {
        for preset in Preset.all {
            guard let url = preset.baseURL else { continue }
            #expect(url.hasPrefix("https://") || preset.credentialStyle == .none, "\(preset.kind)")
            #expect(!url.hasSuffix("/"))
        }
    }

    @Test func `only the generic kinds need a base URL`() {
        let needy = Preset.all.filter(\.needsBaseURL).map(\.kind)
        #expect(needy == ["openai_compatible", "anthropic_compatible"])
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
