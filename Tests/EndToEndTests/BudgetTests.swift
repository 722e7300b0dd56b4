import Exchange
import NIOCore
import NIOPosix
import Policy
import Proxy
import Support
import Synchronization
import Testing

/// What callers and records see of budgets.
@Suite(.serialized) struct BudgetTests {
    private static let good = Canned.whole(Canned.chat("fine"))

    /// A price of 1 USD for each million of tokens: 1,000 nano-dollars a token.
    private static let price: [ConfiguredPrice] = {
        var row = PriceRow()
        row[.input] = Price(microUSD: 1_000_000)
        row[.output] = Price(microUSD: 1_000_000)
        return [ConfiguredPrice(provider: "acme", model: Pattern("gpt-5"), row: row)]
    }()

    private static func budget(_ nanoUSD: Int64, isHard: Bool = true, isStrict: Bool = false) -> BudgetRule {
        BudgetRule(
            id: "pocket",
            holder: .key,
            subject: nil,
            period: .month,
            amount: Cost(nanoUSD: nanoUSD),
            isHard: isHard,
            isStrict: isStrict
        )
    }

    private static func plan(_ budgets: BudgetRule..., watcher: (any BudgetWatcher)? = nil) -> CannedHouse.Plan {
        .smart { plan in
            plan.budgets = budgets
            plan.prices = price
            plan.watcher = watcher
        }
    }

    private static let bounded = #""max_tokens":100"#

    @Test func `what an exchange cost is charged, and told in its record`() async throws {
        try await CannedHouse.run([Self.good], Self.plan(Self.budget(1_000_000_000))) { house in
            let (answer, exchange) = try await house.ask(request("x", extra: Self.bounded))
            let cost = try #require(exchange.bill?.cost)
            #expect(answer.status == 200 && cost.nanoUSD > 0)
            #expect(exchange.charges.map(\.cost) == [cost])
            #expect(exchange.charges.map(\.budget) == ["pocket"] && exchange.charges.map(\.subject) == ["key_1"])
            #expect(house.spent == [cost.nanoUSD] && house.gateway.quotas.reservedCost == 0)
        }
    }

    @Test func `a budget that is used up refuses until its period ends, and SDKs do not try again`() async throws {
        try await CannedHouse.run([Self.good], Self.plan(Self.budget(50_000))) { house in
            let (answer, exchange) = try await house.ask(request("x", extra: Self.bounded))
            #expect(answer.status == 429 && answer["x-weir-error"] == "quota_exceeded")
            #expect(answer["x-should-retry"] == "false")
            #expect(answer.text.contains("insufficient_quota") && answer.text.contains("pocket"))
            #expect(exchange.outcome == .rejected && exchange.ending == .rejectedQuota && exchange.charges.isEmpty)
            #expect(exchange.failure?.code.rejection == .quotaExceeded)
            #expect(house.provider.requests.isEmpty)
        }
    }

    @Test func `a soft budget only tells, each share once`() async throws {
        let watcher = CollectingWatcher()
        try await CannedHouse.run([Self.good], Self.plan(Self.budget(1, isHard: false), watcher: watcher)) { house in
            for _ in 0..<3 {
                let (answer, _) = try await house.ask(request("x"))
                #expect(answer.status == 200)
            }
            #expect(watcher.events.map(\.threshold) == [50, 80, 100])
            #expect(watcher.events.allSatisfy { $0.budget == "pocket" && $0.subject == "key_1" && $0.scope == .key })
        }
    }

    @Test func `a strict budget refuses while what is spent cannot be written down`() async throws {
        let plan = Self.plan(Self.budget(1_000_000_000, isStrict: true))
        try await CannedHouse.run([Self.good], plan) { house in
            house.gateway.quotas.note(isBehind: true)
            let (answer, exchange) = try await house.ask(request("x", extra: Self.bounded))
            #expect(answer.status == 503 && answer["x-weir-error"] == "accounting_backlog")
            #expect(answer["retry-after"] == "5")
            #expect(exchange.failure?.code.rejection == .accountingBacklog && exchange.outcome == .gatewayError)
            house.gateway.quotas.note(isBehind: false)
            let (later, _) = try await house.ask(request("x", extra: Self.bounded))
            #expect(later.status == 200)
        }
    }

    @Test func `a strict budget takes no request whose price is not known`() async throws {
        let plan = CannedHouse.Plan.smart { $0.budgets = [Self.budget(1_000_000_000, isStrict: true)] }
        try await CannedHouse.run([Self.good], plan) { house in
            let (answer, _) = try await house.ask(request("x", extra: Self.bounded))
            #expect(answer.status == 429 && answer.text.contains("price of the model is not known"))
        }
    }

    @Test func `500 exchanges at once spend nothing beyond a budget`() async throws {
        // room for some sixty of what a request of this kind may cost
        let plan = CannedHouse.Plan.smart { plan in
            plan.budgets = [Self.budget(8_000_000, isStrict: true)]
            plan.prices = Self.price
            plan.slow = .milliseconds(30)
            plan.permits = 1_000
        }
        try await CannedHouse.run([Self.good], plan) { house in
            let port = house.port
            let statuses = try await withThrowingTaskGroup(of: [Int].self) { group in
                for _ in 0..<500 {
                    group.addTask {
                        try await blocking {
                            let caller = try RawCaller(port: port)
                            try caller.send(request("x", extra: Self.bounded))
                            return [try caller.answer().status]
                        }
                    }
                }
                return try await group.reduce(into: []) { $0 += $1 }
            }
            #expect(try await becomes(within: .seconds(10)) { house.recorder.exchanges.count == 500 })
            let good = statuses.count { $0 == 200 }
            let spent = house.recorder.exchanges.reduce(Int64(0)) { sum, exchange in
                sum + exchange.charges.reduce(0) { $0 + $1.cost.nanoUSD }
            }
            #expect(good > 0 && statuses.count { $0 == 429 } == 500 - good)
            #expect(spent <= 8_000_000 && house.spent == [spent])
            #expect(house.gateway.quotas.reservedCost == 0)
        }
    }
}

/// Keeps what it is told.
private final class CollectingWatcher: BudgetWatcher {
    private let kept = Mutex<[BudgetEvent]>([])

    var events: [BudgetEvent] { kept.withLock { $0 } }

    func crossed(_ event: BudgetEvent) { kept.withLock { $0.append(event) } }
}

extension CannedHouse {
    /// What was spent of each budget that is known.
    fileprivate var spent: [Int64] {
        var found: [Int64] = []
        gateway.quotas.each { status in
            if case .period = status.span, !status.subject.isEmpty { found.append(status.used - status.reserved) }
        }
        return found
    }
}
