import Exchange
import Testing

@Suite struct ExchangeTests {
    @Test func `overhead is the total less the waits for the caller, a slot and providers`() {
        var exchange = Samples.exchange()
        exchange.timeline.ended = Samples.at(1_000)
        exchange.timeline.bodyWait = .milliseconds(100)
        exchange.timeline.admissionWait = .milliseconds(50)
        exchange.attempts = [Samples.attempt(200, 500), Samples.attempt(510, 990)]
        #expect(exchange.timeline.total == .milliseconds(1_000))
        #expect(exchange.overhead == .milliseconds(70))
    }

    @Test func `an attempt without an end takes nothing off`() {
        var exchange = Samples.exchange()
        exchange.timeline.ended = Samples.at(10)
        exchange.attempts = [Samples.attempt(1, nil)]
        #expect(exchange.overhead == .milliseconds(10))
    }

    @Test func `an exchange that just began has no overhead`() {
        #expect(Samples.exchange().overhead == .zero)
    }

    @Test func `overhead is never negative and never more than the total`() {
        var draw = Draw(seed: 22)
        for _ in 0..<2_000 {
            var exchange = Samples.exchange()
            exchange.timeline.ended = Samples.at(Int64.random(in: 0...1_000, using: &draw))
            exchange.timeline.bodyWait = .milliseconds(Int64.random(in: 0...1_000, using: &draw))
            exchange.timeline.admissionWait = .milliseconds(Int64.random(in: 0...1_000, using: &draw))
            exchange.attempts = (0..<Int.random(in: 0...8, using: &draw)).map { _ in
                let began = Int64.random(in: 0...1_000, using: &draw)
                return Samples.attempt(began, began + Int64.random(in: 0...1_000, using: &draw))
            }
            #expect(exchange.overhead >= .zero)
            #expect(exchange.overhead <= exchange.timeline.total)
        }
    }

    @Test(arguments: [
        (Int64(0), Int64(900), Int64(10), Duration.milliseconds(100)),
        (0, 900, 2, .milliseconds(900)),
        (500, 500, 4, .zero),
    ])
    func `time per output token is the span over the tokens behind the first`(
        _ first: Int64,
        _ last: Int64,
        _ output: Int64,
        _ expected: Duration
    ) {
        var exchange = Samples.exchange()
        exchange.timeline.firstToken = Samples.at(first)
        exchange.timeline.lastToken = Samples.at(last)
        exchange.usage = Usage(output: output)
        #expect(exchange.timePerOutputToken == expected)
    }

    @Test(arguments: [nil, 0, 1, -3] as [Int64?])
    func `there is no time per token with fewer than two`(_ output: Int64?) {
        var exchange = Samples.exchange()
        exchange.timeline.firstToken = Samples.at(0)
        exchange.timeline.lastToken = Samples.at(900)
        exchange.usage = Usage(input: 3, output: output)
        #expect(exchange.timePerOutputToken == nil)
    }

    @Test func `there is no time per token without both ends or without usage`() {
        var exchange = Samples.exchange()
        exchange.usage = Usage(output: 10)
        #expect(exchange.timePerOutputToken == nil)
        exchange.timeline.firstToken = Samples.at(0)
        #expect(exchange.timePerOutputToken == nil)
        exchange.timeline.lastToken = Samples.at(9)
        #expect(exchange.timePerOutputToken == .milliseconds(1))
        exchange.usage = nil
        #expect(exchange.timePerOutputToken == nil)
    }

    @Test func `an exchange begins without a caller, an answer or a row`() {
        let exchange = Samples.exchange()
        #expect(exchange.caller == nil && exchange.auth == .missing)
        #expect(exchange.answer.status == 0 && exchange.answer.bytes == 0)
        #expect(exchange.persisted == .off && exchange.capture == .off)
        #expect(exchange.flags == [] && exchange.failure == nil)
    }

    @Test func `only what a model answers is inference`() {
        let inference = Operation.allCases.filter { Samples.exchange($0).ask.isInference }
        #expect(
            inference == [.chat, .responses, .embeddings, .textCompletion, .moderations, .countTokens]
        )
    }

    @Test func `a usage is empty when no count is known, and zero is a count`() {
        #expect(Usage().isEmpty)
        #expect(!Usage(output: 0).isEmpty)
        #expect(!Usage(reasoning: 1).isEmpty)
    }
}
