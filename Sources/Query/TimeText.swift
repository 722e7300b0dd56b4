import Exchange

/// Times that count back from the present: `-90s`, `-30m`, `-1h`, `-7d`, `-2w`.
enum RelativeTime {
    private static let units: [(String, Int64)] = [
        ("s", 1_000_000), ("m", 60_000_000), ("h", 3_600_000_000), ("d", 86_400_000_000), ("w", 604_800_000_000),
    ]

    /// True when the text is such a time.
    static func isOne(_ text: String) -> Bool { back(text) != nil }

    /// The time in microseconds since 1970, not before it; nil for anything else.
    static func read(_ text: String, now: WallTime) -> Int64? {
        back(text).map { max(now.microseconds - $0, 0) }
    }

    private static func back(_ text: String) -> Int64? {
        guard text.hasPrefix("-"), let span = Decimal.read(String(text.dropFirst()), units: units),
            span <= 36_500 * 86_400_000_000
        else { return nil }
        return span
    }
}

/// Dates and RFC 3339 times; each means the whole span it names, in UTC where it names no zone.
enum TimeText {
    /// The microseconds that are meant: a day, a minute, a second, or the microsecond of a fraction; nil for no time.
    static func read(_ text: String) -> Range<Int64>? {
        var digits = TimeDigits(text)
        guard let day = day(&digits) else { return nil }
        if digits.isAtEnd { return span(day * 86_400, 86_400_000_000) }
        guard digits.take("T") || digits.take("t") || digits.take(" "), let hour = digits.number(2), digits.take(":"),
            let minute = digits.number(2), hour < 24, minute < 60
        else { return nil }
        var seconds = day * 86_400 + hour * 3_600 + minute * 60
        var length: Int64 = 60_000_000
        var fraction: Int64 = 0
        if digits.take(":") {
            guard let second = digits.number(2), second < 60 else { return nil }
            seconds += second
            length = 1_000_000
            if digits.take(".") {
                guard let microseconds = digits.fraction() else { return nil }
                fraction = microseconds
                length = 1
            }
        }
        guard let offset = digits.zone(), digits.isAtEnd else { return nil }
        return span(seconds - offset, length, fraction)
    }

    /// Days since 1970-01-01, after Howard Hinnant's days_from_civil; nil for days that do not exist.
    private static func day(_ digits: inout TimeDigits) -> Int64? {
        guard let year = digits.number(4), digits.take("-"), let month = digits.number(2), digits.take("-"),
            let day = digits.number(2), 1970...2200 ~= year, 1...12 ~= month, 1...31 ~= day
        else { return nil }
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        let lengths: [Int64] = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        guard day <= lengths[Int(month) - 1] else { return nil }
        let shifted = month <= 2 ? year - 1 : year
        let era = shifted / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    private static func span(_ seconds: Int64, _ length: Int64, _ fraction: Int64 = 0) -> Range<Int64> {
        let start = seconds * 1_000_000 + fraction
        return start..<start + length
    }
}

/// The text of a time while it is read.
private struct TimeDigits {
    private var rest: ArraySlice<UInt8>

    init(_ text: String) { rest = Array(text.utf8)[...] }

    var isAtEnd: Bool { rest.isEmpty }

    mutating func take(_ sign: Unicode.Scalar) -> Bool {
        guard let first = rest.first, UInt32(first) == sign.value else { return false }
        rest = rest.dropFirst()
        return true
    }

    mutating func number(_ count: Int) -> Int64? {
        let digits = rest.prefix(count)
        guard digits.count == count, digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        rest = rest.dropFirst(count)
        return digits.reduce(0) { $0 * 10 + Int64($1 - 0x30) }
    }

    /// 1 to 9 digits behind the point, in whole microseconds.
    mutating func fraction() -> Int64? {
        let digits = rest.prefix { (0x30...0x39).contains($0) }
        guard 1...9 ~= digits.count else { return nil }
        rest = rest.dropFirst(digits.count)
        let padded = digits.map { Int64($0 - 0x30) } + [Int64](repeating: 0, count: 6)
        return padded.prefix(6).reduce(0) { $0 * 10 + $1 }
    }

    /// Seconds ahead of UTC; nothing and `Z` are UTC itself.
    mutating func zone() -> Int64? {
        if isAtEnd || take("Z") || take("z") { return 0 }
        let isBehind = take("-")
        guard isBehind || take("+"), let hours = number(2), take(":"), let minutes = number(2), hours < 24, minutes < 60
        else { return nil }
        let offset = hours * 3_600 + minutes * 60
        return isBehind ? -offset : offset
    }
}
