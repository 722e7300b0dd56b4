import Exchange
import Support
import Testing

/// How exchanges end whose answer came whole, and what is made of their tokens.
@Suite(.serialized) struct EndingTests {
    @Test(arguments: ["<html>busy</html>", "{\"choices\":", "{} {}"])
    func `an answer that is no JSON goes on as it came and is called malformed`(_ body: String) async throws {
        try await CannedHouse.run(Canned.whole(body)) { house in
            let (answer, exchange) = try await house.ask(request("x"))
            #expect(answer.status == 200 && answer.isWhole && answer.text == body)
            #expect(exchange.outcome == .upstreamError && exchange.ending == .malformedAnswer)
            #expect(exchange.errorType == .protocolError)
            #expect(faults(of: exchange) == [])
        }
    }

    @Test(arguments: [
        ("stop", Ending.complete), ("length", .lengthLimit), ("content_filter", .contentFilter),
    ])
    func `the model's own finish word tells the ending`(_ word: String, _ ending: Ending) async throws {
        let body = Canned.delta("a", finish: word) + Canned.usage + "data: [DONE]\n\n"
        try await CannedHouse.run(Canned.stream(Array(body.utf8))) { house in
            let (_, exchange) = try await house.ask(request("x", isStream: true))
            #expect(exchange.outcome == .success && exchange.ending == ending)
            #expect(exchange.usageSource == .provider)
        }
    }

    @Test(
        arguments: [
            ("retry-after: 2\r\n", "{}", Duration.seconds(2)),
            ("retry-after: 1\r\nretry-after-ms: 250\r\n", "{}", .seconds(1)),
            (
                "", #"{"error":{"message":"Please try again in 6ms.","type":"tokens","code":"rate_limit_exceeded"}}"#,
                .milliseconds(6)
            ),
            ("retry-after: soon\r\n", "{}", nil), ("", "{}", nil),
        ] as [(String, String, Duration?)]
    )
    func `what a provider asks to wait is in the record`(_ fields: String, _ body: String, _ wait: Duration?)
        async throws
    {
        try await CannedHouse.run(Canned.whole(body, status: 429, fields: fields)) { house in
            let (answer, exchange) = try await house.ask(request("x"))
            #expect(answer.status == 429 && answer.text == body)
            #expect(exchange.attempts.map(\.retryAfter) == [wait])
        }
    }

    @Test func `a stream that tells no tokens has them estimated from its words`() async throws {
        let words = String(repeating: "word ", count: 80)
        let body = Canned.delta(words, finish: "stop") + "data: [DONE]\n\n"
        try await CannedHouse.run(Canned.stream(Array(body.utf8))) { house in
            let (_, exchange) = try await house.ask(request("x", isStream: true))
            #expect(exchange.usageSource == .estimated)
            // 400 letters and blanks; the request has no words
            #expect(exchange.usage == Usage(input: 0, output: 100))
            #expect(faults(of: exchange) == [])
        }
    }

    @Test func `a stream that is silent from its head on is bridged as well`() async throws {
        var plan = CannedHouse.Plan()
        plan.limits.sseKeepAliveTime = .milliseconds(100)
        try await CannedHouse.run(Script.streamHead, plan) { house in
            let caller = try RawCaller(port: house.port)
            try caller.send(request("x", isStream: true))
            #expect(try caller.part(of: 1).text.hasPrefix(": keep-alive\n\n"))
        }
    }
}
