import Exchange

/// Reads one value of a field.
struct LiteralText {
    let field: FieldName
    let now: WallTime

    /// Reads a value by the field's kind.
    func read(_ text: String) throws(ValueProblem) -> Literal {
        switch field.facts.kind {
        case .time: try time(text)
        case .status: try status(text)
        case .word(let words): try word(text, among: words)
        case .text, .words, .reserved: Literal(text: text, meaning: .value(.text(text)))
        case .identifier: try identifier(text)
        case .count: try count(text)
        case .duration: try duration(text)
        case .rate: try rate(text)
        case .money: try money(text)
        case .flag: try flag(text)
        }
    }

    private func number(_ text: String, _ value: Int64) -> Literal { Literal(text: text, meaning: .value(.int(value))) }

    private func time(_ text: String) throws(ValueProblem) -> Literal {
        if let instant = RelativeTime.read(text, now: now) { return number(text, instant) }
        if let span = TimeText.read(text) { return Literal(text: text, meaning: .span(span)) }
        throw ValueProblem(
            .badValue,
            "a time is like `-1h`, `-7d`, `2026-11-23` or `2026-11-23T10:00:00Z`",
            suggestion: RelativeTime.isOne("-" + text) ? "-" + text : nil
        )
    }

    private func status(_ text: String) throws(ValueProblem) -> Literal {
        let lower = text.asciiLowercased
        if lower.utf8.count == 3, lower.hasSuffix("xx"), let digit = Int64(lower.prefix(1)), 1...5 ~= digit {
            return Literal(text: lower, meaning: .span(digit * 100..<digit * 100 + 100))
        }
        if text.utf8.count == 3, text.utf8.allSatisfy(isDigit), let status = Int64(text) { return number(text, status) }
        if text == "0" { return number(text, 0) }
        throw ValueProblem(.badValue, "a status is like `429` or `5xx`")
    }

    private func word(_ text: String, among words: [String]) throws(ValueProblem) -> Literal {
        if words.contains(text) { return Literal(text: text, meaning: .value(.text(text))) }
        let lower = text.asciiLowercased
        let nearest = words.first { $0.asciiLowercased == lower } ?? Spelling.nearest(to: lower, among: words)
        throw ValueProblem(.badValue, "`\(field)` has no such value", suggestion: nearest)
    }

    private func identifier(_ text: String) throws(ValueProblem) -> Literal {
        guard field.field == .trace else { return Literal(text: text, meaning: .value(.text(text))) }
        let lower = text.asciiLowercased
        let isHex = lower.utf8.count == 32 && lower.utf8.allSatisfy { isDigit($0) || (0x61...0x66).contains($0) }
        guard isHex else { throw ValueProblem(.badValue, "a trace's id is 32 hex digits") }
        return Literal(text: lower, meaning: .value(.text(lower)))
    }

    private func count(_ text: String) throws(ValueProblem) -> Literal {
        let units: [(String, Int64)] = [("k", 1_000), ("K", 1_000), ("M", 1_000_000), ("", 1)]
        guard let value = Decimal.read(text, units: units) else {
            throw ValueProblem(.badValue, "`\(field)` is a whole number, like `12`, `1.5k` or `2M`")
        }
        return number(text, value)
    }

    private func duration(_ text: String) throws(ValueProblem) -> Literal {
        guard let value = Decimal.read(text, units: Self.durations) else {
            let isBare = Decimal.read(text, units: [("", 1_000)]) != nil
            throw ValueProblem(
                .badValue,
                isBare ? "a duration needs a unit" : "a duration is like `250ms`, `2s`, `1.5m` or `1h`",
                suggestion: isBare ? "\(text)s" : nil
            )
        }
        return number(text, value)
    }

    private static let durations: [(String, Int64)] = [
        ("us", 1), ("ms", 1_000), ("s", 1_000_000), ("m", 60_000_000), ("h", 3_600_000_000),
    ]

    private func rate(_ text: String) throws(ValueProblem) -> Literal {
        guard let value = Decimal.read(text, units: [("k", 1_000_000), ("", 1_000)]) else {
            throw ValueProblem(.badValue, "`\(field)` is a number, like `40` or `12.5`")
        }
        return Literal(text: text, meaning: .value(.real(Double(value) / 1_000)))
    }

    private func money(_ text: String) throws(ValueProblem) -> Literal {
        let amount = text.hasPrefix("$") ? String(text.dropFirst()) : text
        guard let value = Decimal.read(amount, units: [("", 1_000_000_000)]) else {
            throw ValueProblem(.badValue, "an amount is like `$0.02`, in USD with at most nine decimals")
        }
        return number("$" + amount, value)
    }

    private func flag(_ text: String) throws(ValueProblem) -> Literal {
        switch text {
        case "true": return number(text, 1)
        case "false": return number(text, 0)
        default: break
        }
        let suggestion: String? =
            switch text.asciiLowercased {
            case "true", "yes", "y", "1", "on": "true"
            case "false", "no", "n", "0", "off": "false"
            default: nil
            }
        throw ValueProblem(.badValue, "`\(field)` is `true` or `false`", suggestion: suggestion)
    }

    private func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
}
