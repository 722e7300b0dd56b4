import Dialects
import Testing

struct FinishKindTests {
    @Test(arguments: [
        ("stop", FinishKind.natural), ("end_turn", .natural), ("tool_calls", .natural), ("STOP", .natural),
        ("completed", .natural), ("COMPLETE", .natural), ("", .natural), ("never heard of", .natural),
        ("length", .length), ("max_tokens", .length), ("MAX_TOKENS", .length),
        ("incomplete:max_output_tokens", .length), ("content_filter", .filter), ("SAFETY", .filter),
        ("refusal", .filter), ("promptFeedback:SAFETY", .filter), ("guardrail_intervened", .filter),
    ])
    func `a finish word is natural, a length or a filter`(word: String, kind: FinishKind) {
        #expect(FinishKind(word: word) == kind)
    }

    @Test func `of several choices the worst end counts`() {
        #expect(FinishKind.of([]) == .natural)
        #expect(FinishKind.of(["stop", "length"]) == .length)
        #expect(FinishKind.of(["length", "content_filter", "stop"]) == .filter)
    }
}
