/// Reads the numbers of JSON as counts.
enum JSONNumber {
    /// The largest whole number that every JSON reader keeps exactly: 2^53.
    static let largestExact: Int64 = 1 << 53

    /// The whole number that `text` writes, or nil when it is none or is beyond 2^53 either way.
    ///
    /// `12`, `12.0` and `1.2e1` are the same number.
    static func whole(_ text: UnsafeRawBufferPointer) -> Int64? {
        guard let first = text.first else { return nil }
        let isNegative = first == JSONByte.minus
        let start = isNegative ? 1 : 0
        guard text.count > start else { return nil }
        var value: Int64 = 0
        for at in start..<text.count {
            guard JSONByte.isDigit(text[at]), value <= largestExact else { return rounded(text) }
            value = value * 10 + Int64(text[at] - 0x30)
        }
        guard value <= largestExact else { return nil }
        return isNegative ? -value : value
    }

    /// The count that `text` writes: as `whole`, but never below 0.
    static func count(_ text: UnsafeRawBufferPointer) -> Int64? {
        guard let value = whole(text), value >= 0 else { return nil }
        return value
    }

    private static func rounded(_ text: UnsafeRawBufferPointer) -> Int64? {
        guard text.count <= 64, let value = Double(String(decoding: text, as: UTF8.self)) else { return nil }
        guard value.magnitude <= Double(largestExact), value.rounded() == value else { return nil }
        return Int64(value)
    }

    /// The number that `text` writes, in billionths, or nil when it is none, below 0 or too large.
    ///
    /// Exact, whatever form the number has; what lies behind the ninth place is rounded, a half upwards.
    static func billionths(_ text: UnsafeRawBufferPointer) -> Int64? {
        guard text.count <= 64, let exponentAt = decimalEnd(text), let exponent = exponent(text, from: exponentAt)
        else {
            return nil
        }
        let point = text.firstIndex(of: UInt8(ascii: ".")) ?? exponentAt
        // The digit at the ninth place behind the point, once the exponent has moved it.
        let places = point + exponent + 9
        var value: Int64 = 0
        var place = 0
        var at = 0
        while at < exponentAt || place < places, place <= places {
            if at == point, at < exponentAt { at += 1 }
            let digit = at < exponentAt ? Int64(text[at] - 0x30) : 0
            if place == places { return digit >= 5 ? value.addingSaturated(1) : value }
            let (tens, isTooMuch) = value.multipliedReportingOverflow(by: 10)
            let (sum, isMore) = tens.addingReportingOverflow(digit)
            if isTooMuch || isMore { return nil }
            value = sum
            place += 1
            at += 1
        }
        return value
    }

    /// A tenth of the count, a half rounded upwards.
    static func tenths(_ count: Int64) -> Int64 {
        count / 10 + (count % 10 >= 5 ? 1 : 0)
    }

    /// Where the digits and the point end; nil when they are none, or not in the order of a decimal number.
    private static func decimalEnd(_ text: UnsafeRawBufferPointer) -> Int? {
        var points = 0
        var digits = 0
        for (at, byte) in text.enumerated() {
            if JSONByte.isDigit(byte) {
                digits += 1
            } else if byte == UInt8(ascii: "."), digits > 0, points == 0 {
                points += 1
            } else if byte | 0x20 == UInt8(ascii: "e"), digits > 0 {
                return at
            } else {
                return nil
            }
        }
        return digits > 0 ? text.count : nil
    }

    /// The exponent, whose letter stands at `start`; nil when it is none or too large for any use.
    private static func exponent(_ text: UnsafeRawBufferPointer, from start: Int) -> Int? {
        guard start < text.count else { return 0 }
        var at = start + 1
        guard at < text.count else { return nil }
        let isNegative = text[at] == JSONByte.minus
        if isNegative || text[at] == UInt8(ascii: "+") { at += 1 }
        guard at < text.count, text.count - at <= 3 else { return nil }
        var value = 0
        for byte in text.part(at..<text.count) {
            guard JSONByte.isDigit(byte) else { return nil }
            value = value * 10 + Int(byte - 0x30)
        }
        return isNegative ? -value : value
    }
}
