/// How one kind of scalar is read, shown and described.
struct ScalarForm<Value>: Sendable {
    let shape: KeyRow.Shape
    /// A value as it could be written; empty to take the default.
    var example = ""
    /// The value, or nil after an error.
    let read: @Sendable (Entry, inout Reading) -> Value?
    /// The value as it would be written; empty for none.
    let show: @Sendable (Value) -> String
}

extension ScalarForm where Value == Bool {
    static var boolean: ScalarForm {
        ScalarForm(
            shape: .boolean,
            read: { entry, reading in
                guard let value = reading.scalar(entry, "must be true or false") else { return nil }
                if case .scalar(let text, isQuoted: false) = value.content, text == "true" || text == "false" {
                    return text == "true"
                }
                reading.error(entry, "must be true or false, not \(value.kindInWords)")
                return nil
            },
            show: { String($0) }
        )
    }
}

extension ScalarForm where Value == Int {
    static func integer(_ range: ClosedRange<Int>) -> ScalarForm {
        let expected = "must be a whole number from \(range.lowerBound) to \(range.upperBound)"
        return ScalarForm(
            shape: .integer(range),
            read: { entry, reading in
                guard let value = reading.scalar(entry, expected) else { return nil }
                if let number = Number.thousandths(value), number % 1_000 == 0, range.contains(number / 1_000) {
                    return number / 1_000
                }
                reading.error(entry, expected + Number.found(value))
                return nil
            },
            show: { String($0) }
        )
    }
}

extension ScalarForm where Value == Duration {
    /// Seconds; the range counts milliseconds.
    static func seconds(_ range: ClosedRange<Int>) -> ScalarForm {
        let bounds = "\(Number.shown(thousandths: range.lowerBound)) to \(Number.shown(thousandths: range.upperBound))"
        let expected = "must be a number of seconds from \(bounds), with at most three decimals"
        return ScalarForm(
            shape: .seconds(range),
            read: { entry, reading in
                guard let value = reading.scalar(entry, expected) else { return nil }
                if let number = Number.thousandths(value), range.contains(number) { return .milliseconds(number) }
                reading.error(entry, expected + Number.found(value))
                return nil
            },
            show: { duration in
                let (seconds, attoseconds) = duration.components
                return Number.shown(thousandths: Int(seconds) * 1_000 + Int(attoseconds / 1_000_000_000_000_000))
            }
        )
    }
}

extension ScalarForm where Value: RawRepresentable<String> & CaseIterable & SendableMetatype {
    static func choice() -> ScalarForm {
        let words = Value.allCases.map(\.rawValue)
        let expected = "must be one of \(words.joined(separator: ", "))"
        return ScalarForm(
            shape: .choice(words),
            read: { entry, reading in
                guard let text = reading.text(entry, expected) else { return nil }
                if let choice = Value(rawValue: text) { return choice }
                reading.error(entry, expected + Words.suggestion(for: text, in: words))
                return nil
            },
            show: { $0.rawValue }
        )
    }
}

/// Decimal numbers as the file may hold them: no sign but minus, no exponent, no leading zero.
enum Number {
    /// The number times 1000; nil for anything else, such as more than 15 digits or three decimals.
    static func thousandths(_ value: Value) -> Int? {
        guard case .scalar(let text, isQuoted: false) = value.content else { return nil }
        let isNegative = text.hasPrefix("-")
        let parts = text.dropFirst(isNegative ? 1 : 0).split(separator: ".", omittingEmptySubsequences: false)
        guard let whole = parts.first, parts.count <= 2, areDigits(whole, 1...15),
            whole == "0" || !whole.hasPrefix("0")
        else { return nil }
        let decimals = parts.count == 2 ? parts[1] : "0"
        guard areDigits(decimals, 1...3), let left = Int(whole),
            let right = Int(decimals + String(repeating: "0", count: 3 - decimals.utf8.count))
        else { return nil }
        let number = left * 1_000 + right
        return isNegative ? -number : number
    }

    private static func areDigits(_ text: Substring, _ count: ClosedRange<Int>) -> Bool {
        count.contains(text.utf8.count) && text.utf8.allSatisfy { (0x30...0x39).contains($0) }
    }

    /// What was found instead of a number, or nothing when it was one.
    static func found(_ value: Value) -> String {
        guard thousandths(value) == nil else { return "" }
        guard case .scalar(let text, isQuoted: false) = value.content, let first = text.utf8.first,
            (0x30...0x39).contains(first)
        else { return ", not \(value.kindInWords)" }
        let hasUnit = text.last?.isLetter == true && Double(text) == nil
        return hasUnit ? ", written without a unit" : ", in plain decimal digits"
    }

    /// A number of thousandths with as many decimals as it needs.
    static func shown(thousandths number: Int) -> String {
        guard number % 1_000 != 0 else { return String(number / 1_000) }
        var decimals = String(number % 1_000 + 1_000).dropFirst()
        while decimals.last == "0" { decimals.removeLast() }
        return "\(number / 1_000).\(decimals)"
    }
}
