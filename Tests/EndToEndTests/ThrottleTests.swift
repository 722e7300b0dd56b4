import Exchange
import Identity
import Support
import Testing

/// Addresses that send bad credentials.
@Suite(.enabled(if: Certificate.canBeMade), .timeLimit(.minutes(1)), .serialized) struct ThrottleTests {
    private static var limits: Limits {
        var limits = Limits()
        limits.failedAuths = 5
        limits.failedAuthTime = .seconds(600)
        return limits
    }

    @Test func `after so many bad credentials an address is told to wait, and its good ones pass`() async throws {
        try await TokenHouse.run(limits: Self.limits) { house async throws -> Void in
            for number in 0..<5 { #expect(try await house.ask("wr_live_bad\(number)").status == 401) }
            for path in ["/v1/chat/completions", "/v1/messages", "/v1beta/models/m:generateContent"] {
                let answer = try await house.ask("wr_live_bad", path: path)
                #expect(answer.status == 429 && answer["x-weir-error"] == "auth_throttled")
                #expect((Int(answer["retry-after"] ?? "") ?? 0) > 60)
            }
            #expect(try await house.ask(try TokenMint().token()).status == 429)
            #expect(try await house.ask(House.key).status == 200)
            #expect(try await house.ask(TokenMint.shared()).status == 200)
            // nothing and two of them are no failed credentials
            #expect(try house.send("").status == 401)
            #expect(try house.send("x-api-key: a\r\napi-key: b\r\n").status == 400)
            house.time.move(.seconds(121))
            #expect(try await house.ask("wr_live_bad").status == 401)
            #expect(try await house.ask("wr_live_bad").status == 429)
            let seen = try await becomes(within: .seconds(5)) { house.recorder.exchanges.count == 15 }
            #expect(seen)
            let throttled = house.recorder.exchanges.filter { $0.failure?.code == .authThrottled }
            #expect(throttled.count == 5 && throttled.allSatisfy { $0.outcome == .rejected && $0.auth != .ok })
        }
    }

    @Test func `an address that is told to wait holds no place before a slow issuer`() async throws {
        try await TokenHouse.run(limits: Self.limits) { house async throws -> Void in
            house.server.say(nil)
            for _ in 0..<5 { #expect(try await house.ask("x").status == 401) }
            let clock = ContinuousClock()
            let started = clock.now
            for _ in 0..<20 { #expect(try await house.ask(try house.mint.token()).status == 429) }
            // each that waited would have waited for some seconds
            #expect(clock.now - started < .seconds(20))
            #expect(house.desk.waitingCount("main") == 0)
        }
    }
}
