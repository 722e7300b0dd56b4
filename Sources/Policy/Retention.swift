package import Exchange

/// A day of civil time in UTC, counted from 1970-01-01; each has its own history file.
package struct CivilDay: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// Days since 1970-01-01; at most 9999-12-31.
    package let number: Int

    private static let last = 2_932_896

    /// Makes the day of that number, held between 1970-01-01 and 9999-12-31.
    package init(number: Int) {
        self.number = min(max(number, 0), Self.last)
    }

    /// The day in which `wall` lies.
    package init(_ wall: WallTime) {
        self.init(number: Int(wall.seconds / 86_400))
    }

    /// Reads `YYYY-MM-DD`; nil for anything else, days that do not exist included.
    package init?(_ text: some StringProtocol) {
        let fields = text.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        guard fields.map(\.count) == [4, 2, 2], text.utf8.allSatisfy({ $0 == 0x2D || (0x30...0x39).contains($0) })
        else { return nil }
        let numbers = fields.map { $0.reduce(0) { $0 * 10 + Int($1 - 0x30) } }
        // The inverse of `description`, after Howard Hinnant's days_from_civil.
        let year = numbers[1] <= 2 ? numbers[0] - 1 : numbers[0]
        let era = year / 400
        let yearOfEra = year - era * 400
        let dayOfYear = (153 * (numbers[1] + (numbers[1] > 2 ? -3 : 9)) + 2) / 5 + numbers[2] - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        self.init(number: era * 146_097 + dayOfEra - 719_468)
        guard description == text else { return nil }
    }

    /// The first instant of the day.
    package var start: WallTime { WallTime(nanoseconds: Int64(number) * 86_400_000_000_000) }

    /// `YYYY-MM-DD`.
    package var description: String {
        let shifted = number + 719_468
        let era = shifted / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let month = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * month + 2) / 5 + 1
        let civilMonth = month < 10 ? month + 3 : month - 9
        let year = yearOfEra + era * 400 + (civilMonth <= 2 ? 1 : 0)
        return "\(Self.padded(year, 4))-\(Self.padded(civilMonth, 2))-\(Self.padded(day, 2))"
    }

    /// Tells which of two days comes first.
    package static func < (left: CivilDay, right: CivilDay) -> Bool { left.number < right.number }

    private static func padded(_ number: Int, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
    }
}

/// Decides which days of the history are over; whole days go, never a part of one.
package struct Retention: Sendable, Hashable {
    /// How many days are kept beside today; at least 1.
    package let days: Int

    /// Keeps today and so many days before it, held between 1 and 36,500.
    package init(days: Int) {
        self.days = min(max(days, 1), 36_500)
    }

    /// The days that are over, oldest first; today, yesterday and days to come never are.
    package func expired(_ days: some Sequence<CivilDay>, now: WallTime) -> [CivilDay] {
        let today = CivilDay(now)
        return days.filter { $0.number < today.number - self.days }.sorted()
    }
}
