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

/// Decides what of the history is over: whole days by their age and by the room they take, and rows by rules.
package struct Retention: Sendable, Hashable {
    /// The most rules.
    package static let maximumRules = 64
    /// How long after midnight the day before may still gain rows: an exchange belongs to the day it began in.
    private static let settling = Duration.seconds(21_600)

    /// How many days are kept beside today; at least 1.
    package let days: Int
    /// The most bytes all days may take together; nil for no bound.
    package let bytes: Int64?
    /// What goes earlier; the first rule that matches a key decides for it.
    package let rules: [RetentionRule]

    /// Keeps today and so many days before it, held between 1 and 36,500, and of these what the rules leave.
    ///
    /// Rules beyond the 64th are left out.
    package init(days: Int, bytes: Int64? = nil, rules: [RetentionRule] = []) {
        self.days = min(max(days, 1), 36_500)
        self.bytes = bytes.map { max($0, 0) }
        self.rules = Array(rules.prefix(Self.maximumRules))
    }

    /// The days that are over by their age, oldest first; today, yesterday and days to come never are.
    package func expired(_ days: some Sequence<CivilDay>, now: WallTime) -> [CivilDay] {
        let today = CivilDay(now)
        return days.filter { $0.number < today.number - self.days }.sorted()
    }

    /// The days that rules may look into: closed, and not over by their age.
    package func trimmable(_ days: some Sequence<CivilDay>, now: WallTime) -> [CivilDay] {
        let over = Set(expired(days, now: now))
        return days.filter { isClosed($0, now: now) && !over.contains($0) }.sorted()
    }

    /// Everything that is over, as a list of things to do, oldest day first.
    ///
    /// By age first; then by the room that is left to take, the oldest day first and never one that may still gain
    /// rows; then by the rules, in the days that stay.
    package func plan(_ stored: [StoredDay], now: WallTime) -> RetentionPlan {
        var actions: [RetentionAction] = []
        let over = Set(expired(stored.map(\.day), now: now))
        var left: [StoredDay] = []
        for day in stored.sorted(by: { $0.day < $1.day }) {
            if over.contains(day.day) {
                actions.append(RetentionAction(day: day.day, kind: .delete(.age), rows: day.rows, bytes: day.bytes))
            } else {
                left.append(day)
            }
        }
        actions += overflowing(&left, now: now)
        for day in left where isClosed(day.day, now: now) { actions += trims(day, now: now) }
        return RetentionPlan(actions: actions, bytes: stored.reduce(0) { Self.sum($0, $1.bytes) })
    }

    /// Takes the oldest days out of `left` until the others have room.
    private func overflowing(_ left: inout [StoredDay], now: WallTime) -> [RetentionAction] {
        guard let bytes else { return [] }
        var total = left.reduce(0) { Self.sum($0, $1.bytes) }
        var actions: [RetentionAction] = []
        while total > bytes, let oldest = left.first, isClosed(oldest.day, now: now) {
            actions.append(
                RetentionAction(day: oldest.day, kind: .delete(.size), rows: oldest.rows, bytes: oldest.bytes)
            )
            total -= oldest.bytes
            left.removeFirst()
        }
        return actions
    }

    /// What the rules take from a closed day.
    private func trims(_ day: StoredDay, now: WallTime) -> [RetentionAction] {
        let age = CivilDay(now).number - day.day.number
        return day.keys.compactMap { key in
            guard let rule = rules.first(where: { $0.matches(key.name ?? "") }), age > rule.days else { return nil }
            let rows = rule.keeps == .metadata ? key.talks : key.rows
            guard rows > 0 else { return nil }
            // What a row takes is known only on average.
            let share = day.rows > 0 ? Double(rows) / Double(day.rows) : 0
            return RetentionAction(
                day: day.day,
                kind: .trim(key: key.name, keeps: rule.keeps),
                rows: rows,
                bytes: Int64(Double(day.bytes) * min(share, 1))
            )
        }
    }

    /// True when no exchange that runs can still belong to the day.
    private func isClosed(_ day: CivilDay, now: WallTime) -> Bool {
        day < CivilDay(now + (.zero - Self.settling))
    }

    private static func sum(_ one: Int64, _ other: Int64) -> Int64 {
        let (sum, isTooMuch) = one.addingReportingOverflow(other)
        return isTooMuch ? .max : sum
    }
}
