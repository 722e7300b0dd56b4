import Exchange
import Policy
import Testing

@Suite struct RetentionTests {
    @Test(arguments: [
        ("1970-01-01", 0), ("1970-12-31", 364), ("1972-02-29", 789), ("2000-02-29", 11_016), ("2026-11-23", 20_780),
        ("2100-03-01", 47_541), ("9999-12-31", 2_932_896),
    ])
    func `a day is written and read as its civil date`(text: String, number: Int) {
        #expect(CivilDay(number: number).description == text)
        #expect(CivilDay(text)?.number == number)
    }

    @Test func `every day of two centuries survives being written and read`() {
        for number in 0..<73_050 {
            let day = CivilDay(number: number)
            #expect(CivilDay(day.description) == day)
        }
    }

    @Test(arguments: [
        "", "2026-11", "2026-11-31", "2026-02-29", "2026-13-01", "2026-00-01", "2026-1-1", "02026-11-23", "2026-11-23x",
        "2026/11/23", "-001-01-01", "1969-12-31", "\u{0662}026-11-23", "2026-11-00",
    ])
    func `what is no day is refused`(text: String) {
        #expect(CivilDay(text) == nil)
    }

    @Test func `a clock before the epoch or beyond the last year stays within the days there are`() {
        #expect(CivilDay(WallTime(nanoseconds: -1)).number == 0)
        #expect(CivilDay(WallTime(nanoseconds: .min)).number == 0)
        #expect(CivilDay(number: .max).description == "9999-12-31")
    }

    @Test func `only days older than the bound are over`() {
        let now = CivilDay(number: 100).start + .seconds(86_399)
        let days = [101, 100, 99, 93, 92, 91, 5].map { CivilDay(number: $0) }
        #expect(Retention(days: 7).expired(days, now: now).map(\.number) == [5, 91, 92])
    }

    @Test(arguments: [0, -5, 1]) func `yesterday is kept even by the smallest bound`(bound: Int) {
        let days = [98, 99, 100].map { CivilDay(number: $0) }
        #expect(Retention(days: bound).expired(days, now: CivilDay(number: 100).start).map(\.number) == [98])
    }

    // MARK: plans

    private let now = CivilDay(number: 100).start + .seconds(43_200)

    private func days(_ numbers: Range<Int>, bytes: Int64 = 10) -> [StoredDay] {
        numbers.map { StoredDay(day: CivilDay(number: $0), bytes: bytes) }
    }

    private func written(_ plan: RetentionPlan) -> [String] {
        plan.actions.map { "\($0.day.number) \($0.reason)" }
    }

    @Test func `days go by age first and then by size, the oldest first`() {
        let plan = Retention(days: 7, bytes: 35).plan(days(90..<101).shuffled(), now: now)
        #expect(
            written(plan) == [
                "90 age", "91 age", "92 age", "93 size", "94 size", "95 size", "96 size", "97 size",
            ]
        )
        #expect(plan.freedBytes == 80 && plan.bytes == 110)
    }

    @Test(arguments: [(0, 2), (21_599, 2), (21_600, 3), (86_399, 3)])
    func `today and a yesterday that may still gain rows never go by size`(second: Int64, count: Int) {
        let plan = Retention(days: 7, bytes: 0).plan(
            days(97..<101),
            now: CivilDay(number: 100).start + .seconds(second)
        )
        #expect(plan.actions.count == count)
    }

    @Test func `a bound that is kept deletes nothing`() {
        #expect(Retention(days: 7, bytes: 40).plan(days(97..<101), now: now).actions.isEmpty)
        #expect(Retention(days: 7).plan(days(97..<101, bytes: .max), now: now).actions.isEmpty)
    }

    @Test func `sizes that cannot be added up do not overflow`() {
        let plan = Retention(days: 7, bytes: 5).plan(days(97..<101, bytes: .max), now: now)
        #expect(plan.bytes == .max && plan.freedBytes == .max)
    }

    private func keyed(_ number: Int) -> StoredDay {
        StoredDay(
            day: CivilDay(number: number),
            bytes: 1_000,
            rows: 10,
            keys: [
                .init(name: "ci-1", rows: 4, talks: 2), .init(name: "web", rows: 5, talks: 5),
                .init(name: nil, rows: 1, talks: 0),
            ]
        )
    }

    @Test func `the first rule that matches a key decides, by its own age`() {
        let rules = [
            RetentionRule(keys: [Pattern("ci-1")], days: 5, keeps: .metadata),
            RetentionRule(keys: [Pattern("ci-*"), Pattern("")], days: 2, keeps: .nothing),
        ]
        let plan = Retention(days: 30, rules: rules).plan([94, 95, 97, 98, 99, 100].map(keyed), now: now)
        #expect(written(plan) == ["94 rule", "94 rule", "95 rule", "97 rule"])
        #expect(plan.actions.first?.kind == .trim(key: "ci-1", keeps: .metadata))
        #expect(plan.actions.first?.rows == 2 && plan.actions.first?.bytes == 200)
        #expect(plan.actions.last?.kind == .trim(key: nil, keeps: .nothing))
    }

    @Test func `a day that goes whole is not trimmed first`() {
        let rules = [RetentionRule(keys: [Pattern("*")], days: 1, keeps: .nothing)]
        let plan = Retention(days: 3, bytes: 1_500, rules: rules).plan([90, 97, 98].map(keyed), now: now)
        #expect(written(plan) == ["90 age", "97 size", "98 rule", "98 rule", "98 rule"])
    }

    @Test func `rules are bounded`() {
        let rule = RetentionRule(keys: [Pattern("*")], days: -4, keeps: .nothing)
        #expect(rule.days == 1)
        #expect(Retention(days: 1, rules: Array(repeating: rule, count: 100)).rules.count == Retention.maximumRules)
    }
}
