import Exchange
import Proxy
import Testing

@Suite struct PathTests {
    @Test(arguments: [
        "/", "/v1/chat/completions", "/v1/models/gpt-5.6", "/a/b%20c", "/a.b/c..d/...", "/v1/files/", "/%E4",
    ]) func `a plain path is plain`(_ path: String) {
        #expect(Array(path.utf8).withUnsafeBytes { PathCheck.isPlain($0) })
    }

    @Test(arguments: [
        "/a/../b", "/a/./b", "/..", "/.", "/a//b", "//a", "/a/%2e%2e/b", "/a%2Fb", "/a%5cb", "/a;b=c", "/a\\b", "/a%00",
        "/a%0d%0a", "/a%7F", "/a%", "/a%4", "/a%zz", "/a%252e",
    ]) func `a path that two servers could read differently is refused`(_ path: String) {
        #expect(!Array(path.utf8).withUnsafeBytes { PathCheck.isPlain($0) })
    }

    @Test(arguments: [("/?a=%20", true), ("/?a=%2F", true), ("/?a=%", false), ("/?a=%0a", false), ("/?%00", false)])
    func `escapes of a query are whole and harmless`(_ target: String, _ isGood: Bool) {
        #expect(Array(target.utf8).withUnsafeBytes { PathCheck.hasGoodEscapes($0) } == isGood)
    }

    @Test(arguments: [
        ("/v1/chat/completions", Route.chatCompletions, Operation.chat, "/chat/completions"),
        ("/openai/v1/chat/completions", .chatCompletions, .chat, "/chat/completions"),
        ("/v1/responses", .responses, .responses, "/responses"),
        ("/v1/responses/resp_1", .openAIOther, .other, "/responses/resp_1"),
        ("/v1/embeddings", .embeddings, .embeddings, "/embeddings"),
        ("/v1/completions", .completions, .textCompletion, "/completions"),
        ("/v1/moderations", .moderations, .moderations, "/moderations"),
        ("/v1/models", .models, .models, "/models"),
        ("/v1/models/a/b", .model, .models, "/models/a/b"),
        ("/v1/messages", .messages, .chat, "/v1/messages"),
        ("/anthropic/v1/messages", .messages, .chat, "/v1/messages"),
        ("/v1/messages/count_tokens", .countTokens, .countTokens, "/v1/messages/count_tokens"),
        ("/v1/messages/batches", .anthropicOther, .other, "/v1/messages/batches"),
        ("/anthropic/v1/models/x", .model, .models, "/v1/models/x"),
        ("/v1/files", .openAIOther, .other, "/files"),
        ("/upstream/acme/v1/chat/completions", .upstream, .chat, "/v1/chat/completions"),
        ("/upstream/acme/v1/models", .upstream, .other, "/v1/models"),
        ("/upstream/acme/x", .upstream, .other, "/x"),
        ("/upstream/acme", .unmatched, .other, ""),
        ("/upstream//x", .unmatched, .other, ""),
        ("/v1", .unmatched, .other, ""),
        ("/v1/", .unmatched, .other, ""),
        ("/v10/chat/completions", .unmatched, .other, ""),
        ("/anthropic/v1messages", .unmatched, .other, ""),
        ("/metrics", .unmatched, .other, ""),
        ("", .unmatched, .other, ""),
    ]) func `a path has one meaning`(_ path: String, _ route: Route, _ operation: Operation, _ rest: String) {
        let meaning = Surfaces.meaning(of: path)
        #expect(meaning.route == route)
        #expect(meaning.operation == operation)
        #expect(meaning.rest == rest)
        #expect(meaning.readsBody == (operation != .other))
    }

    @Test func `the raw way names its provider and keeps the surface of the rest`() {
        let messages = Surfaces.meaning(of: "/upstream/acme/v1/messages")
        #expect(messages.target == "acme")
        #expect(messages.surface == .anthropic)
        #expect(Surfaces.meaning(of: "/v1/messages").surface == .anthropic)
        #expect(Surfaces.meaning(of: "/v1/chat/completions").target == nil)
    }
}
