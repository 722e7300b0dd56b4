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
}
