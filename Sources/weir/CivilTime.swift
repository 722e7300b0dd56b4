import Exchange

/// UTC dates and times for people, computed without time zones.
///
/// Proleptic Gregorian calendar, by Howard Hinnant's days_from_civil algorithm.
enum CivilTime {
    /// `2026-11-23 12:03:41Z`.
    static func text(_ wall: WallTime) -> String {
        let (year, month, day, seconds) = parts(wall)
        return "\(year)-\(two(month))-\(two(day)) \(clock(seconds))Z"
    }

    /// `12:03:41.207`.
    static func clock(_ wall: WallTime) -> String {
        let milliseconds = (wall.milliseconds % 1_000 + 1_000) % 1_000
        let padded = String(milliseconds + 1_000).dropFirst()
        return "\(clock(parts(wall).seconds)).\(padded)"
    }

    private static func clock(_ seconds: Int64) -> String {
        "\(two(seconds / 3_600)):\(two(seconds / 60 % 60)):\(two(seconds % 60))"
    }

    private static func two(_ value: Int64) -> String { value < 10 ? "0\(value)" : "\(value)" }

    private static func parts(_ wall: WallTime) -> (year: Int64, month: Int64, day: Int64, seconds: Int64) {
        var days = wall.seconds / 86_400
        var seconds = wall.seconds % 86_400
        if seconds < 0 {
            seconds += 86_400
            days -= 1
        }
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day, seconds)
    }
}
