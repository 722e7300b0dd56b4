import Exchange
import NIOCore
import NIOPosix
import Policy
import Proxy
import Support
import Testing

/// A configuration takes the place of another while exchanges run.
@Suite(.serialized) struct ReloadTests {
    private static let good = Canned.whole(Canned.chat("fine"))

    private static func plan(_ change: (inout CannedHouse.Plan) -> Void = { _ in }) -> CannedHouse.Plan {
        var plan = CannedHouse.Plan()
        plan.other = [good]
        change(&plan)
        return plan
    }

    /// The configuration of that name: `a` leads the model to acme, anything else to the other provider.
    private static func snapshot(
        _ revision: String,
        of house: CannedHouse,
        _ change: (inout Snapshot.Parts) -> Void = { _ in }
    ) throws -> Snapshot {
        let present = house.gateway.routes
        let owner = revision.hasPrefix("a") ? "acme" : "other"
        let routes = RouteTable(
            providers: present.providers.map { provider in
                RouteTable.Provider(
                    name: provider.name,
                    targets: provider.targets,
                    models: provider.name == owner ? [Pattern("gpt-5")] : [Pattern("\(provider.name)-1")],
                    surfaces: provider.surfaces
                )
            },
            aliases: [:],
            defaultProvider: owner
        )
        var parts = Snapshot.Parts(
            revision: revision,
            limits: house.gateway.limits,
            routes: routes,
            capture: CaptureRule(general: .full)
        )
        parts.judging = .once
        change(&parts)
        return try Snapshot(checking: parts)
    }

    @Test func `what began before a reload ends by the old configuration, what begins after it by the new`()
        async throws
    {
        try await CannedHouse.run([Self.good], Self.plan { $0.slow = .seconds(1) }) { house in
            let old = try RawCaller(port: house.port)
            try old.send(request("x"))
            #expect(try await becomes(within: .seconds(5)) { !house.provider.requests.isEmpty })
            await house.listener.adopt(try Self.snapshot("b00000000000", of: house))
            let (answer, exchange) = try await house.ask(request("x"))
            #expect(answer.status == 200 && exchange.configHash == "b00000000000")
            #expect(exchange.attempts.map(\.upstream) == ["other"])
            #expect(try old.answer().status == 200)
            #expect(try await becomes(within: .seconds(5)) { house.recorder.exchanges.count == 2 })
            let last = try #require(house.recorder.exchanges.last)
            #expect(last.configHash == "0123456789ab" && last.attempts.map(\.upstream) == ["acme"])
        }
    }

    @Test func `under load no request fails and none sees a mix, over fifty configurations`() async throws {
        try await CannedHouse.run([Self.good], Self.plan()) { house in
            await house.listener.adopt(try Self.snapshot("a00000000000", of: house))
            let port = house.port
            let statuses = try await withThrowingTaskGroup(of: [Int].self) { group in
                for _ in 0..<4 {
                    group.addTask {
                        let caller = try RawCaller(port: port)
                        var statuses: [Int] = []
                        for _ in 0..<100 {
                            try caller.send(request("x"))
                            statuses.append(try caller.answer().status)
                            await Task.yield()
                        }
                        return statuses
                    }
                }
                for number in 0..<50 {
                    let name = number.isMultiple(of: 2) ? "b" : "a"
                    await house.listener.adopt(try Self.snapshot("\(name)\(10_000_000_000 + number)", of: house))
                    await Task.yield()
                }
                return try await group.reduce(into: []) { $0 += $1 }
            }
            #expect(statuses == Array(repeating: 200, count: 400))
            #expect(try await becomes(within: .seconds(5)) { house.recorder.exchanges.count == 400 })
            let mixed = house.recorder.exchanges.filter { exchange in
                exchange.attempts.map(\.upstream) != [exchange.configHash.hasPrefix("a") ? "acme" : "other"]
            }
            #expect(mixed.isEmpty)
            #expect(Set(house.recorder.exchanges.map(\.configHash)).count > 1)
        }
    }

    @Test func `what is used of limits and what an administrator holds open survive`() async throws {
        let rule = QuotaRule(
            id: "few",
            scope: QuotaScope([.key: .each]),
            unit: .requests,
            amount: 2,
            window: .seconds(3_600),
            mode: .enforce
        )
        try await CannedHouse.run([Self.good], Self.plan { $0.quotas = [rule] }) { house in
            #expect(try await house.ask(request("x")).answer.status == 200)
            #expect(house.gateway.register.isolate(upstream: "other", model: nil) == 0)
            let same = try Self.snapshot("a00000000000", of: house) { $0.quotas = QuotaDesk.Rules(limits: [rule]) }
            await house.listener.adopt(same)
            #expect(try await house.ask(request("x")).answer.status == 200)
            #expect(try await house.ask(request("x")).answer.status == 429)
            await house.listener.adopt(try Self.snapshot("a00000000001", of: house))
            #expect(try await house.ask(request("x")).answer.status == 200)
            #expect(house.gateway.register.isolate(upstream: "acme", model: nil) == 1)
            await house.listener.adopt(try Self.snapshot("a00000000002", of: house))
            #expect(try await house.ask(request("x")).answer.status == 503)
            #expect(house.gateway.register.states.map(\.breaker) == ["isolated"])
            #expect(house.gateway.register.release(upstream: "acme", model: nil) == 1)
            #expect(try await house.ask(request("x")).answer.status == 200)
        }
    }

    @Test func `what was spent of a budget survives, and a new one begins with what is stored`() async throws {
        let day = { (amount: Int64) in
            BudgetRule(id: "day", holder: .key, subject: nil, period: .day, amount: Cost(nanoUSD: amount))
        }
        try await CannedHouse.run([Self.good], Self.plan { $0.budgets = [day(1_000)] }) { house in
            let start = BudgetPeriod.month.bounds(of: SystemTime().wall).lowerBound
            let stored = BudgetCharge(budget: "month", subject: "key_1", period: start, cost: Cost(nanoUSD: 70))
            let month = BudgetRule(id: "month", holder: .key, subject: nil, period: .month, amount: Cost(nanoUSD: 100))
            let today = BudgetPeriod.day.bounds(of: SystemTime().wall).lowerBound
            house.gateway.quotas.raise(
                to: [BudgetCharge(budget: "day", subject: "key_1", period: today, cost: Cost(nanoUSD: 600))]
            )
            let next = try Self.snapshot("a00000000000", of: house) { parts in
                parts.quotas = QuotaDesk.Rules(budgets: [day(900), month])
                parts.spent = [stored]
            }
            await house.listener.adopt(next)
            var used: [String: Int64] = [:]
            house.gateway.quotas.each { if !$0.subject.isEmpty { used[$0.rule] = $0.used } }
            #expect(used == ["day": 600, "month": 70])
        }
    }

    @Test func `a target that is gone is forgotten, and the connections that waited for it are closed`() async throws {
        try await CannedHouse.run([Self.good], Self.plan()) { house in
            #expect(try await house.ask(request("x")).answer.status == 200)
            let acme = house.listener.upstreamTally.counts(of: "acme")
            #expect(try await becomes(within: .seconds(5)) { acme.states.contains { $0 == ("idle", 1) } })
            let snapshot = try Self.snapshot("b00000000000", of: house) { parts in
                parts.routes = RouteTable(
                    providers: parts.routes.providers.filter { $0.name == "other" },
                    aliases: [:],
                    defaultProvider: "other"
                )
            }
            await house.listener.adopt(snapshot)
            #expect(try await becomes(within: .seconds(5)) { acme.states.allSatisfy { $0.count == 0 } })
            #expect(house.gateway.register.states.isEmpty)
            #expect(try await house.ask(request("x")).exchange.attempts.map(\.upstream) == ["other"])
        }
    }

    @Test func `bounds change for what begins, and the room for all at once`() async throws {
        try await CannedHouse.run([Self.good], Self.plan()) { house in
            let caller = try RawCaller(port: house.port)
            try caller.send(request("x"))
            #expect(try caller.answer().status == 200)
            await house.listener.adopt(
                try Self.snapshot("a00000000000", of: house) { parts in
                    parts.limits.bodyBytes = 10
                    parts.limits.inFlight = 7
                }
            )
            try caller.send(request("x"))
            #expect(try caller.answer().status == 413)
            #expect(house.gateway.limits.inFlight == 7)
        }
    }

    @Test func `a house that drains keeps what it has`() async throws {
        try await CannedHouse.run([Self.good], Self.plan()) { house in
            await house.listener.drain(for: .zero)
            await house.listener.adopt(try Self.snapshot("b00000000000", of: house))
            #expect(house.gateway.snapshot.revision == "0123456789ab")
        }
    }

    @Test func `a snapshot whose certificates cannot be read is none`() async throws {
        try await CannedHouse.run([Self.good], Self.plan()) { house in
            var transport = TargetTransport()
            transport.caFile = "/does/not/exist.pem"
            let target = Target(
                provider: "acme",
                upstream: "acme",
                origin: Origin(isTLS: true, host: "127.0.0.1", port: 1),
                basePath: "",
                credentialStyle: .none,
                credentialID: nil,
                credential: nil,
                surfaces: [.openAI],
                transport: transport
            )
            let routes = RouteTable(
                providers: [RouteTable.Provider(name: "acme", targets: [target], models: [], surfaces: [.openAI])],
                aliases: [:],
                defaultProvider: nil
            )
            #expect(throws: TransportFault.self) {
                try Self.snapshot("a00000000000", of: house) { $0.routes = routes }
            }
            let after = try await house.ask(request("x"))
            #expect(after.answer.status == 200)
        }
    }
}
