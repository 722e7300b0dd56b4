package import Exchange

extension BudgetPeriod {
    /// The period in which `wall` lies, in UTC: from its first instant up to the first of the next.
    ///
    /// UTC knows no summer time, so a day has 86,400 seconds always; leap seconds are not counted, as in Unix time.
    package func bounds(of wall: WallTime) -> Range<WallTime> {
        let seconds = Self.floor(wall.nanoseconds, 1_000_000_000)
        let day = Self.floor(seconds, 86_400)
        switch self {
        case .hour:
            let hour = Self.floor(seconds, 3_600)
            return Self.range(hour * 3_600, (hour + 1) * 3_600)
        case .day: return Self.range(day * 86_400, (day + 1) * 86_400)
        case .week:
            // Day 0 was a Thursday.
            let monday = Self.floor(day + 3, 7) * 7 - 3
            return Self.range(monday * 86_400, (monday + 7) * 86_400)
        case .month:
            let (first, length) = Self.month(of: day)
            return Self.range(first * 86_400, (first + length) * 86_400)
        }
    }

    /// The first day of the month in which a day lies, and how many days it has; days count from 1970-01-01.
    ///
    /// After Howard Hinnant's civil_from_days: years that begin in March, in eras of 400 years.
    private static func month(of day: Int64) -> (first: Int64, length: Int64) {
        let shifted = day + 719_468
        let era = floor(shifted, 146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let month = (5 * dayOfYear + 2) / 153
        let start = (153 * month + 2) / 5
        guard month == 11 else { return (day - (dayOfYear - start), (153 * (month + 1) + 2) / 5 - start) }
        // February is the last month of such a year; the leap day belongs to the civil year that began in it.
        let year = yearOfEra + 1
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        return (day - (dayOfYear - start), isLeap ? 29 : 28)
    }

    /// The quotient, rounded down below 0 too.
    private static func floor(_ number: Int64, _ divisor: Int64) -> Int64 {
        let (quotient, rest) = number.quotientAndRemainder(dividingBy: divisor)
        return rest < 0 ? quotient - 1 : quotient
    }

    /// Seconds as wall times, held within what can be counted.
    private static func range(_ start: Int64, _ end: Int64) -> Range<WallTime> {
        let bounds = [start, end].map { seconds in
            let (product, isTooMuch) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
            return WallTime(nanoseconds: isTooMuch ? (seconds < 0 ? .min : .max) : product)
        }
        return bounds[0]..<bounds[1]
    }
}
