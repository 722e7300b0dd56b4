import Exchange
import Storage
import Testing

@Suite struct ConversationTests {
    /// Writes the exchanges one after another, or all in one batch, and returns their conversations in order.
    private func conversations(_ exchanges: [Exchange], batched: Bool = false) throws -> [String] {
        let bench = try Bench()
        for exchange in exchanges {
            #expect(bench.writer.keep(exchange) == .queued)
            if !batched { #expect(bench.writer.flush(within: .seconds(10))) }
        }
        #expect(bench.writer.flush(within: .seconds(10)))
        return try exchanges.map { exchange in
            let row = try #require(try bench.reader.show(exchange.id.description)).row
            return try #require(row.text(.conversationID))
        }
    }

    @Test(arguments: [true, false]) func `a conversation is followed over its turns`(batched: Bool) throws {
        let found = try conversations(
            [
                Sample.talk(1, ["a"], answer: "b", system: "Today is Monday"),
                Sample.talk(2, ["x"], answer: "y"),
                Sample.talk(3, ["a", "b", "c"], answer: "d", system: "Today is Tuesday"),
                Sample.talk(4, ["x", "y", "z"], answer: "w"),
                Sample.talk(5, ["a", "b", "c", "d", "e"], answer: "f"),
            ],
            batched: batched
        )
        #expect(found[0] == found[2] && found[0] == found[4])
        #expect(found[1] == found[3] && found[0] != found[1])
        #expect(found.allSatisfy { $0.hasPrefix("conv_") && $0.count == 31 })
    }

    @Test func `two conversations that begin alike stay two`() throws {
        let found = try conversations([
            Sample.talk(1, ["hi"], answer: "hello"),
            Sample.talk(2, ["hi"], answer: "hello"),
            Sample.talk(3, ["hi", "hello", "one"], answer: "1"),
            Sample.talk(4, ["hi", "hello", "two"], answer: "2"),
            Sample.talk(5, ["hi", "hello", "one", "1", "more"], answer: "3"),
        ])
        #expect(found[0] != found[1])
        #expect(Set(found[2...3]) == Set(found[0...1]))
        #expect(found[4] == found[2])
    }

    @Test func `the same words of another key are another conversation`() throws {
        let found = try conversations([
            Sample.talk(1, ["a"], answer: "b", key: "key_1"),
            Sample.talk(2, ["a", "b", "c"], answer: "d", key: "key_2"),
        ])
        #expect(found[0] != found[1])
    }

    @Test func `a turn that failed does not end its conversation`() throws {
        let found = try conversations([
            Sample.talk(1, ["a"], answer: "b"),
            Sample.talk(2, ["a", "b", "c"], answer: nil),
            Sample.talk(3, ["a", "b", "c"], answer: "d"),
        ])
        #expect(Set(found).count == 1)
    }

    @Test func `an edit of an old turn is a fork with a conversation of its own`() throws {
        let found = try conversations([
            Sample.talk(1, ["a"], answer: "b"),
            Sample.talk(2, ["a", "b", "c"], answer: "d"),
            Sample.talk(3, ["a", "b", "edited"], answer: "e"),
        ])
        #expect(found[0] == found[1] && found[1] != found[2])
    }

    @Test func `a conversation goes on over midnight`() throws {
        let late = WallTime.noon + .seconds(43_199)
        let found = try conversations([
            Sample.talk(1, ["a"], answer: "b", at: late),
            Sample.talk(2, ["a", "b", "c"], answer: "d", at: late + .seconds(2)),
            Sample.talk(3, ["a", "b", "c", "d", "e"], answer: "f", at: late + .seconds(4)),
        ])
        #expect(Set(found).count == 1)
    }

    @Test func `a caller's own word for the conversation wins`() throws {
        var hinted = Sample.talk(2, ["a", "b", "c"], answer: "d")
        hinted.ask.conversation = ConversationHint(id: "mine", source: .header)
        let found = try conversations([Sample.talk(1, ["a"], answer: "b"), hinted])
        #expect(found[1] == "mine" && found[0] != "mine")
    }

    @Test func `an answer's id leads the next Responses request to its conversation`() throws {
        func responses(_ number: UInt64, id: String, previous: String?) -> Exchange {
            var exchange = Sample.exchange(number)
            exchange.ask.operation = .responses
            exchange.ask.format = .openAIResponses
            exchange.answer.id = id
            if let previous { exchange.ask.conversation = ConversationHint(id: previous, source: .body) }
            exchange.captured = Captured(request: ByteList(Array(#"{"model":"gpt-5","input":"hello"}"#.utf8)))
            return exchange
        }
        let found = try conversations([
            responses(1, id: "resp_1", previous: nil),
            responses(2, id: "resp_2", previous: "resp_1"),
            responses(3, id: "resp_3", previous: "resp_2"),
            responses(4, id: "resp_4", previous: "resp_unknown"),
        ])
        #expect(found[0].hasPrefix("conv_") && Set(found[...2]).count == 1)
        #expect(found[3] == "resp_unknown")
    }

    @Test func `a tool's result continues the turn that called it`() throws {
        let call =
            #"{"role":"assistant","tool_calls":[{"id":"t1","type":"function","#
            + #""function":{"name":"f","arguments":"{}"}}]}"#
        var first = Sample.exchange(1)
        first.captured = Captured(
            request: ByteList(Array(#"{"messages":[{"role":"user","content":"a"}]}"#.utf8)),
            answer: Array(#"{"choices":[{"index":0,"message":\#(call)}]}"#.utf8)
        )
        var second = Sample.exchange(2)
        let result = #"{"role":"tool","tool_call_id":"t1","content":"42"}"#
        second.captured = Captured(
            request: ByteList(Array(#"{"messages":[{"role":"user","content":"a"},\#(call),\#(result)]}"#.utf8))
        )
        let found = try conversations([first, second])
        #expect(found[0] == found[1])
    }

    @Test func `the words of a turn come back in order, each stored once`() throws {
        let bench = try Bench()
        var words: [String] = []
        for turn in 0..<20 {
            words.append("question \(turn) \u{1F600}")
            let exchange = Sample.talk(UInt64(turn), words, answer: "answer \(turn)", system: "Be brief.")
            #expect(bench.writer.keep(exchange) == .queued)
            words.append("answer \(turn)")
        }
        #expect(bench.writer.flush(within: .seconds(10)))
        let last = try #require(try bench.reader.show(Sample.exchange(19).id.description))
        #expect(last.messages.map(\.text) == Array(words.dropLast()))
        #expect(last.answers.map(\.text) == ["answer 19"])
        #expect(last.system?.text == "Be brief.")
        #expect(last.messages.map(\.role) == (0..<39).map { $0 % 2 == 0 ? "user" : "assistant" })
        let content = try #require(last.messages.first?.content)
        #expect(String(decoding: content, as: UTF8.self) == #"{"content":"question 0 \#u{1F600}","role":"user"}"#)
        #expect(try bench.texts(holding: "question").count == 20)
        #expect(Set(try bench.rows().map { $0.text(.conversationID) }).count == 1)
    }

    @Test func `words with a NUL lose nothing`() throws {
        let bench = try Bench()
        var exchange = Sample.talk(1, [#"before\u0000after"#], answer: "fine")
        exchange.ask.model = "gpt\0five"
        #expect(bench.writer.keep(exchange) == .queued)
        #expect(bench.writer.flush(within: .seconds(10)))
        let detail = try #require(try bench.reader.show(exchange.id.description))
        #expect(detail.messages.map(\.text) == ["before\u{FFFD}after"])
        let content = String(decoding: detail.messages[0].content, as: UTF8.self)
        #expect(content == #"{"content":"before\u0000after","role":"user"}"#)
        #expect(detail.row.text(.model) == "gpt\u{FFFD}five")
        #expect(try bench.texts(holding: "after").count == 1)
    }

    @Test(arguments: ["", "{", "not json", #"{"messages":7}"#, #"{"messages":[]}"#, "[1,2"])
    func `a body that cannot be read leaves a row without words`(body: String) throws {
        let bench = try Bench()
        var exchange = Sample.exchange(1)
        exchange.captured = Captured(request: ByteList(Array(body.utf8)), answer: Array("<html>".utf8))
        #expect(bench.writer.keep(exchange) == .queued)
        #expect(bench.writer.flush(within: .seconds(10)))
        #expect(try bench.reader.show(exchange.id.description)?.messages.isEmpty == true)
    }
}
