import Demo
import HTTPTypes
import Testing

/// Which requests fail.
@Suite struct FaultRuleTests {
    @Test func `without a rule every request fails`() {
        #expect(FaultRule().fails(turn: 0, elapsed: .zero))
        #expect(FaultRule().fails(turn: .max, elapsed: .seconds(Int64.max)))
    }

    @Test(arguments: [
        (3, 0, [0, 1, 2]), (3, 10, [0, 1, 2, 10, 11, 12, 20, 21, 22]), (1, 1, Array(0..<25)), (0, 10, []), (0, 0, []),
        (12, 10, Array(0..<25)),
    ])
    func `so many fail at first or of each cycle`(times: Int, every: Int, expected: [Int]) {
        var rule = FaultRule()
        rule.times = times
        rule.every = every
        #expect((0..<25).filter { rule.fails(turn: $0, elapsed: .zero) } == expected)
    }

    @Test(arguments: [
        (60, 20, [0, 10, 60, 70, 120]), (0, 20, [0, 10]), (60, 0, []),
        (20, 60, Array(stride(from: 0, to: 130, by: 10))),
    ])
    func `an outage comes at the beginning or in each period`(period: Int, down: Int, expected: [Int]) {
        var rule = FaultRule()
        rule.period = .seconds(period)
        rule.down = .seconds(down)
        let failing = stride(from: 0, to: 130, by: 10).filter { rule.fails(turn: 0, elapsed: .seconds($0)) }
        #expect(failing == expected)
    }

    @Test func `all rules must agree`() {
        var rule = FaultRule()
        rule.down = .seconds(20)
        rule.period = .seconds(60)
        rule.likelihood = 0.5
        let during = (0..<1_000).count { rule.fails(turn: $0, elapsed: .seconds(5)) }
        #expect((400...600).contains(during))
        #expect((0..<1_000).allSatisfy { !rule.fails(turn: $0, elapsed: .seconds(25)) })
        rule.times = 2
        #expect((2..<1_000).allSatisfy { !rule.fails(turn: $0, elapsed: .seconds(5)) })
    }

    @Test func `a burst of limits is followed by answers, then comes again`() async throws {
        try await DemoClient.run { client in
            var statuses: [Int] = []
            for _ in 0..<12 { statuses.append(try await client.chat("demo-429?times=2&every=5").status) }
            #expect(statuses == [429, 429, 200, 200, 200, 429, 429, 200, 200, 200, 429, 429])
            #expect(try await client.message("demo-429?times=1").status == 429)
            #expect(try await client.message("demo-429?times=1").status == 200)
        }
    }

    @Test(arguments: [
        "demo-status?times=1", "demo-malformed?times=1", "demo-error-event?times=1", "demo-refusal?times=1",
    ])
    func `every fault can be of the first requests alone`(model: String) async throws {
        try await DemoClient.run { client in
            let first = try await client.chat(model)
            #expect(first.status != 200 || first.json == nil)
            let second = try await client.chat(model)
            #expect(second.status == 200 && second.json["usage"] != nil)
        }
    }

    @Test func `an outage is over in its time`() async throws {
        try await DemoClient.run { client in
            #expect(try await client.chat("demo-outage?status=500").status == 500)
            let model = "demo-outage?down=20ms"
            #expect(try await client.chat(model).status == 503)
            var tries = 0
            while try await client.chat(model).status != 200, tries < 100_000 { tries += 1 }
            #expect(tries < 100_000)
        }
    }
}
