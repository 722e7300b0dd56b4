import Exchange
import Policy
import Proxy
import Support

/// How much callers may take in one world: limits, budgets with what exchanges cost, and bad keys.
///
/// Half of the worlds know none of it. It is drawn by draws of its own, so that all else in a life is as it was.
struct Allowance {
    /// Whom a limit is for.
    enum Holder: CaseIterable {
        case everybody
        case eachKey
        case eachTeam
        case eachEndpoint
        case eachTarget

        var scope: QuotaScope {
            switch self {
            case .everybody: QuotaScope()
            case .eachKey: QuotaScope([.key: .each])
            case .eachTeam: QuotaScope([.team: .each])
            case .eachEndpoint: QuotaScope([.endpoint: .each])
            case .eachTarget: QuotaScope([.target: .each])
            }
        }

        /// Who of that kind asks; nil for an exchange the limit does not hold.
        func subject(of exchange: Exchange) -> String? {
            switch self {
            case .everybody: ""
            case .eachKey: exchange.caller?.keyID
            case .eachTeam: exchange.caller?.principals.team?.id
            case .eachEndpoint: exchange.ask.route.rawValue
            case .eachTarget: nil
            }
        }
    }

    /// One limit.
    struct Limit {
        let holder: Holder
        let rule: QuotaRule
    }

    /// What an exchange costs.
    enum Tariff {
        /// Always the same, in nano-dollars, so that everything is known before.
        case flat(Int64)
        /// So many nano-dollars for each token.
        case tokens(input: Int64, output: Int64)

        /// What so many tokens cost.
        func cost(of usage: Usage) -> Int64 {
            switch self {
            case .flat(let price): price
            case .tokens(let input, let output): (usage.input ?? 0) * input + (usage.output ?? 0) * output
            }
        }

        /// What an exchange costs whose answer is as long as is expected of one without a bound.
        var usual: Int64 {
            switch self {
            case .flat(let price): price
            case .tokens(_, let output): output * 8_192
            }
        }

        /// At least what an exchange can cost.
        var worst: Int64 {
            switch self {
            case .flat(let price): price
            case .tokens(_, let output): output * 150_000
            }
        }
    }

    var limits: [Limit] = []
    var budgets: [BudgetRule] = []
    /// Nil where nothing is priced.
    var tariff: Tariff?
    /// How many bad keys an address may send in `failedAuthTime`; 0 for no bound.
    var failedAuths = 0
    var failedAuthTime = Duration.seconds(60)
    /// True when nobody sets the wall clock, by which budgets are counted.
    var isClockEven = false

    /// No limits at all.
    init() {}

    /// Draws what is allowed in a world.
    init(_ draw: inout Draw) {
        let kind = draw.int(0...9)
        if kind == 0 || kind == 1 || kind == 4 {
            for index in 0..<draw.int(1...2) { limits.append(Self.limit(index, &draw)) }
        }
        if kind == 2 || kind == 4 {
            tariff = draw.once(in: 3) ? .tokens(input: 2_000, output: 10_000) : .flat(draw.pick([1_000, 7_000]))
            for index in 0..<draw.int(1...2) { budgets.append(budget(index, &draw)) }
            isClockEven = draw.once(in: 2)
        }
        if kind == 3 || kind == 4 {
            failedAuths = draw.int(1...3)
            failedAuthTime = .seconds(draw.pick([6, 60]))
        }
    }

    /// Draws a limit that is whole again after 90 seconds at most.
    private static func limit(_ index: Int, _ draw: inout Draw) -> Limit {
        let holder = draw.pick([
            Holder.everybody, .eachKey, .eachKey, .eachTeam, .eachEndpoint, .eachTarget, .eachTarget,
        ])
        var unit = QuotaUnit.requests
        if holder != .eachTarget { unit = draw.pick([.requests, .requests, .outputTokens, .concurrency]) }
        let window = draw.pick([1, 7, 30])
        var (amount, burst) = (Int64(draw.int(1...6)), Int64(draw.int(1...3)))
        switch unit {
        case .outputTokens: (amount, burst) = (Int64(draw.pick([4_096, 9_999])), Int64(draw.pick([4_096, 10_000])))
        case .concurrency: amount = Int64(draw.int(1...3))
        default: break
        }
        let rule = QuotaRule(
            id: "limit-\(index)",
            scope: holder.scope,
            unit: unit,
            amount: amount,
            window: .seconds(window),
            burst: burst,
            mode: draw.once(in: 8) ? .shadow : .enforce
        )
        return Limit(holder: holder, rule: rule)
    }

    private func budget(_ index: Int, _ draw: inout Draw) -> BudgetRule {
        let isStrict = draw.once(in: 2)
        let unit = (isStrict ? tariff?.worst : tariff?.usual) ?? 0
        return BudgetRule(
            id: "budget-\(index)",
            holder: draw.pick([.key, .key, .team, .org]),
            subject: nil,
            period: draw.pick([.hour, .day, .week, .month, .month, .month]),
            // not a multiple: what is left over pays for nobody
            amount: Cost(nanoUSD: unit * Int64(draw.int(1...4)) + unit / 2),
            isHard: !draw.once(in: 6),
            isStrict: isStrict,
            mode: draw.once(in: 8) ? .shadow : .enforce
        )
    }
}

extension Allowance {
    /// What the gateway holds to.
    var rules: QuotaDesk.Rules { QuotaDesk.Rules(limits: limits.map(\.rule), budgets: budgets) }

    /// Tells what exchanges cost; nil where nothing is priced.
    var pricing: Pricing? {
        get throws {
            guard let tariff else { return nil }
            var row = PriceRow()
            switch tariff {
            case .flat(let price): row[.request] = Price(microUSD: price / 1_000)
            case .tokens(let input, let output):
                row[.input] = Price(microUSD: input * 1_000)
                row[.output] = Price(microUSD: output * 1_000)
            }
            let prices = ["acme", "beta", "open", "mirror"].map {
                ConfiguredPrice(provider: $0, model: Pattern("*"), row: row)
            }
            return Pricing(table: try PriceTable(day: "2026-11-23", texts: []), providers: [], configured: prices)
        }
    }
}
