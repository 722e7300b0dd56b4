import Dialects
import Exchange
import Testing

/// What is read in one step over a body must be what is read by way of a tree.
///
/// A member whose name is escaped sends a body the way of the tree and changes nothing else, so each body is
/// read with and without one.
@Suite struct ConversationScanTests {
    private static let formats: [WireFormat] = [.openAIChat, .anthropicMessages, .anthropicCountTokens]
    private static let toTree = #""\u0078":0,"#

    private func viaTree(_ body: String) -> [UInt8] {
        guard let brace = body.firstIndex(of: "{") else { return Array(body.utf8) }
        let rest = body[body.index(after: brace)...]
        let isEmpty = rest.first { !" \n\r\t".contains($0) } == "}"
        return Array((body[...brace] + (isEmpty ? Self.toTree.dropLast() : Self.toTree[...]) + rest).utf8)
    }

    private func check(_ left: [StoredMessage]?, _ right: [StoredMessage]?, _ body: String) {
        #expect(left?.count == right?.count, "\(body)")
        for (one, other) in zip(left ?? [], right ?? []) {
            // Strings compare by meaning, so bytes are compared too.
            #expect(one == other && Array(one.text.utf8) == Array(other.text.utf8), "\(body)")
            #expect(Array(one.role.utf8) == Array(other.role.utf8) && one.isPlain == other.isPlain, "\(body)")
            for message in [one, other] {
                var identity: [UInt8] = []
                message.appendIdentity(to: &identity)
                #expect(identity == message.identity && identity.count <= message.identityRoom, "\(body)")
                #expect(message.withText { Array($0) } == Array(message.text.utf8), "\(body)")
                #expect(!message.isPlain || message.content == message.identity, "\(body)")
            }
        }
    }

    private func checkRequest(_ body: String) {
        for format in Self.formats {
            let scanned = Conversation.read(request: Array(body.utf8), format: format)
            let built = Conversation.read(request: viaTree(body), format: format)
            check(scanned?.messages, built?.messages, body)
            check(scanned?.system, built?.system, body)
        }
    }

    private func checkAnswer(_ body: String) {
        for format in Self.formats {
            check(
                AnswerMessage.read(answer: Array(body.utf8), format: format, isStream: false),
                AnswerMessage.read(answer: viaTree(body), format: format, isStream: false),
                body
            )
        }
    }

    @Test func `random requests are read alike both ways`() {
        var maker = BodyMaker(seed: 1)
        var read = 0
        for _ in 0..<5_000 {
            let body = maker.request()
            checkRequest(body)
            if Conversation.read(request: Array(body.utf8), format: .openAIChat) != nil { read += 1 }
        }
        #expect(read > 2_000)
    }

    @Test func `random answers are read alike both ways`() {
        var maker = BodyMaker(seed: 2)
        var said = 0
        for _ in 0..<5_000 {
            let body = maker.answer()
            checkAnswer(body)
            said += AnswerMessage.read(answer: Array(body.utf8), format: .openAIChat, isStream: false).count
        }
        #expect(said > 1_000)
    }

    @Test func `random streams are read alike both ways`() {
        var maker = BodyMaker(seed: 3)
        for _ in 0..<2_000 {
            let events = maker.deltas()
            let streams = [events, events.map { String(decoding: viaTree($0), as: UTF8.self) }].map { events in
                Array(events.map { "data: \($0)\n\n" }.joined().utf8) + Array("data: [DONE]\n\n".utf8)
            }
            check(
                AnswerMessage.read(answer: streams[0], format: .openAIChat, isStream: true),
                AnswerMessage.read(answer: streams[1], format: .openAIChat, isStream: true),
                events.joined(separator: "\n")
            )
        }
    }

    @Test(.enabled(if: !ConversationFixture.all.isEmpty), arguments: ConversationFixture.all)
    func `recorded exchanges are read alike both ways`(fixture: ConversationFixture) {
        checkRequest(String(decoding: fixture.request, as: UTF8.self))
        if !fixture.isStream { checkAnswer(String(decoding: fixture.answer, as: UTF8.self)) }
    }

    @Test(arguments: [
        (#""plain words""#, #""plain words""#), (#""a\nb\t\"c\"\\ \u0000\u001f""#, #""a\nb\t\"c\"\\ \u0000\u001f""#),
        (#""\u00e9\/\u000A\u001F\u007f""#, "\"\u{e9}/\\n\\u001f\u{7f}\""), (#""\ud83d\ude00""#, "\"\u{1F600}\""),
        (#""\ud800!""#, "\"\u{fffd}!\""), (#"[{"type":"text","text":"one"}]"#, #""one""#),
        (
            #"[ {"text":"o\/ne","cache_control":{"type":"ephemeral"},"type":"input_text","x":[ ],"y":null} ]"#,
            #""o/ne""#
        ),
    ])
    func `words become canonical`(written: String, canonical: String) throws {
        let body = #"{"messages":[{"role":"user", "content": \#(written),"refusal":null,"tool_calls":[],"name":""}]}"#
        let message = try #require(Conversation.read(request: Array(body.utf8), format: .openAIChat)?.messages.first)
        #expect(String(decoding: message.content, as: UTF8.self) == #"{"content":\#(canonical),"role":"user"}"#)
        #expect(try JSONValue(parsing: canonical).text == message.text)
        #expect(message.isPlain)
        checkRequest(body)
    }

    @Test(arguments: [
        #"[{"type":"text","text":"one"},{"type":"text","text":"two"}]"#, #"[{"type":"text","text":"one","x":""}]"#,
        #"[{"type":"text","text":"one","x":{}}]"#, #"[{"type":"text","type":"text","text":"one"}]"#,
        #"[{"type":"image_url","text":"one"}]"#, #"[{"type":"text","text":7}]"#, "[]", "{}", "7", "null", #""""#,
        #"[{"type":"text","text":""},{"type":"text","text":"one"}]"#, #"["one"]"#,
        #"[{"t\u0079pe":"text","text":"a"}]"#,
        #""one","content":"two""#, #""one","role":"tool""#, #""one","role":null"#, #""one","name":" ""#,
        #""one","name":0"#, #""one","c\u006fntent":"two""#, #""one","audio":{ }"#,
    ])
    func `content that is more than words, or less, goes the way of the tree`(content: String) {
        checkRequest(#"{"messages":[{"role":"user","content":\#(content)},{"role":"assistant","content":"x"}]}"#)
        checkAnswer(#"{"choices":[{"index":0,"message":{"role":"assistant","content":\#(content)}}]}"#)
        checkAnswer(#"{"role":"assistant","content":\#(content)}"#)
    }

    @Test(arguments: [
        #"{"messages":[{"content":"a"}],"messages":[{"content":"b"}]}"#, #"{"mess\u0061ges":[{"content":"a"}]}"#,
        #"{"messages":{"content":"a"},"input":"b"}"#, #"{"input":"b"}"#, #"{"messages":[7,null,{"content":"a"}]}"#,
        #"{"system":"a","messages":[{"content":"b"}],"system":[{"type":"text","text":"c"}]}"#,
        #"{"system":"","messages":[{"role":"developer","content":"b"},{"role":"system","content":"c"}]}"#,
        #"{"messages":[]}"#, #"[{"messages":[{"content":"a"}]}]"#, "{}", "",
    ])
    func `bodies that are not what most are go the way of the tree`(body: String) { checkRequest(body) }

    @Test func `a body that is cut or followed by more is not read`() {
        let body = Array(#"{"messages":[{"role":"user","content":"a\n\u00e9é"}],"tools":[{"x":1}]}"#.utf8)
        #expect(Conversation.read(request: body, format: .openAIChat)?.messages.count == 1)
        for count in 0..<body.count {
            #expect(Conversation.read(request: Array(body[..<count]), format: .openAIChat) == nil)
        }
        for more in ["x", "{}", ",", "\u{0}"] {
            #expect(Conversation.read(request: body + Array(more.utf8), format: .openAIChat) == nil)
        }
        for place in body.indices where body[place] >= 0x80 {
            var broken = body
            broken[place] = 0xff
            #expect(Conversation.read(request: broken, format: .openAIChat) == nil)
        }
    }

    @Test func `the bound on depth holds for the whole body`() {
        func body(_ depth: Int) -> [UInt8] {
            let open = String(repeating: "[", count: depth)
            let close = String(repeating: "]", count: depth)
            return Array(#"{"messages":[{"content":"a"},{"content":"b","x":\#(open)\#(close)}]}"#.utf8)
        }
        let most = JSONValue.maximumDepth - 3
        #expect(Conversation.read(request: body(most), format: .openAIChat)?.messages.count == 2)
        #expect(Conversation.read(request: body(most + 1), format: .openAIChat) == nil)
    }
}
