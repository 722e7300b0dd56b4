import Exchange
import Policy
import Testing

@Suite struct HostileTests {
    private static let numbers: [Int64] = [
        .min, .min + 1, -1, 0, 1, 2, 3, 1_000_000_000, .max / 2, .max - 1, .max,
    ]

    @Test(arguments: QuotaUnit.allCases)
    func `no number breaks a limit`(unit: QuotaUnit) {
        for amount in Self.numbers {
            for window in Self.numbers {
                for burst in Self.numbers + [nil] as [Int64?] {
                    visit(
                        QuotaRule(
                            id: "r",
                            scope: .eachKey,
                            unit: unit,
                            amount: amount,
                            window: .nanoseconds(window),
                            burst: burst
                        )
                    )
                }
            }
        }
    }

    /// Asks at every moment for every amount, and settles with every other.
    private func visit(_ rule: QuotaRule) {
        var quotas = Quotas(limits: [rule], at: Moment(nanoseconds: .min), wall: WallTime(nanoseconds: .min))
        var open: [Reservation] = []
        for now in Self.numbers {
            let moment = Moment(nanoseconds: now)
            for count in [0, 1, .max] as [Int64] {
                var estimate = QuotaEstimate(cost: .nano(count))
                (estimate.input, estimate.output) = (count, now)
                let verdict = quotas.enter(.key("k"), estimate, at: moment, wall: WallTime(nanoseconds: now))
                if let reservation = verdict.reservation { open.append(reservation) }
                if let wait = verdict.refusal?.retryAfter { #expect(wait > .zero) }
                if rule.amount == 0 || rule.burst == 0 && rule.unit == .requests {
                    let isFree = rule.unit != .requests && rule.unit != .concurrency
                    #expect(verdict.reservation == nil || isFree && estimate.amount(of: rule.unit) == 0)
                }
            }
            for status in quotas.limits(for: .key("k"), at: moment) {
                #expect(status.remaining >= 0 && status.remaining <= status.burst && status.reset >= .zero)
            }
            if let last = open.popLast() {
                _ = quotas.settle(last, .taken(input: now, output: .max, cost: .nano(now)), at: moment)
            }
        }
        for reservation in open { _ = quotas.settle(reservation, .estimate, at: Moment(nanoseconds: 0)) }
        #expect(quotas.open == 0 && quotas.reserved(rule.unit) == 0)
        quotas.change(limits: [rule], budgets: [], at: Moment(nanoseconds: .max), wall: .noon)
    }

    @Test(arguments: BudgetPeriod.allCases)
    func `no number breaks a budget`(period: BudgetPeriod) {
        for amount in Self.numbers {
            for isHard in [true, false] {
                let rule = BudgetRule(
                    id: "b",
                    holder: .key,
                    subject: "k",
                    period: period,
                    amount: .nano(amount),
                    isHard: isHard
                )
                var quotas = Quotas.of(budgets: [rule])
                var open: [Reservation] = []
                for wall in Self.numbers {
                    for cost in Self.numbers {
                        let estimate = QuotaEstimate(cost: .nano(cost))
                        let wall = WallTime(nanoseconds: wall)
                        let verdict = quotas.enter(.key("k"), estimate, at: .second(0), wall: wall)
                        if let reservation = verdict.reservation { open.append(reservation) }
                        let status = quotas.budgets(for: .key("k"), at: wall).first
                        #expect((status?.remaining ?? -1) >= 0 && (status?.reset ?? .seconds(-1)) >= .zero)
                    }
                }
                for reservation in open {
                    _ = quotas.settle(reservation, .taken(input: 0, output: 0, cost: .nano(.max)), at: .second(0))
                }
                #expect(quotas.reservedCost == 0 && quotas.open == 0)
            }
        }
    }

    @Test func `no number breaks a forecast`() {
        var forecast = UsageForecast()
        for counted in Self.numbers {
            for actual in Self.numbers {
                forecast.learn("m", counted: counted, actual: actual)
                #expect((0.1...10).contains(forecast.factor(of: "m")))
                let told = forecast.forecast(
                    UsageForecast.Ask(
                        model: "m",
                        textBytes: Int(counted),
                        images: Int(actual),
                        maxTokens: counted,
                        modelMax: actual,
                        choices: Int(counted)
                    )
                )
                #expect(told.input >= 0 && told.output > 0 && told.worstInput >= told.input)
                #expect(told.worstOutput >= told.output)
            }
        }
    }
}
