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
}
