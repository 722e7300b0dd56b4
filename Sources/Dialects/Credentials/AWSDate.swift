import Exchange

/// A time in the form of `x-amz-date`: `20150830T123600Z`, to the second, in UTC.
struct AWSDate {
    /// The whole.
    let text: String
    /// The day alone, `20150830`.
    var day: String { String(text.prefix(8)) }

    init(_ time: WallTime) {
        let seconds = time.nanoseconds.floored(by: 1_000_000_000).quotient
        let (days, second) = seconds.floored(by: 86_400)
        let (year, month, day) = Self.civil(days)
        text =
            Self.padded(year, 4) + Self.padded(month, 2) + Self.padded(day, 2) + "T" + Self.padded(second / 3_600, 2)
            + Self.padded(second / 60 % 60, 2) + Self.padded(second % 60, 2) + "Z"
    }

    /// The Gregorian date so many days after 1970-01-01, after Hinnant's `civil_from_days`.
    private static func civil(_ days: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let (era, dayOfEra) = (days + 719_468).floored(by: 146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let place = (5 * dayOfYear + 2) / 153
        let month = place < 10 ? place + 3 : place - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * place + 2) / 5 + 1)
    }

    private static func padded(_ number: Int64, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}

extension Int64 {
    /// Quotient and remainder, the remainder never below 0.
    fileprivate func floored(by divisor: Int64) -> (quotient: Int64, remainder: Int64) {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }
}
