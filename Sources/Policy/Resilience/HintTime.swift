import Exchange

/// Reads the times in a provider's header: strictly, bounded, and nil for whatever is not well-formed.
enum HintTime {
    /// The longest text that is looked at, in bytes.
    private static let longestText = 64

    /// A point in civil time that cannot overflow, whatever year it names.
    struct Instant: Hashable {
        let seconds: Int64
        let nanoseconds: Int64

        init(seconds: Int64, nanoseconds: Int64) {
            self.seconds = seconds
            self.nanoseconds = nanoseconds
        }

        init(_ wall: WallTime) {
            self.init(seconds: wall.seconds, nanoseconds: wall.nanoseconds % 1_000_000_000)
        }

        /// How long after `earlier` it lies, at most the longest wait there is; nil when it lies before.
        func time(after earlier: Instant) -> Duration? {
            let (gap, isTooMuch) = seconds.subtractingReportingOverflow(earlier.seconds)
            if isTooMuch { return nil }
            let time = Duration.seconds(gap) + .nanoseconds(nanoseconds - earlier.nanoseconds)
            return time < .zero ? nil : min(time, RetryHint.longest)
        }
    }

    /// The text without the blanks and tabs around it.
    static func trimmed(_ text: String) -> String {
        let bytes = text.utf8.drop { $0 == 0x20 || $0 == 0x09 }
        let end = bytes.lastIndex { $0 != 0x20 && $0 != 0x09 }
        return end.map { String(bytes[...$0]) ?? "" } ?? ""
    }

    /// A number of seconds, such as `20` or `0.5`.
    static func seconds(_ text: String) -> Duration? { number(text, unit: 1_000_000_000) }

    /// A number of milliseconds, such as `1500` or `20.5`.
    static func milliseconds(_ text: String) -> Duration? { number(text, unit: 1_000_000) }

    /// Seconds, or numbers with their units, such as `1s`, `6m0s`, `120ms` or `1h2m3.4s5ms`.
    static func duration(_ text: String) -> Duration? {
        if let seconds = seconds(text) { return seconds }
        var rest = bytes(text)[...]
        guard !rest.isEmpty else { return nil }
        var total: Int64 = 0
        while !rest.isEmpty {
            let number = rest.prefix { isDigit($0) || $0 == UInt8(ascii: ".") }
            rest = rest[number.endIndex...]
            let unit = rest.prefix { !isDigit($0) }
            rest = rest[unit.endIndex...]
            guard let scale = scale(unit), let part = amount(number, unit: scale) else { return nil }
            total = min(total + part, bound)
        }
        return .nanoseconds(total)
    }

    /// A date of HTTP in the one form that may be sent: `Sun, 06 Nov 1994 08:49:37 GMT`.
    static func date(_ text: String) -> Instant? {
        let bytes = bytes(text)
        guard bytes.count == 29, bytes[3...4].elementsEqual(", ".utf8), bytes[7] == 0x20, bytes[11] == 0x20,
            bytes[16] == 0x20, bytes[25...].elementsEqual(" GMT".utf8), weekdays.contains(word(bytes[0..<3])),
            let month = months.firstIndex(of: word(bytes[8..<11])), let second = clock(bytes[17..<25]),
            let day = CivilDay("\(word(bytes[12..<16]))-\(month < 9 ? "0" : "")\(month + 1)-\(word(bytes[5..<7]))")
        else { return nil }
        return Instant(seconds: Int64(day.number) * 86_400 + second, nanoseconds: 0)
    }

    /// A time of RFC 3339 in UTC, such as `2026-11-23T10:11:12.5Z`.
    static func timestamp(_ text: String) -> Instant? {
        let bytes = bytes(text)
        guard bytes.count >= 20, bytes[10] | 0x20 == UInt8(ascii: "t"), let day = CivilDay(word(bytes[0..<10])),
            let second = clock(bytes[11..<19])
        else { return nil }
        var rest = bytes[19...]
        var nanoseconds: Int64 = 0
        if rest.first == UInt8(ascii: ".") {
            let fraction = rest.dropFirst().prefix(while: isDigit)
            guard let part = amount([UInt8(ascii: "0")] + rest.prefix(fraction.count + 1), unit: 1_000_000_000) else {
                return nil
            }
            nanoseconds = part
            rest = rest[fraction.endIndex...]
        }
        guard ["Z", "z", "+00:00", "-00:00"].contains(word(rest)) else { return nil }
        return Instant(seconds: Int64(day.number) * 86_400 + second, nanoseconds: nanoseconds)
    }

    // MARK: Pieces

    private static let weekdays = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    private static let bound = RetryHint.longest.inNanoseconds

    private static func bytes(_ text: String) -> [UInt8] {
        let bytes = Array(trimmed(text).utf8)
        return bytes.count <= longestText ? bytes : []
    }

    private static func word(_ bytes: ArraySlice<UInt8>) -> String { String(decoding: bytes, as: UTF8.self) }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

    private static func number(_ text: String, unit: Int64) -> Duration? {
        amount(bytes(text)[...], unit: unit).map { .nanoseconds($0) }
    }

    /// Digits, and a fraction if there is one, in nanoseconds and at most `bound`.
    private static func amount(_ text: ArraySlice<UInt8>, unit: Int64) -> Int64? {
        let whole = text.prefix(while: isDigit)
        var rest = text[whole.endIndex...]
        guard !whole.isEmpty else { return nil }
        var fraction: Int64 = 0
        if let point = rest.popFirst() {
            guard point == UInt8(ascii: "."), !rest.isEmpty, rest.allSatisfy(isDigit) else { return nil }
            var place: Int64 = 100_000_000
            for digit in rest {
                fraction += Int64(digit - 0x30) * place
                place /= 10
            }
        }
        let part = unit >= 1_000_000_000 ? fraction * (unit / 1_000_000_000) : fraction * unit / 1_000_000_000
        var units: Int64 = 0
        for digit in whole { units = min(units * 10 + Int64(digit - 0x30), bound) }
        let (product, isTooMuch) = units.multipliedReportingOverflow(by: unit)
        return isTooMuch ? bound : min(min(product, bound) + part, bound)
    }

    private static func scale(_ unit: ArraySlice<UInt8>) -> Int64? {
        switch word(unit) {
        case "ns": 1
        case "us", "µs": 1_000
        case "ms": 1_000_000
        case "s": 1_000_000_000
        case "m": 60_000_000_000
        case "h": 3_600_000_000_000
        case "d": 86_400_000_000_000
        default: nil
        }
    }

    /// `HH:MM:SS` in seconds; a leap second counts as one more.
    private static func clock(_ text: ArraySlice<UInt8>) -> Int64? {
        let fields = text.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        guard fields.map(\.count) == [2, 2, 2], fields.allSatisfy({ $0.allSatisfy(isDigit) }) else { return nil }
        let parts = fields.map { $0.reduce(0) { $0 * 10 + Int64($1 - 0x30) } }
        guard parts[0] < 24, parts[1] < 60, parts[2] <= 60 else { return nil }
        return parts[0] * 3_600 + parts[1] * 60 + parts[2]
    }
}
