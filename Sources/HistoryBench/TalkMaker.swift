import Exchange

/// Makes conversations whose every request sends all of what was said before, as callers do.
struct TalkMaker {
    /// How many requests a conversation has.
    static let turns = 10

    private static let words = """
        the order arrived late and the box was open please tell me how a refund works under your policy we looked into \
        it and found that the courier had left it with a neighbour on monday thank you for waiting here is what happens \
        next the amount goes back to the card within five days a timeout of the payment page is known and will be mended
        """.split(separator: " ").map { String($0) }

    private var dice: Dice
    private var said: [(role: String, text: String)] = []
    private var caller: Caller?

    /// The bytes of all bodies that were made.
    private(set) var rawBytes: Int64 = 0

    init(seed: UInt64) { dice = Dice(seed: seed) }

    /// Gives an exchange the words of the next turn; every tenth begins a conversation.
    mutating func fill(_ exchange: inout Exchange) {
        if said.count >= 2 * Self.turns { said = [] }
        // A conversation is of one key.
        if said.isEmpty { caller = exchange.caller }
        exchange.caller = caller
        said.append((role: "user", text: text(words: 50)))
        let request = #"{"model":"gpt-5","messages":["# + said.map(Self.message).joined(separator: ",") + "]}"
        let reply = text(words: 115)
        said.append((role: "assistant", text: reply))
        let answer =
            #"{"id":"chatcmpl-1","object":"chat.completion","model":"gpt-5","choices":[{"index":0,"finish_reason":"stop","#
            + #""message":{"role":"assistant","content":""# + reply + #""}}],"usage":{"prompt_tokens":9,"#
            + #""completion_tokens":9}}"#
        exchange.capture = .full
        exchange.captured = Captured(request: ByteList(Array(request.utf8)), answer: Array(answer.utf8))
        rawBytes += Int64(request.utf8.count + answer.utf8.count)
    }

    private mutating func text(words: Int) -> String {
        var text = "\(dice.next() % 1_000_000)"
        for _ in 0..<words {
            text += " "
            text += Self.words[Int(dice.next() % UInt64(Self.words.count))]
        }
        return dice.chance(0.02) ? text + " refund policy" : text
    }

    private static func message(_ said: (role: String, text: String)) -> String {
        #"{"role":""# + said.role + #"","content":""# + said.text + #""}"#
    }
}
