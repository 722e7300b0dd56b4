import Exchange
import Policy
import Testing

@Suite struct CalendarTests {
    /// A period, an hour in it, its first day, and the first of the next.
    private typealias Row = (BudgetPeriod, (Int, Int, Int, Int), (Int, Int, Int), (Int, Int, Int))

    /// Seconds since 1970 of a day of 2026 and others, by adding up years and months one by one.
    private static func seconds(_ year: Int, _ month: Int, _ day: Int, _ hour: Int = 0) -> Int64 {
        var days = 0
        for past in 1_970..<year { days += isLeap(past) ? 366 : 365 }
        for past in 1..<month { days += length(past, of: year) }
        return Int64((days + day - 1) * 86_400 + hour * 3_600)
    }

    private static func isLeap(_ year: Int) -> Bool { year % 4 == 0 && year % 100 != 0 || year % 400 == 0 }

    private static func length(_ month: Int, of year: Int) -> Int {
        [31, isLeap(year) ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]
    }

    private func bounds(_ period: BudgetPeriod, _ seconds: Int64) -> [Int64] {
        let bounds = period.bounds(of: WallTime(nanoseconds: seconds * 1_000_000_000 + 999_999_999))
        return [bounds.lowerBound.seconds, bounds.upperBound.seconds]
    }

    @Test func `every day from 1970 to 2200 lies in its month and its week`() {
        var wrong = 0
        var start: Int64 = 0
        var weekday = 3
        for year in 1_970...2_200 {
            for month in 1...12 {
                let next = start + Int64(Self.length(month, of: year)) * 86_400
                for day in stride(from: start, to: next, by: 86_400) {
                    if bounds(.month, day) != [start, next] { wrong += 1 }
                    let monday = day - Int64(weekday) * 86_400
                    if day > 7 * 86_400, bounds(.week, day + 86_399) != [monday, monday + 7 * 86_400] { wrong += 1 }
                    if bounds(.day, day + 86_399) != [day, day + 86_400] { wrong += 1 }
                    weekday = (weekday + 1) % 7
                }
                start = next
            }
        }
        #expect(wrong == 0)
    }

    @Test(
        arguments: [
            // The clocks of Europe and America change; those of a budget do not.
            (.day, (2_026, 3, 29, 1), (2_026, 3, 29), (2_026, 3, 30)),
            (.day, (2_026, 10, 25, 2), (2_026, 10, 25), (2_026, 10, 26)),
            (.day, (2_026, 3, 8, 7), (2_026, 3, 8), (2_026, 3, 9)),
            // The week of a year's end.
            (.week, (2_026, 12, 31, 23), (2_026, 12, 28), (2_027, 1, 4)),
            (.week, (2_027, 1, 3, 23), (2_026, 12, 28), (2_027, 1, 4)),
            (.week, (2_027, 1, 4, 0), (2_027, 1, 4), (2_027, 1, 11)),
            (.week, (2_028, 2, 29, 12), (2_028, 2, 28), (2_028, 3, 6)),
            (.month, (2_027, 2, 28, 23), (2_027, 2, 1), (2_027, 3, 1)),
            (.month, (2_028, 2, 29, 23), (2_028, 2, 1), (2_028, 3, 1)),
            (.month, (2_028, 3, 1, 0), (2_028, 3, 1), (2_028, 4, 1)),
            (.month, (2_100, 2, 28, 23), (2_100, 2, 1), (2_100, 3, 1)),
            (.month, (2_000, 2, 29, 0), (2_000, 2, 1), (2_000, 3, 1)),
            (.month, (2_026, 12, 31, 23), (2_026, 12, 1), (2_027, 1, 1)),
            (.month, (2_038, 1, 19, 3), (2_038, 1, 1), (2_038, 2, 1)),
        ] as [Row]
    )
    func `a period begins and ends where the calendar says`(
        period: BudgetPeriod,
        at: (Int, Int, Int, Int),
        start: (Int, Int, Int),
        end: (Int, Int, Int)
    ) {
        let found = bounds(period, Self.seconds(at.0, at.1, at.2, at.3))
        #expect(found == [Self.seconds(start.0, start.1, start.2), Self.seconds(end.0, end.1, end.2)])
    }

    @Test func `hours are full hours, before 1970 too`() {
        #expect(bounds(.hour, 3_599) == [0, 3_600])
        #expect(bounds(.hour, 3_600) == [3_600, 7_200])
        let before = BudgetPeriod.hour.bounds(of: WallTime(nanoseconds: -1))
        #expect(before.lowerBound.seconds == -3_600 && before.upperBound.seconds == 0)
        let month = BudgetPeriod.month.bounds(of: WallTime(nanoseconds: -1))
        #expect(month.lowerBound.seconds == -31 * 86_400 && month.upperBound.seconds == 0)
    }

    @Test func `no instant that can be counted is outside of its period`() {
        for period in BudgetPeriod.allCases {
            for nanoseconds in [.min, -1, 0, .max - 1] as [Int64] {
                let wall = WallTime(nanoseconds: nanoseconds)
                #expect(period.bounds(of: wall).contains(wall))
            }
        }
    }
}
