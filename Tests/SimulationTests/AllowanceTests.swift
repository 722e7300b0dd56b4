import Exchange
import Policy
import Support
import Testing

@testable import simulation

/// The checks of limits, budgets and bad keys find what they are there for, and are silent where nothing is wrong.
@Suite struct AllowanceTests {
    private static func at(_ seconds: Double) -> Moment { Moment(nanoseconds: Int64(seconds * 1e9)) }

    private static let target = Target(
        provider: "acme",
        upstream: "acme",
        origin: Origin(isTLS: false, host: "acme.test", port: 80),
        basePath: "",
        credentialStyle: .none,
        credentialID: nil,
        credential: nil,
        surfaces: []
    )

    /// An exchange of a key, from a second to another; one that fails with nothing was let in and answered.
    private static func exchange(
        _ number: UInt64,
        _ from: Double,
        _ to: Double,
        failing failure: Failure? = nil,
        change: (inout Exchange) -> Void = { _ in }
    ) -> Exchange {
        var exchange = Exchange(
            id: RequestID(ULID(high: 1, low: number)),
            trace: Trace(traceID: (1, 2), spanID: 3, flags: 0),
            client: Client(address: "192.0.2.7", isTLS: false, protocolVersion: "1.1"),
            ask: Ask(
                method: .post,
                path: "/v1/chat/completions",
                route: .chatCompletions,
                surface: .openAI,
                operation: .chat,
                format: .openAIChat
            ),
            timeline: Timeline(accepted: at(from), wall: WallTime(nanoseconds: 1_795_435_200_000_000_000)),
            configHash: ""
        )
        exchange.auth = .ok
        exchange.caller = Names.callers[Names.goodKey]
        exchange.timeline.bodyRead = at(from)
        exchange.timeline.ended = at(to)
        exchange.failure = failure
        if failure == nil {
            var attempt = Attempt(target: target, model: "m", modelLabel: "m", started: at(from))
            attempt.sent = at(from)
            attempt.ended = at(to)
            exchange.attempts = [attempt]
            exchange.answer.status = 200
            exchange.usage = Usage(input: 1, output: 1)
        } else {
            exchange.outcome = failure?.code.outcome ?? .rejected
            exchange.answer.status = failure?.code.status ?? 0
        }
        change(&exchange)
        return exchange
    }

    private static func refused(_ number: UInt64, _ at: Double, _ code: FailureCode, after wait: Double?) -> Exchange {
        exchange(number, at, at, failing: Failure(code, "", retryAfter: wait.map { .seconds($0) }))
    }

    // MARK: limits

    private static func limit(_ unit: QuotaUnit, _ amount: Int64, burst: Int64, _ holder: Allowance.Holder = .eachKey)
        -> Allowance.Limit
    {
        let rule = QuotaRule(
            id: "limit",
            scope: holder.scope,
            unit: unit,
            amount: amount,
            window: .seconds(10),
            burst: burst
        )
        return Allowance.Limit(holder: holder, rule: rule)
    }

    private static func limitBreaches(_ limit: Allowance.Limit, _ exchanges: [Exchange]) -> [String] {
        let breaches = Breaches()
        LimitCheck(admissions: exchanges.compactMap { Admission($0) }, limits: [limit], breaches: breaches).judge()
        return breaches.all
    }

    @Test func `a request beyond a limit is found, and one that had to be let in`() {
        let two = [Self.exchange(1, 1, 2), Self.exchange(2, 1, 2)]
        let limit = Self.limit(.requests, 1, burst: 2)
        #expect(Self.limitBreaches(limit, two + [Self.exchange(3, 11, 12)]) == [])
        #expect(Self.limitBreaches(limit, two + [Self.exchange(3, 10.9, 12)]).count == 1)
        #expect(Self.limitBreaches(limit, two + [Self.refused(3, 10.9, .rateLimited, after: 0.1)]) == [])
        #expect(Self.limitBreaches(limit, [two[0], Self.refused(3, 10.9, .rateLimited, after: 0.1)]).count > 0)
        let other = Self.exchange(3, 3, 4) { $0.caller = Names.callers[Names.criticalKey] }
        #expect(Self.limitBreaches(limit, two + [other]) == [])
    }

    @Test(arguments: [0.0999, 0.1001, nil])
    func `a wrong time to wait is found`(_ wait: Double?) {
        let two = [Self.exchange(1, 1, 2), Self.exchange(2, 1, 2)]
        let refused = Self.refused(3, 10.9, .rateLimited, after: wait)
        #expect(Self.limitBreaches(Self.limit(.requests, 1, burst: 2), two + [refused]).count == 1)
    }

    @Test func `tokens that were not taken come back when the exchange ends`() {
        let limit = Self.limit(.outputTokens, 1, burst: 5_000)
        let one = Self.exchange(1, 1, 5)
        #expect(Self.limitBreaches(limit, [one, Self.exchange(2, 4, 6)]).count > 0)
        #expect(Self.limitBreaches(limit, [one, Self.exchange(2, 5, 6)]) == [])
        let early = Self.refused(2, 6, .rateLimited, after: 1)
        #expect(Self.limitBreaches(limit, [one, early]).count > 0)
    }

    @Test func `more at once than may run is found`() {
        let limit = Self.limit(.concurrency, 1, burst: 1)
        #expect(Self.limitBreaches(limit, [Self.exchange(1, 1, 3), Self.exchange(2, 3, 4)]) == [])
        #expect(Self.limitBreaches(limit, [Self.exchange(1, 1, 3), Self.exchange(2, 2, 4)]).count == 1)
        let short = Self.exchange(2, 2, 2)
        #expect(Self.limitBreaches(limit, [short, Self.exchange(3, 2, 4)]) == [], "it made room at once")
        let refused = Self.refused(2, 4, .concurrencyLimit, after: 1)
        #expect(Self.limitBreaches(limit, [Self.exchange(1, 1, 5), refused]) == [])
        #expect(Self.limitBreaches(limit, [Self.exchange(1, 1, 3), refused]).count == 1)
    }

    @Test func `a target that is asked beyond its limit, or passed over for nothing, is found`() {
        func breaches(_ exchanges: [Exchange]) -> Int {
            let breaches = Breaches()
            let limit = Self.limit(.requests, 1, burst: 1, .eachTarget)
            TargetLimitCheck(exchanges: exchanges, limits: [limit], isHedged: false, breaches: breaches).judge()
            return breaches.all.count
        }
        let passed = Self.refused(2, 3, .upstreamSaturated, after: 1)
        var over = passed
        over.passedOver = [PassedOver(upstream: "acme", modelLabel: "m", reason: .rateLimited)]
        #expect(breaches([Self.exchange(1, 1, 2), Self.exchange(2, 11, 12), over]) == 0)
        #expect(breaches([Self.exchange(1, 1, 2), Self.exchange(2, 10.9, 12)]) == 1)
        #expect(breaches([over]) == 1)
    }

    // MARK: budgets

    private static func allowance(strict isStrict: Bool = true) -> Allowance {
        var allowance = Allowance()
        allowance.tariff = .flat(1_000)
        allowance.budgets = [
            BudgetRule(
                id: "budget",
                holder: .key,
                subject: nil,
                period: .day,
                amount: Cost(nanoUSD: 2_500),
                isStrict: isStrict
            )
        ]
        return allowance
    }

    private static func spendingBreaches(
        _ exchanges: [Exchange],
        _ allowance: Allowance = allowance(),
        backlogs: [SpendingCheck.Span] = []
    ) -> Int {
        let breaches = Breaches()
        let wall = WallTime(nanoseconds: 1_795_435_200_000_000_000)
        SpendingCheck(
            exchanges: exchanges,
            admissions: exchanges.compactMap { Admission($0) },
            allowance: allowance,
            backlogs: backlogs,
            walls: [wall, wall],
            breaches: breaches
        ).judge()
        return breaches.all.count
    }

    /// An exchange that was charged what it cost, unless it is told otherwise.
    private static func paid(_ number: UInt64, _ from: Double, _ to: Double, charges: [Int64] = [1_000]) -> Exchange {
        exchange(number, from, to) { exchange in
            exchange.bill = Bill(cost: Cost(nanoUSD: 1_000), lookup: .priced, version: "")
            exchange.charges = charges.map {
                let midnight = WallTime(nanoseconds: 1_795_392_000_000_000_000)
                return BudgetCharge(budget: "budget", subject: "key_1", period: midnight, cost: Cost(nanoUSD: $0))
            }
        }
    }

    @Test(arguments: [[], [900], [1_000, 1_000]])
    func `an exchange that is not charged once, with what it cost, is found`(_ charges: [Int64]) {
        #expect(Self.spendingBreaches([Self.paid(1, 1, 2)]) == 0)
        #expect(Self.spendingBreaches([Self.paid(1, 1, 2, charges: charges)]) > 0)
    }

    @Test func `a bill that is not what the tokens cost, and a charge for a refused request, are found`() {
        var wrong = Self.paid(1, 1, 2)
        wrong.bill?.cost = Cost(nanoUSD: 999)
        #expect(Self.spendingBreaches([wrong]) == 1)
        var refused = Self.refused(2, 1, .rateLimited, after: 1)
        refused.charges = Self.paid(1, 1, 2).charges
        #expect(Self.spendingBreaches([refused]) == 1)
    }

    @Test func `a budget that is overspent, also by what runs, is found`() {
        let two = [Self.paid(1, 1, 2), Self.paid(2, 3, 9)]
        let third = Self.paid(3, 4, 5)
        #expect(Self.spendingBreaches(two) == 0)
        #expect(Self.spendingBreaches(two + [third]) > 0)
    }

    @Test func `a refusal though enough is left, or with a wrong end of the period, is found`() {
        let two = [Self.paid(1, 1, 2), Self.paid(2, 3, 9)]
        #expect(Self.spendingBreaches(two + [Self.refused(3, 4, .quotaExceeded, after: 43_200)]) == 0)
        #expect(Self.spendingBreaches(two + [Self.refused(3, 4, .quotaExceeded, after: 43_201)]) == 1)
        #expect(Self.spendingBreaches([two[0], Self.refused(3, 4, .quotaExceeded, after: 43_200)]) == 1)
    }

    @Test func `a backlog that is not there, or that nobody minds, is found`() {
        let backlog = SpendingCheck.Span(from: Self.at(1), to: Self.at(3))
        let refused = Self.refused(1, 2, .accountingBacklog, after: 5)
        #expect(Self.spendingBreaches([refused], backlogs: [backlog]) == 0)
        #expect(Self.spendingBreaches([refused]) == 1)
        #expect(Self.spendingBreaches([refused], Self.allowance(strict: false), backlogs: [backlog]) == 1)
        #expect(Self.spendingBreaches([Self.paid(1, 2, 4)], backlogs: [backlog]) == 1)
        #expect(Self.spendingBreaches([Self.paid(1, 3, 4)], backlogs: [backlog]) == 0)
    }

    // MARK: bad keys and refusals

    private static func authBreaches(_ exchanges: [Exchange], most: Int = 2) -> Int {
        let breaches = Breaches()
        var allowance = Allowance()
        (allowance.failedAuths, allowance.failedAuthTime) = (most, .seconds(20))
        AuthCheck(exchanges: exchanges, allowance: allowance, breaches: breaches).judge()
        return breaches.all.count
    }

    private static func bad(_ at: Double, waits wait: Double? = nil, from address: String = "192.0.2.7") -> Exchange {
        let code = wait == nil ? FailureCode.authInvalid : .authThrottled
        var exchange = refused(UInt64(at * 10), at, code, after: wait)
        exchange.auth = .unknown
        exchange.caller = nil
        exchange.client = Client(address: address, isTLS: false, protocolVersion: "1.1")
        return exchange
    }

    @Test func `a bad key too many, and a time to wait that is not due, are found`() {
        let two = [Self.bad(1), Self.bad(2)]
        #expect(Self.authBreaches(two + [Self.bad(3, waits: 8), Self.bad(11)]) == 0)
        #expect(Self.authBreaches(two + [Self.bad(3)]) == 1)
        #expect(Self.authBreaches(two + [Self.bad(3, waits: 9)]) == 1)
        #expect(Self.authBreaches([Self.bad(1), Self.bad(3, waits: 8)]) > 0)
        #expect(Self.authBreaches(two + [Self.bad(3, from: "127.0.0.1")]) == 0)
        #expect(Self.authBreaches([Self.bad(3, waits: 8)], most: 0) == 1)
    }

    @Test func `one network of IPv6 is one caller, and a good key is never told to wait`() {
        let three = ["2001:db8::1", "2001:db8::2", "2001:db8::1"].enumerated().map {
            Self.bad(Double($0.offset + 1), from: $0.element)
        }
        #expect(Self.authBreaches(three) == 1)
        var good = Self.bad(3, waits: 8)
        good.auth = .ok
        #expect(Self.authBreaches([Self.bad(1), Self.bad(2), good]) == 1)
    }

    @Test func `a refusal that asked somebody, was charged or says nothing is found`() {
        func breaches(_ exchange: Exchange, asked: Int = 0, told: String? = "2") -> Int {
            let breaches = Breaches()
            let check = RefusalCheck(exchange: exchange, asked: asked, breaches: breaches)
            check.judge()
            check.judge { $0 == "retry-after" ? told : nil }
            return breaches.all.count
        }
        let refused = Self.refused(1, 1, .rateLimited, after: 1.2)
        #expect(breaches(refused) == 0)
        #expect(breaches(refused, asked: 1) == 1)
        #expect(breaches(refused, told: "1") == 1 && breaches(refused, told: nil) == 1)
        var charged = refused
        charged.charges = Self.paid(1, 1, 2).charges
        charged.answer.status = 200
        charged.usage = Usage(input: 1)
        charged.outcome = .success
        #expect(breaches(charged) == 4)
    }
}
