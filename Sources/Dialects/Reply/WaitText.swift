/// Reads how long to wait from the words of an error, in one pass over at most a few hundred bytes.
enum WaitText {
    /// The longest wait that is told; a longer one becomes this one.
    static let longest = Duration.seconds(7 * 86_400)

    /// The time that `text` begins with, such as `34s`, `48.939s`, `6m0s`, `1h2m3.4s`, `20ms` or `33 seconds`.
    static func duration(_ text: UnsafeRawBufferPointer) -> Duration? {
        var at = 0
        var total: Int64 = 0
        var isFound = false
        while let part = part(text, &at) {
            total = total.addingSaturated(part)
            isFound = true
        }
        return isFound ? min(.nanoseconds(total), longest) : nil
    }

    /// The time behind `try again in`, `retry in` or `retry after` in a message; nil where it says none.
    static func hint(_ message: UnsafeRawBufferPointer) -> Duration? {
        for at in message.indices {
            for phrase in [again, retryIn, retryAfter] where message.says(phrase, at: at) {
                let rest = message.part(at + phrase.utf8CodeUnitCount..<message.count)
                if let wait = duration(rest) { return wait }
            }
        }
        return nil
    }

    private static var again: StaticString { "try again in " }
    private static var retryIn: StaticString { "retry in " }
    private static var retryAfter: StaticString { "retry after " }

    /// A number and its unit, in nanoseconds; nil when there is none at `at`, which else moves behind both.
    private static func part(_ text: UnsafeRawBufferPointer, _ at: inout Int) -> Int64? {
        var next = at
        while next < text.count, JSONByte.isDigit(text[next]) || text[next] == UInt8(ascii: ".") { next += 1 }
        // A message may end its sentence right behind a number.
        guard next > at, let billionths = JSONNumber.billionths(text.part(at..<next)) else { return nil }
        if next < text.count, text[next] == 0x20 { next += 1 }
        let start = next
        while next < text.count, text[next] | 0x20 >= 0x61, text[next] | 0x20 <= 0x7A { next += 1 }
        guard let scale = scale(text.part(start..<next)) else { return nil }
        at = next
        if scale < 0 { return billionths / -scale }
        let (product, isTooMuch) = billionths.multipliedReportingOverflow(by: scale)
        return isTooMuch ? .max : product
    }

    /// How many seconds the unit has; below 0 how many of it a second has.
    private static func scale(_ unit: UnsafeRawBufferPointer) -> Int64? {
        switch JSONKey(bytes: unit) {
        case "s", "sec", "secs", "second", "seconds": 1
        case "ms", "millisecond", "milliseconds": -1_000
        case "us", "microseconds": -1_000_000
        case "ns", "nanoseconds": -1_000_000_000
        case "m", "min", "mins", "minute", "minutes": 60
        case "h", "hr", "hour", "hours": 3_600
        case "d", "day", "days": 86_400
        default: nil
        }
    }
}

extension UnsafeRawBufferPointer {
    /// True when `phrase`, which is in lower case, stands at `start` in whatever case.
    fileprivate func says(_ phrase: StaticString, at start: Int) -> Bool {
        let count = phrase.utf8CodeUnitCount
        guard start + count <= self.count, self[start] | 0x20 == phrase.utf8Start[0] else { return false }
        return (0..<count).allSatisfy { self[start + $0] | 0x20 == phrase.utf8Start[$0] }
    }
}
