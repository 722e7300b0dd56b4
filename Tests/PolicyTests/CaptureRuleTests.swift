import Exchange
import Policy
import Testing

@Suite struct CaptureRuleTests {
    private let rule = CaptureRule(
        general: .redacted,
        routes: [
            CaptureRule.ForRoute(route: Pattern("/v1/*"), level: .metadata),
            CaptureRule.ForRoute(route: Pattern("/v1/embeddings"), level: .off),
            CaptureRule.ForRoute(route: Pattern("/v1/emb*"), level: .full),
        ]
    )

    @Test func `the key counts before the route, the route before the rest`() {
        #expect(rule.level(route: .messages, path: "/anthropic/v1/messages", key: nil) == .metadata)
        #expect(rule.level(route: .upstream, path: "/upstream/x/y", key: nil) == .redacted)
        #expect(rule.level(route: .embeddings, path: "/v1/embeddings", key: nil) == .off)
        #expect(rule.level(route: .openAIOther, path: "/v1/embargo", key: nil) == .full)
        #expect(rule.level(route: .embeddings, path: "/v1/embeddings", key: .full) == .full)
        #expect(rule.level(route: .chatCompletions, path: "/v1/chat/completions", key: .off) == .off)
    }

    @Test(arguments: CaptureLevel.allCases)
    func `nothing is above the most that is allowed`(_ most: CaptureLevel) {
        let rule = CaptureRule(
            general: .full,
            routes: [CaptureRule.ForRoute(route: Pattern("/v1/embeddings"), level: .metadata)],
            most: most
        )
        for key in CaptureLevel.allCases {
            #expect(rule.level(route: .embeddings, path: "", key: key) == min(key, most))
        }
        #expect(rule.level(route: .embeddings, path: "", key: nil) == min(.metadata, most))
        #expect(rule.level(route: .messages, path: "", key: nil) == most)
    }
}
