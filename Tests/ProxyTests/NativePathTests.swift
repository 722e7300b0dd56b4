import Exchange
import Proxy
import Testing

/// The paths of dialects that have their own.
@Suite struct NativePathTests {
    @Test(arguments: [
        ("/v1beta/models/g:generateContent", Route.generateContent, Operation.chat, WireFormat.geminiContent, "g"),
        ("/v1beta/models/g:streamGenerateContent", .streamGenerateContent, .chat, .geminiContent, "g"),
        ("/gemini/v1beta/models/a%2Eb:countTokens", .geminiCountTokens, .countTokens, .geminiCountTokens, "a.b"),
        ("/gemini/v1/models/a:b:generateContent", .generateContent, .chat, .geminiContent, "a:b"),
        ("/v1beta/models/p/m:generateContent", .generateContent, .chat, .geminiContent, "p/m"),
        ("/v1beta/models/g:embedContent", .geminiOther, .embeddings, .opaque, "g"),
        ("/v1/models/g:generateContent", .generateContent, .chat, .geminiContent, "g"),
        ("/bedrock/model/m/converse", .converse, .chat, .bedrockConverse, "m"),
        ("/bedrock/model/m%3A0/converse-stream", .converseStream, .chat, .bedrockConverse, "m:0"),
        (
            "/bedrock/model/arn:aws:x:inference-profile/us.m/invoke", .invoke, .chat, .bedrockInvoke,
            "arn:aws:x:inference-profile/us.m"
        ),
        ("/bedrock/model/a%2Fb/invoke-with-response-stream", .invokeStream, .chat, .bedrockInvoke, "a/b"),
        ("/bedrock/model/m/count-tokens", .bedrockOther, .countTokens, .opaque, "m"),
        ("/upstream/acme/v1beta/models/g:generateContent", .upstream, .chat, .geminiContent, "g"),
        (
            "/upstream/acme/v1/projects/p/locations/l/publishers/google/models/g:streamGenerateContent", .upstream,
            .chat,
            .geminiContent, "g"
        ),
        ("/upstream/acme/model/m/converse", .upstream, .chat, .bedrockConverse, "m"),
        ("/upstream/acme/openai/deployments/d/chat/completions", .upstream, .chat, .openAIChat, "d"),
    ])
    func `a model is found in its path`(
        path: String,
        route: Route,
        operation: Operation,
        format: WireFormat,
        model: String
    ) {
        let meaning = Surfaces.meaning(of: path)
        #expect(meaning.route == route)
        #expect(meaning.operation == operation)
        #expect(meaning.format == format)
        #expect(meaning.readsBody)
        #expect(meaning.model?.name == model)
    }

    @Test(arguments: [
        ("/v1beta/models", Route.models, Operation.models, Surface.gemini),
        ("/v1beta/models/g", .model, .models, .gemini), ("/v1beta/cachedContents", .geminiOther, .other, .gemini),
        ("/v1beta/models/g:predict", .geminiOther, .other, .gemini),
        ("/v1beta/tunedModels/t:generateContent", .geminiOther, .other, .gemini),
        ("/v1beta/models/%FF:generateContent", .geminiOther, .other, .gemini),
        ("/v1beta/models/:generateContent", .geminiOther, .other, .gemini),
        ("/v1beta/openai/chat/completions", .chatCompletions, .chat, .openAI),
        ("/bedrock/guardrail/g", .bedrockOther, .other, .bedrock),
        ("/bedrock/model/converse", .bedrockOther, .other, .bedrock),
        ("/bedrock/model//converse", .bedrockOther, .other, .bedrock),
        ("/bedrock/model/m/%63onverse", .bedrockOther, .other, .bedrock),
        ("/v1beta", .unmatched, .other, .openAI), ("/v1beta/", .unmatched, .other, .openAI),
        ("/bedrock", .unmatched, .other, .openAI), ("/bedrock/", .unmatched, .other, .openAI),
        ("/v1beta1/models/g:generateContent", .unmatched, .other, .openAI),
        ("/upstream/acme/api/chat", .upstream, .chat, .openAI), ("/upstream/acme/api/tags", .upstream, .other, .openAI),
        ("/upstream/acme/v2/chat", .upstream, .chat, .openAI), ("/upstream/acme/v2/rerank", .upstream, .other, .openAI),
    ])
    func `a path without a model means one thing`(path: String, route: Route, operation: Operation, surface: Surface) {
        let meaning = Surfaces.meaning(of: path)
        #expect(meaning.route == route)
        #expect(meaning.operation == operation)
        #expect(meaning.surface == surface)
        #expect(meaning.model == nil)
    }

    @Test(arguments: [("/upstream/a/api/generate", WireFormat.ollamaChat), ("/upstream/a/v2/chat", .cohereChat)])
    func `the raw way knows the dialects that have no surface`(path: String, format: WireFormat) {
        #expect(Surfaces.meaning(of: path).format == format)
        #expect(Surfaces.meaning(of: path).isNative)
    }

    @Test(arguments: [
        ("/v1beta/models/fast:generateContent", "gemini-2.5-flash", "/models/gemini-2.5-flash:generateContent"),
        ("/bedrock/model/cheap/converse", "amazon.nova:0", "/model/amazon.nova%3A0/converse"),
        ("/bedrock/model/x/invoke", "arn:aws/ä?", "/model/arn%3Aaws%2F%C3%A4%3F/invoke"),
        ("/upstream/a/openai/deployments/d/embeddings", "e", "/openai/deployments/e/embeddings"),
        ("/v1/chat/completions", "x", "/chat/completions"),
    ])
    func `another name of the model stands in its place`(path: String, model: String, rest: String) {
        #expect(Surfaces.meaning(of: path).renamed(model).rest == rest)
    }

    @Test(arguments: [
        ("/v1", "/chat/completions", "/v1/chat/completions"), ("/v1", "/v1/messages", "/v1/messages"),
        ("/openai/v1", "/v1/models", "/openai/v1/models"), ("/v1beta", "/models/g:x", "/v1beta/models/g:x"),
        ("/v1beta", "/v1beta/files", "/v1beta/files"), ("/v1beta", "/v1beta", "/v1beta"),
        ("/v1beta/openai", "/v1beta/openai/chat", "/v1beta/openai/chat"),
        ("", "/model/m/converse", "/model/m/converse"),
        ("/v1", "/v1beta/x", "/v1/v1beta/x"), ("/api", "/api/chat", "/api/api/chat"),
        ("/a/v1/b", "/v1/c", "/a/v1/b/v1/c"),
        ("/v1/projects/p", "/models/m", "/v1/projects/p/models/m"), ("/x", "", "/x"),
    ])
    func `a version stands in a path once`(base: String, rest: String, path: String) {
        #expect(UpstreamPath.joined(base, rest) == path)
    }

    @Test(arguments: [
        ("/bedrock/model/a%2Fb/converse", true), ("/bedrock/model/a%2fb/converse", true),
        ("/upstream/acme/model/a%2Fb/invoke", true), ("/bedrock/model/a%2F..%2Fb/x", false),
        ("/bedrock/model/%2Fa/x", false), ("/bedrock/model/a%2F/x", false), ("/bedrock/model/a%2F%2Fb/x", false),
        ("/bedrock/model/a/..%2Fx", false), ("/bedrock/model/a%2F.", false), ("/bedrock/modelx/a%2Fb", false),
        ("/bedrock/a%2Fb", false), ("/v1/model/a%2Fb", false), ("/upstream/model/a%2Fb", false),
        ("/bedrock/model/a%252Fb/x", false), ("/bedrock/model/a%5Cb/x", false),
    ])
    func `an encoded slash stands in Bedrock's models alone`(path: String, isPlain: Bool) {
        #expect(Array(path.utf8).withUnsafeBytes { PathCheck.isPlain($0) } == isPlain)
    }

    @Test(
        arguments: [
            ("", [], ""), ("alt=sse", [], "alt=sse"), ("key=a", ["a"], ""), ("a=1&key=b%2Fc&d", ["b/c"], "a=1&d"),
            ("key", [""], ""), ("key=", [""], ""), ("k%65y=x&KEY=y", ["x"], "KEY=y"), ("&&key=a&", ["a"], "&&"),
            ("key=%", [], ""), ("monkey=1&keys=2", [], "monkey=1&keys=2"), ("key=a=b", ["a=b"], ""),
        ] as [(String, [String], String)]
    )
    func `a key is taken out of a query and nothing else`(query: String, keys: [String], rest: String) {
        #expect(CallerQuery(query).keys == keys)
        #expect(CallerQuery(query).withoutKey == rest)
    }
}
