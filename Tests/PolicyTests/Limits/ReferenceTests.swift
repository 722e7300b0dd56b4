import Exchange
import Glibc
import Policy
import Testing

@Suite struct ReferenceTests {
    /// A limit drawn at random, and how far apart its arrivals are.
    private struct Case {
        let rule: QuotaRule
        let gap: Int64
        var model: CurveModel

        init(_ unit: QuotaUnit, most: Int64, using chance: inout SeededChance) {
            let window =
                switch Int.random(in: 0..<10, using: &chance) {
                case 0: Int64.random(in: 1...7, using: &chance)
                case 1..<4: 1_000_000_000 as Int64
                case 4..<7: 60_000_000_000 as Int64
                default: Int64.random(in: 1_000_000...3_600_000_000_000, using: &chance)
                }
            let amount = Int64.random(in: 1...most, using: &chance)
            let burst =
                switch Int.random(in: 0..<3, using: &chance) {
                case 0: amount
                case 1: Int64.random(in: 1...most, using: &chance)
                default: Int64.random(in: 1...20, using: &chance)
                }
            rule = QuotaRule(
                id: "r",
                scope: QuotaScope(),
                unit: unit,
                amount: amount,
                window: .nanoseconds(window),
                burst: burst
            )
            gap = max(window / amount, 1)
            model = CurveModel(amount: amount, window: window, burst: burst, at: 0)
        }
    }

    /// Arrivals for each seed; a release build proves more in the same time.
    private static let arrivals = getenv("WEIR_LONG_TESTS") == nil ? 50_000 : 1_000_000
    private static let seeds: [UInt64] = Array(1...20)

    /// Time goes on by nothing, by less than two steps, or, seldom, by many.
    private static func pause(_ gap: Int64, using chance: inout SeededChance) -> Int64 {
        switch Int.random(in: 0..<200, using: &chance) {
        case 0..<80: 0
        case 80..<199: Int64.random(in: 0...gap * 2, using: &chance)
        default: Int64.random(in: 0...gap * 100, using: &chance)
        }
    }

    @Test(arguments: seeds)
    func `a limit of requests never differs from its definition`(seed: UInt64) {
        var chance = SeededChance(seed)
        var differences = 0
        var decided = (admitted: 0, refused: 0)
        var left = Self.arrivals
        while left > 0 {
            var drawn = Case(.requests, most: 1_000, using: &chance)
            var now: Int64 = 0
            var quotas = Quotas.of([drawn.rule])
            for _ in 0..<min(2_500, left) {
                left -= 1
                now += Self.pause(drawn.gap, using: &chance)
                let verdict = quotas.enter(
                    QuotaFacets(),
                    QuotaEstimate(),
                    at: Moment(nanoseconds: now),
                    wall: .noon
                )
                if drawn.model.admits(1, at: now) != (verdict.reservation != nil) { differences += 1 }
                guard let refusal = verdict.refusal else {
                    decided.admitted += 1
                    continue
                }
                decided.refused += 1
                let wait = refusal.retryAfter?.inNanoseconds ?? 0
                let room = [now + wait - 1, now + wait].map { drawn.model.room(at: $0) >= drawn.model.window }
                if room != [false, true] || refusal.status.remaining != 0 { differences += 1 }
            }
            let status = quotas.limits(for: QuotaFacets(), at: Moment(nanoseconds: now))
            if status.map(\.remaining) != [drawn.model.remaining(at: now)] { differences += 1 }
            let full = now + (status.first?.reset.inNanoseconds ?? 0)
            if drawn.model.room(at: full) != drawn.model.burst * drawn.model.window { differences += 1 }
        }
        #expect(differences == 0)
        #expect(min(decided.admitted, decided.refused) > Self.arrivals / 20, "\(decided)")
    }

    @Test(arguments: seeds)
    func `a limit of tokens never differs from its definition`(seed: UInt64) {
        var chance = SeededChance(seed)
        var differences = 0
        var decided = (admitted: 0, refused: 0)
        var left = Self.arrivals / 5
        while left > 0 {
            var drawn = Case(.outputTokens, most: 1_000_000, using: &chance)
            var now: Int64 = 0
            var quotas = Quotas.of([drawn.rule])
            var open: [(Reservation, Int64)] = []
            for _ in 0..<min(2_000, left) {
                left -= 1
                now += Self.pause(max(drawn.gap * drawn.rule.burst / 16, 1), using: &chance)
                if !open.isEmpty, Bool.random(using: &chance) {
                    let (reservation, reserved) = open.remove(at: Int.random(in: open.indices, using: &chance))
                    let actual = Int64.random(in: 0...reserved * 2, using: &chance)
                    let use = QuotaUse.taken(input: 5, output: actual, cost: nil)
                    _ = quotas.settle(reservation, use, at: Moment(nanoseconds: now))
                    drawn.model.add(actual - reserved, at: now)
                    continue
                }
                let count = Int64.random(in: 0...drawn.rule.burst / 2 + 1, using: &chance)
                let verdict = quotas.enter(
                    QuotaFacets(),
                    QuotaEstimate(output: count),
                    at: Moment(nanoseconds: now),
                    wall: .noon
                )
                let wanted = Int128(count) * drawn.model.window
                if drawn.model.admits(count, at: now) != (verdict.reservation != nil) { differences += 1 }
                if let reservation = verdict.reservation {
                    open.append((reservation, count))
                    decided.admitted += 1
                }
                guard let refusal = verdict.refusal, let wait = refusal.retryAfter?.inNanoseconds else { continue }
                decided.refused += 1
                let room = [now + wait - 1, now + wait].map { drawn.model.room(at: $0) >= wanted }
                if room != [false, true] { differences += 1 }
                if refusal.status.remaining != drawn.model.remaining(at: now) { differences += 1 }
            }
        }
        #expect(differences == 0)
        #expect(min(decided.admitted, decided.refused) > Self.arrivals / 100, "\(decided)")
    }

    @Test func `a burst and then the rate, to the last one, whatever the rate`() {
        for (amount, window) in [(7, 60), (600, 60), (1, 1), (1_000, 7), (999_983, 3_600)] as [(Int64, Int64)] {
            let rule = QuotaRule(
                id: "r",
                scope: .eachKey,
                unit: .requests,
                amount: amount,
                window: .seconds(window),
                burst: 5
            )
            var quotas = Quotas.of([rule])
            var count: Int64 = 0
            let step = window * 1_000_000_000 / amount / 3
            var now: Int64 = 0
            for _ in 0..<3_000 {
                now += step
                let verdict = quotas.enter(.key("k"), QuotaEstimate(), at: Moment(nanoseconds: now), wall: .noon)
                count += verdict.reservation == nil ? 0 : 1
            }
            let rate = Double(amount) / Double(window)
            #expect(abs(Double(count) - (5 + rate * Double(now) / 1e9)) <= 1, "\(amount) in \(window) s")
        }
    }
}
