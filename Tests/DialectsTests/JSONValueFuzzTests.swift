import Dialects
import Exchange
import Testing

@Suite struct JSONValueFuzzTests {
    private static let seed = """
        {"id":"chatcmpl-1","n":[1,-2.5e10,true,null,"a\\u00e9\\ud83d\\ude00\\n"],"o":{"k":{"d":[[],{}]}},\
        "t":"\u{e9}\u{1f600}"}
        """

    /// Reads, and when that succeeds checks that writing and reading again give the same.
    private func check(_ bytes: [UInt8]) throws -> Bool {
        guard let value = try? JSONValue(parsing: bytes) else { return false }
        #expect(try JSONValue(parsing: value.bytes()) == value)
        let canonical = value.bytes(sortedKeys: true)
        #expect(try JSONValue(parsing: canonical).bytes(sortedKeys: true) == canonical)
        return true
    }

    @Test func `every proper beginning of an object is refused`() {
        let bytes = Array(Self.seed.utf8)
        for count in 0..<bytes.count {
            #expect(throws: JSONValueError.self) { try JSONValue(parsing: Array(bytes[..<count])) }
        }
    }

    @Test func `random bytes are read or refused, never more`() throws {
        var generator = Random(state: 1)
        var accepted = 0
        for _ in 0..<20_000 {
            let bytes = (0..<Int.random(in: 0...24, using: &generator)).map { _ in
                UInt8.random(in: .min ... .max, using: &generator)
            }
            if try check(bytes) { accepted += 1 }
        }
        #expect(accepted < 20_000)
    }

    @Test func `random tokens are read or refused, never more`() throws {
        let tokens = [
            "{", "}", "[", "]", ",", ":", "\"", "\\", "\\u", "\\ud800", "d83d", "null", "true", "fals", "0", "-", "1",
            ".", "e", "E+", " ", "\n", "\"a\"", "\u{e9}",
        ].map { Array($0.utf8) }
        var generator = Random(state: 2)
        var accepted = 0
        for _ in 0..<40_000 {
            let count = Int.random(in: 1...12, using: &generator)
            let bytes = (0..<count).flatMap { _ in tokens[Int.random(in: 0..<tokens.count, using: &generator)] }
            if try check(bytes) { accepted += 1 }
        }
        #expect(accepted > 100)
    }

    @Test func `a damaged text is read or refused, never more`() throws {
        let bytes = Array(Self.seed.utf8)
        var generator = Random(state: 3)
        var accepted = 0
        for _ in 0..<20_000 {
            var damaged = bytes
            for _ in 0..<Int.random(in: 1...3, using: &generator) {
                let place = Int.random(in: 0..<damaged.count, using: &generator)
                switch Int.random(in: 0..<3, using: &generator) {
                case 0: damaged[place] = UInt8.random(in: .min ... .max, using: &generator)
                case 1: damaged.remove(at: place)
                default: damaged.insert(damaged[place], at: place)
                }
            }
            if try check(damaged) { accepted += 1 }
        }
        #expect(accepted > 0)
    }

    @Test func `damaged bodies and answers are read without a crash`() {
        let event =
            "event: x\r\ndata: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"text\":\"a\"}}\r\n\r\n"
        let seeds = [
            "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"a\",\"tool_calls\":[{\"index\":1}]}}]}\n\n",
            "{\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"a\"}]}]}",
            "{\"input\":[{\"type\":\"function_call\",\"arguments\":\"{}\"}],\"prompt\":[1,\"a\"]}", event,
        ].map { Array($0.utf8) }
        var generator = Random(state: 4)
        var rounds = 0
        for _ in 0..<4_000 {
            var bytes = seeds[rounds % seeds.count]
            bytes[Int.random(in: 0..<bytes.count, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
            for format in [WireFormat.openAIChat, .openAIResponses, .openAICompletions, .anthropicMessages] {
                _ = Conversation.read(request: bytes, format: format)
                _ = AnswerMessage.read(answer: bytes, format: format, isStream: true)
            }
            rounds += 1
        }
        #expect(rounds == 4_000)
    }
}

/// SplitMix64: the same numbers in every run.
private struct Random: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ mixed >> 27) &* 0x94d0_49bb_1331_11eb
        return mixed ^ mixed >> 31
    }
}
