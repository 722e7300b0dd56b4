import Dialects
import Exchange
import Testing

/// What is read with the help of an earlier request must be what is read without.
@Suite struct ReadRequestTests {
    /// A conversation that grows, is edited and is sent again.
    private struct Talk {
        var maker: BodyMaker
        var messages: [String] = []
        var front = ""
        var rear = ""
        var comma = ","

        mutating func next() -> String {
            switch maker.below(12) {
            case 0...4: messages.append(maker.message())
            case 5: messages += [maker.message(), maker.message()]
            case 6: if !messages.isEmpty { messages[maker.below(messages.count)] = maker.message() }
            case 7: if !messages.isEmpty { messages.removeSubrange(maker.below(messages.count)...) }
            case 8: comma = maker.pick([",", " ,", ",\n"])
            case 9: front = maker.pick(["", #""model":"m","#, #""system":"brief","#, #""system":\#(maker.value()),"#])
            case 10: rear = maker.pick(["", #","tools":[1]"#, #","system":"brief""#, #","messages":[]"#, #","x":1"#])
            default: break
            }
            let body = #"{\#(front)"messages":[\#(messages.joined(separator: comma))]\#(rear)}"#
            return maker.once(in: 8) ? String(body.dropLast(1 + maker.below(body.utf8.count / 2))) : body
        }
    }

    private func same(_ one: [StoredMessage], _ other: [StoredMessage]) -> Bool {
        one.count == other.count
            && zip(one, other).allSatisfy {
                $0.role == $1.role && $0.content == $1.content && $0.identity == $1.identity
                    && Array($0.text.utf8) == Array($1.text.utf8) && $0.isPlain == $1.isPlain
            }
    }

    @Test(arguments: [WireFormat.openAIChat, .anthropicMessages, .anthropicCountTokens])
    func `growing conversations are read alike with and without the request before`(format: WireFormat) throws {
        var talk = Talk(maker: BodyMaker(seed: 5))
        var earlier: ReadRequest?
        var taken = 0
        var sameSystem = 0
        for _ in 0..<2_000 {
            let text = talk.next()
            if talk.messages.count > 40 { talk.messages = [] }
            let body = Array(text.utf8)
            let alone = Conversation.read(request: body, format: format)
            let request = ReadRequest.read(
                body,
                format: format,
                after: earlier.map { before in body.withUnsafeBytes { before.beginning(of: $0) } }
            )
            #expect((alone == nil) == (request == nil), "\(text)")
            guard let alone, let request else { continue }
            #expect(same(alone.messages, request.conversation.messages), "\(text)")
            #expect(same(alone.system, request.conversation.system), "\(text)")
            let known = earlier?.conversation ?? Conversation()
            #expect(
                same(
                    Array(known.messages.prefix(request.sameMessages)),
                    Array(alone.messages.prefix(request.sameMessages))
                )
            )
            #expect(request.sameMessages <= min(known.messages.count, alone.messages.count))
            if request.isSystemSame {
                #expect(same(known.system, alone.system), "\(text)")
                if !alone.system.isEmpty { sameSystem += 1 }
            }
            taken += request.sameMessages
            if request.isOfUse { earlier = request }
        }
        #expect(taken > 2_000 && sameSystem > 100, "\(taken) \(sameSystem)")
    }

    private func read(_ body: String, after earlier: String) throws -> ReadRequest {
        let before = try #require(ReadRequest.read(Array(earlier.utf8), format: .openAIChat))
        let body = Array(body.utf8)
        return try #require(
            ReadRequest.read(body, format: .openAIChat, after: body.withUnsafeBytes { before.beginning(of: $0) })
        )
    }

    @Test func `everything is taken over from the same body, and all but the end from a longer one`() throws {
        let one = #"{"messages":[{"role":"system","content":"s"},{"role":"user","content":"a\u0041"},{"content":"b"}]}"#
        let again = try read(one, after: one)
        #expect(again.sameMessages == 2 && again.isSystemSame)
        let longer = try read(one.dropLast(2) + #",{"role":"assistant","content":"c"}]}"#, after: one)
        // The byte behind the last message is another now.
        #expect(longer.sameMessages == 1 && longer.isSystemSame)
        #expect(longer.conversation.messages.map(\.text) == ["aA", "b", "c"])
        let more = try read(one.dropLast(2) + #",{"role":"system","content":"t"}]}"#, after: one)
        #expect(!more.isSystemSame && more.conversation.system.map(\.text) == ["s", "t"])
    }

    @Test(arguments: [
        (#"{"messages":[1,{"content":"a"}]}"#, #"{"messages":[12,{"content":"a"}]}"#, 0),
        (#"{"messages":[{"content":"a"}]}"#, #"{"messages":[{"content":"b"}]}"#, 0),
        (#"{"messages":[{"content":"a"},{"content":"b"}]}"#, #"{"messages":[{"content":"a"}]}"#, 0),
        (#"{"messages":[{"content":"a"},{"content":"b"}]}"#, #"{"messages":[{"content":"a"},{"content":"c"}]}"#, 1),
        (#"{"messages":[{"content":"a"}]}"#, #"{"x":1,"messages":[{"content":"a"}]}"#, 0),
        (#"{"messages":[{"content":"a"}]}"#, #"{"messages":[{"content":"a"}],"x":{}}"#, 1),
        (#"{"messages":[{"content":"a"}]}"#, #"{"messages":[{"content":"a"}],"\u0078":{}}"#, 0),
    ])
    func `what differs is read`(earlier: String, body: String, taken: Int) throws {
        let request = try read(body, after: earlier)
        #expect(request.sameMessages == taken)
        #expect(request.conversation == Conversation.read(request: Array(body.utf8), format: .openAIChat))
    }

    @Test func `a body of another format gives nothing to take over`() throws {
        let body = Array(#"{"input":"a"}"#.utf8)
        let request = try #require(ReadRequest.read(body, format: .openAIResponses))
        #expect(!request.isOfUse)
        let again = ReadRequest.read(
            body,
            format: .openAIResponses,
            after: body.withUnsafeBytes { request.beginning(of: $0) }
        )
        #expect(again?.sameMessages == 0 && again?.conversation.messages.count == 1)
    }
}
