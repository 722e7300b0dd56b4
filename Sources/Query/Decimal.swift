/// Decimal numbers with a unit behind them, read without rounding.
enum Decimal {
    /// The number in the smallest unit: `1.5k` with `k` = 1,000 is 1,500.
    ///
    /// Nil for what is no such number, what is too large, and what has a part smaller than one. Of the units, the first
    /// that fits counts; only digits, at most one point and the unit are read, at most 40 characters.
    static func read(_ text: String, units: [(suffix: String, size: Int64)]) -> Int64? {
        guard text.utf8.count <= 40 else { return nil }
        for (suffix, size) in units where text.hasSuffix(suffix) {
            let digits = text.utf8.dropLast(suffix.utf8.count)
            if let value = read(Array(digits), size: size) { return value }
        }
        return nil
    }

    private static func read(_ text: [UInt8], size: Int64) -> Int64? {
        let parts = text.split(separator: UInt8(ascii: "."), maxSplits: 1, omittingEmptySubsequences: false)
        guard let whole = parts.first, let high = number(whole) else { return nil }
        var (value, isTooLarge) = high.multipliedReportingOverflow(by: size)
        if isTooLarge { return nil }
        guard parts.count == 2 else { return value }
        guard !parts[1].isEmpty else { return nil }
        var unit = size
        for byte in parts[1] {
            guard let digit = digit(byte) else { return nil }
            if digit == 0, unit % 10 != 0 { continue }
            guard unit % 10 == 0 else { return nil }
            unit /= 10
            (value, isTooLarge) = value.addingReportingOverflow(digit * unit)
            if isTooLarge { return nil }
        }
        return value
    }

    private static func number(_ text: some Collection<UInt8>) -> Int64? {
        guard !text.isEmpty else { return nil }
        var number: Int64 = 0
        for byte in text {
            guard let digit = digit(byte) else { return nil }
            let (tenfold, isTooLarge) = number.multipliedReportingOverflow(by: 10)
            let (sum, isTooMuch) = tenfold.addingReportingOverflow(digit)
            if isTooLarge || isTooMuch { return nil }
            number = sum
        }
        return number
    }

    private static func digit(_ byte: UInt8) -> Int64? { (0x30...0x39).contains(byte) ? Int64(byte - 0x30) : nil }
}
