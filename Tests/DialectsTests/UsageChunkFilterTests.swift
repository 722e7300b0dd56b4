import Dialects
import Exchange
import Testing

/// The bytes a filter lets pass.
private func filtered(_ bytes: [UInt8], _ cut: Cut) -> [UInt8] {
    var filter = UsageChunkFilter()
    var output: [UInt8] = []
    cut.feed(bytes) { filter.pass($0, into: &output) }
    filter.finish(into: &output)
    return output
}

@Suite struct UsageChunkFilterTests {
    private static let text = #"data: {"id":"a","choices":[{"index":0,"delta":{"content":"x"}}],"usage":null}"#
    private static let usage = #"data: {"id":"a","choices":[ ],"usage":{"prompt_tokens":1,"completion_tokens":2}}"#

    @Test(arguments: Cut.several)
    func `only the usage event goes, with every line end`(cut: Cut) {
        for end in ["\n", "\r", "\r\n"] {
            let blank = end + end
            let before = ": hello" + blank + Self.text + blank
            let after = "data: [DONE]" + blank
            let all = Array((before + Self.usage + blank + after).utf8)
            #expect(String(decoding: filtered(all, cut), as: UTF8.self) == before + after)
        }
    }

    @Test(
        arguments: [
            #"data: {"choices":[],"prompt_filter_results":[{"prompt_index":0}]}"#,
            #"data: {"choices":[],"usage":null}"#,
            #"data: {"choices":[{"delta":{}}],"usage":{"prompt_tokens":1}}"#, #"data: {"usage":{"prompt_tokens":1}}"#,
            #"data: {"choices":[],"usage":{"prompt_tokens":1},"error":{"message":"x"}}"#, "data: nope",
            "event: x\ndata: []",
            #"data: {"choices":[],"usage":{"prompt_tokens":1}"#, #"data: {"choices":null,"usage":{"prompt_tokens":1}}"#,
        ]
    )
    func `everything else passes untouched`(event: String) {
        let all = Array((event + "\n\n" + Self.text + "\n\ndata: [DONE]\n\n").utf8)
        for cut in Cut.several { #expect(filtered(all, cut) == all) }
    }

    @Test func `an unterminated event passes, unless it is the usage`() {
        for cut in Cut.several {
            let half = Array((Self.text + "\n\ndata: {\"choices\":[").utf8)
            #expect(filtered(half, cut) == half)
            let text = Array((Self.text + "\n\n").utf8)
            #expect(filtered(text + Array(Self.usage.utf8), cut) == text)
        }
    }

    @Test func `an event passes as soon as it cannot be the usage`() {
        var filter = UsageChunkFilter()
        var output: [UInt8] = []
        Array(#"data: {"choices":[{"delta":{"content":"long"#.utf8).withUnsafeBytes { filter.pass($0, into: &output) }
        #expect(!output.isEmpty)
        output = []
        Array("er".utf8).withUnsafeBytes { filter.pass($0, into: &output) }
        #expect(output == Array("er".utf8))
    }

    @Test func `a giant event is not held back beyond the bound`() {
        let giant = Array((#"data: {"pad":""# + String(repeating: "x", count: 300_000)).utf8)
        let rest = Array((#"","choices":[],"usage":{}}"# + "\n\n").utf8)
        var filter = UsageChunkFilter()
        var output: [UInt8] = []
        Cut.random(seed: 2).feed(giant) { filter.pass($0, into: &output) }
        #expect(output == giant)
        Cut.byte.feed(rest) { filter.pass($0, into: &output) }
        #expect(output == giant + rest)
        #expect(filter.dropped == 0)
    }

    @Test(.enabled(if: SharedFiles.hasFixtures), arguments: Cut.several)
    func `recorded streams lose their usage event and nothing else`(cut: Cut) throws {
        for fixture in try ReplyFixture.all() where fixture.isStream {
            let output = filtered(fixture.body, cut)
            let before = fixture.reading(fixture.body, .whole)
            let after = fixture.reading(output, .whole)
            let isChat = fixture.format == .openAIChat || fixture.format == .openAICompletions
            if isChat, before.events != after.events {
                #expect(after.events == before.events - 1, Comment(rawValue: fixture.name))
            } else {
                #expect(output == fixture.body, Comment(rawValue: fixture.name))
            }
            #expect(after.contentEvents == before.contentEvents)
            #expect(after.finishReasons == before.finishReasons)
            #expect(after.isComplete == before.isComplete)
        }
    }
}
