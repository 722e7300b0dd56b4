import Exchange
import Storage

/// The attempts of an exchange, each drawn from its start to its end along the whole time.
///
/// `·` is before and after, `─` the making of the connection, `░` the wait for the answer's head, `▒` the wait for the
/// first token, `█` the answer.
struct Waterfall {
    private static let width: Int64 = 40

    let row: HistoryRow
    let attempts: [HistoryAttempt]
    let paint: Paint

    /// The lines: one for the whole and one for each attempt.
    var lines: [String] {
        let total = max(row.integer(.totalUs) ?? 0, 1)
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
        let start = max((integer(attempt, "started_us") ?? 0) - (row.integer(.startedUs) ?? 0), 0)
        let connection = ["pool_wait_us", "dns_us", "connect_us", "tls_us", "send_us"]
        let sent = start + connection.reduce(0) { $0 + (integer(attempt, $1) ?? 0) }
        let head = sent + (integer(attempt, "wait_us") ?? 0)
        let first = start + (integer(attempt, "first_token_us") ?? head - start)
        let end = start + (integer(attempt, "total_us") ?? total - start)
        let marks: [(Int64, Character)] = [(start, "·"), (sent, "─"), (head, "░"), (first, "▒"), (end, "█")]
        return String(
            (0..<Self.width).map { column in
                // The middle of the column decides, so that what is short shows where it takes most of one.
                let time = (2 * column + 1) * total / (2 * Self.width)
                return marks.first { time < $0.0 }?.1 ?? "·"
            }
        )
    }

    /// Why it was made, the pause before it where there was one, and how long its parts took.
    private func details(_ attempt: HistoryAttempt) -> String {
        let why = [text(attempt["reason"]), integer(attempt, "probe") == 1 ? "probe" : ""].filter { !$0.isEmpty }
        let pause = integer(attempt, "backoff_us").flatMap { $0 > 0 ? part("paused", $0) : nil }
        let names = [
            ("connect", "connect_us"), ("tls", "tls_us"), ("wait", "wait_us"), ("ttft", "first_token_us"),
            ("asked to wait", "retry_after_us"),
        ]
        let times = names.compactMap { name, column in integer(attempt, column).map { part(name, $0) } }
        let parts = why + [pause].compactMap(\.self) + times
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
