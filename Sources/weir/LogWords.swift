import Exchange
import Storage

/// Values of the history in the words of a terminal.
enum LogWords {
    /// `612.3ms` or `2.31s`.
    static func span(_ duration: Duration?) -> String {
        guard let duration else { return "-" }
        let milliseconds = duration.inMilliseconds
        if milliseconds < 1_000 { return "\(fixed(milliseconds, 10))ms" }
        return "\(fixed(milliseconds / 1_000, 100))s"
    }

    /// `$0.0004` with at most six decimals, `<$0.000001` below.
    static func money(_ nanoUSD: Int64?) -> String {
        guard let nanoUSD else { return "-" }
        if 1..<1_000 ~= nanoUSD { return "<$0.000001" }
        let micro = nanoUSD / 1_000
        let digits = String(micro % 1_000_000 + 1_000_000).dropFirst()
        let kept = max(2, 6 - digits.reversed().prefix { $0 == "0" }.count)
        return "$\(micro / 1_000_000).\(digits.prefix(kept))"
    }

    /// `1204`, `310k` or `1.2M`.
    static func count(_ number: Int64?) -> String {
        guard let number else { return "-" }
        if number < 10_000 { return "\(number)" }
        if number < 1_000_000 { return "\(number / 1_000)k" }
        return "\(fixed(Double(number) / 1e6, 10))M"
    }

    /// A share in percent.
    static func percent(_ share: Double) -> String { "\(fixed(share * 100, 10))" }

    /// A value as it is, control characters shown as dots.
    static func text(_ value: HistoryValue) -> String {
        switch value {
        case .null: ""
        case .integer(let number): "\(number)"
        case .text(let text): printable(text)
        }
    }

    /// Control characters could move a terminal's cursor or change its title; all but line ends are shown as dots.
    static func printable(_ text: String) -> String {
        String(
            String.UnicodeScalarView(
                text.unicodeScalars.map { scalar in
                    let isControl = scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
                    return isControl && scalar != "\n" ? "·" : scalar
                }
            )
        )
    }

    private static func fixed(_ value: Double, _ scale: Double) -> Double { (value * scale).rounded() / scale }
}
