import Exchange
import Storage

/// The attempts of an exchange, each drawn from its start to its end along the whole time.
///
/// `·` is before and after, `╌` the pause before it, `─` the making of the connection, `░` the wait for the answer's
/// head, `▒` the wait for the first token, `█` the answer. One too short to be seen has a `█` where it began.
struct Waterfall {
    private static let width: Int64 = 40
    private static let longest: Int64 = 1 << 50

    let row: HistoryRow
    let attempts: [HistoryAttempt]
    let paint: Paint

    /// The lines: one for the whole and one for each attempt.
    var lines: [String] {
        let total = min(max(row.integer(.totalUs) ?? 0, 1), Self.longest)
        let whole = "  total      \(String(repeating: "█", count: Int(Self.width)))  \(span(total))"
        let ownWork = row.integer(.overheadUs).map { "  weir itself \(span($0))" } ?? ""
        return [whole + ownWork] + attempts.enumerated().map { line($0.offset + 1, $0.element, of: total) }
    }

    private func line(_ number: Int, _ attempt: HistoryAttempt, of total: Int64) -> String {
        let label = "attempt \(number)".padding(to: 11)
        let error = text(attempt["error_type"])
        let result = error.isEmpty ? text(attempt["status"]) : "\(text(attempt["status"])) \(error)"
        let names = [text(attempt["provider"]), text(attempt["upstream"])]
        let place = names[0] == names[1] ? names[0] : names.joined(separator: "/")
        let bar = paint(error.isEmpty ? .good : .bad, bar(attempt, of: total))
        let length = integer(attempt, "total_us").map(span) ?? "not ended"
        return "  \(label)\(bar)  \(place)  \(text(attempt["model"]))  \(result)  \(length)" + details(attempt)
    }

    private func bar(_ attempt: HistoryAttempt, of total: Int64) -> String {
        let marks = marks(attempt, of: total)
        let start = marks.first { $0.sign == "╌" }?.end ?? 0
        let place = min(start * Self.width / total, Self.width - 1)
        return String(
            (0..<Self.width).map { column in
                // The middle of the column decides, so that what is short shows where it takes most of one.
                let time = (2 * column + 1) * total / (2 * Self.width)
                let sign = marks.first { time < $0.end }?.sign ?? "·"
                return column == place && (sign == "·" || sign == "╌") ? "█" : sign
            }
        )
    }

    /// The signs, each with the time up to which it is drawn; what never came lasts to the end.
    private func marks(_ attempt: HistoryAttempt, of total: Int64) -> [(end: Int64, sign: Character)] {
        let start = time(attempt, "started_us") ?? 0
        let end = time(attempt, "total_us").map { start + $0 } ?? total
        let connection = ["pool_wait_us", "dns_us", "connect_us", "tls_us"].reduce(start) { sum, column in
            sum + (time(attempt, column) ?? 0)
        }
        let sent = time(attempt, "send_us").map { connection + $0 } ?? end
        let head = time(attempt, "wait_us").map { sent + $0 } ?? end
        let first = time(attempt, "first_token_us").map { sent + $0 } ?? head
        let pause = max(start - (time(attempt, "backoff_us") ?? 0), 0)
        return [(pause, "·"), (start, "╌"), (sent, "─"), (head, "░"), (first, "▒"), (end, "█")]
    }

    /// A time within bounds, so that no sum of them overflows, whatever a file says.
    private func time(_ attempt: HistoryAttempt, _ column: String) -> Int64? {
        integer(attempt, column).map { min(max($0, 0), Self.longest) }
    }

    /// Why it was made, the pause before it where there was one, how long its parts took, and what it may cost besides.
    private func details(_ attempt: HistoryAttempt) -> String {
        let why = [text(attempt["reason"]), integer(attempt, "probe") == 1 ? "probe" : ""].filter { !$0.isEmpty }
        let pause = integer(attempt, "backoff_us").flatMap { $0 > 0 ? part("paused", $0) : nil }
        let names = [
            ("connect", "connect_us"), ("tls", "tls_us"), ("wait", "wait_us"), ("ttft", "first_token_us"),
            ("asked to wait", "retry_after_us"),
        ]
        let times = names.compactMap { name, column in integer(attempt, column).map { part(name, $0) } }
        let cost = integer(attempt, "estimated_cost_nanousd").map {
            "\(paint(.faint, "given up, may cost")) \(LogWords.money($0))"
        }
        let parts = why + [pause].compactMap(\.self) + times + [cost].compactMap(\.self)
        return parts.isEmpty ? "" : "  " + parts.joined(separator: " ")
    }

    private func part(_ name: String, _ microseconds: Int64) -> String {
        "\(paint(.faint, name)) \(span(microseconds))"
    }

    private func integer(_ attempt: HistoryAttempt, _ column: String) -> Int64? {
        guard case .integer(let number) = attempt[column] else { return nil }
        return number
    }

    private func text(_ value: HistoryValue) -> String {
        LogWords.text(value).split(separator: "\n").joined(separator: "·")
    }

    private func span(_ microseconds: Int64) -> String { LogWords.span(.microseconds(microseconds)) }
}

extension String {
    /// With blanks behind it, up to a width.
    fileprivate func padding(to width: Int) -> String { self + String(repeating: " ", count: max(width - count, 0)) }
}
