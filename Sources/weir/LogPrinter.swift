import Dialects
import Exchange
import Policy
import Storage

/// Shows what the history says, for people or as JSON.
struct LogPrinter {
    let isJSON: Bool

    /// A table of exchanges.
    func list(_ rows: [HistoryRow]) {
        if isJSON {
            for row in rows { Terminal.show(Self.object(row).line) }
            return
        }
        var table = TextTable(["TIME", "STATUS", "OUTCOME", "MODEL", "PROVIDER", "KEY", "TOTAL", "TOKENS", "REQUEST"])
        for row in rows { table.add(Self.cells(row)) }
        Terminal.show(table.text)
    }

    /// One exchange as a line.
    func line(_ row: HistoryRow) {
        if isJSON { return Terminal.show(Self.object(row).line) }
        Terminal.show(Self.cells(row).joined(separator: "  "))
    }

    /// Everything about one exchange.
    func show(_ detail: HistoryDetail) {
        if isJSON { return Terminal.show(Self.object(detail).line) }
        for column in ExchangeColumn.allCases {
            let value = Self.text(detail.row[column])
            if !value.isEmpty { Terminal.show("\(column.name): \(value)") }
        }
        for attempt in detail.attempts {
            let facts = attempt.values.filter { $0.value != .null && $0.name != "request_id" }
            Terminal.show("attempt  " + facts.map { "\($0.name)=\(Self.text($0.value))" }.joined(separator: "  "))
        }
        if let system = detail.system { Terminal.show("[system]\n\(Self.words(system))") }
        for message in detail.messages { Terminal.show("[\(message.role)]\n\(Self.words(message))") }
        for answer in detail.answers { Terminal.show("[answer: \(answer.role)]\n\(Self.words(answer))") }
    }

    /// Messages in which a text was found.
    func hits(_ hits: [HistoryHit]) {
        for hit in hits {
            if isJSON {
                let members = [
                    JSONValue.Member("request_id", .string(hit.requestID)),
                    JSONValue.Member("day", .string(hit.day.description)),
                    JSONValue.Member("role", .string(hit.message.role)),
                    JSONValue.Member("text", .string(hit.message.text)),
                ]
                Terminal.show(JSONValue.object(members).line)
            } else {
                let words = Self.printable(hit.message.text).split(separator: "\n").joined(separator: " ")
                Terminal.show("\(hit.day)  \(hit.requestID)  \(hit.message.role): \(words.prefix(120))")
            }
        }
    }

    /// Sums over groups.
    func summary(_ summary: HistorySummary, by grouping: String) {
        if isJSON { return Terminal.show(Self.object(summary, by: grouping).line) }
        var table = TextTable([grouping.uppercased(), "REQ", "ERR%", "P50", "P95", "TTFT50", "TOK IN/OUT"])
        for group in summary.groups {
            table.add([
                group.name ?? "-", "\(group.count)", Self.percent(group.errorShare), Self.span(group.medianTotal),
                Self.span(group.slowTotal), Self.span(group.medianFirstToken),
                "\(group.inputTokens) / \(group.outputTokens)",
            ])
        }
        Terminal.show(table.text)
        if summary.isPartial { Terminal.say("not everything was read: narrow the time with --since") }
    }

    // MARK: words

    private static func cells(_ row: HistoryRow) -> [String] {
        let tokens = row.integer(.inputTokens).map { "\($0)→\(row.integer(.outputTokens) ?? 0)" } ?? "-"
        return [
            CivilTime.clock(row.started), "\(row.integer(.status) ?? 0)", outcome(row), row.text(.model) ?? "-",
            row.text(.provider) ?? "-", row.text(.keyName) ?? "-",
            span(row.integer(.totalUs).map { .microseconds($0) }), tokens, row.id,
        ]
    }

    private static func outcome(_ row: HistoryRow) -> String {
        let outcome = row.text(.outcome) ?? "-"
        return (row.text(.rejectionReason) ?? row.text(.errorType)).map { "\(outcome):\($0)" } ?? outcome
    }

    private static func span(_ duration: Duration?) -> String {
        guard let duration else { return "-" }
        let milliseconds = duration.inMilliseconds
        if milliseconds < 1_000 { return "\(fixed(milliseconds, 10))ms" }
        return "\(fixed(milliseconds / 1_000, 100))s"
    }

    private static func fixed(_ value: Double, _ scale: Double) -> Double { (value * scale).rounded() / scale }

    private static func percent(_ share: Double) -> String { "\(fixed(share * 100, 10))" }

    private static func text(_ value: HistoryValue) -> String {
        switch value {
        case .null: ""
        case .integer(let number): "\(number)"
        case .text(let text): printable(text)
        }
    }

    /// Control characters could move a terminal's cursor or change its title; all but line ends are shown as dots.
    private static func printable(_ text: String) -> String {
        String(
            String.UnicodeScalarView(
                text.unicodeScalars.map { scalar in
                    let isControl = scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
                    return isControl && scalar != "\n" ? "·" : scalar
                }
            )
        )
    }

    // MARK: JSON

    private static func value(_ value: HistoryValue) -> JSONValue {
        switch value {
        case .null: .null
        case .integer(let number): .integer(number)
        case .text(let text): .string(text)
        }
    }

    private static func object(_ row: HistoryRow) -> JSONValue {
        .object(ExchangeColumn.allCases.map { JSONValue.Member($0.name, value(row[$0])) })
    }

    private static func words(_ message: HistoryMessage) -> String {
        message.isLost ? "(lost: no longer in the history's files)" : printable(message.text)
    }

    /// The message as it was sent; what has no role of its own (instructions, items of responses) is put under one.
    private static func object(_ message: HistoryMessage) -> JSONValue {
        let content = (try? JSONValue(parsing: message.content)) ?? .null
        if case .object(let members) = content, members.contains(where: { $0.name == "role" }) { return content }
        return .object([JSONValue.Member("role", .string(message.role)), JSONValue.Member("content", content)])
    }

    private static func object(_ detail: HistoryDetail) -> JSONValue {
        guard case .object(let members) = object(detail.row) else { return .null }
        let attempts = detail.attempts.map { attempt in
            JSONValue.object(attempt.values.map { JSONValue.Member($0.name, value($0.value)) })
        }
        return .object(
            members + [
                JSONValue.Member("attempt_list", .array(attempts)),
                JSONValue.Member("system", detail.system.map(object) ?? .null),
                JSONValue.Member("messages", .array(detail.messages.map(object))),
                JSONValue.Member("answers", .array(detail.answers.map(object))),
            ]
        )
    }

    private static func object(_ summary: HistorySummary, by grouping: String) -> JSONValue {
        func span(_ duration: Duration?) -> JSONValue {
            duration.map { .integer($0.inNanoseconds / 1_000) } ?? .null
        }
        let groups = summary.groups.map { group in
            JSONValue.object([
                JSONValue.Member(grouping, group.name.map { .string($0) } ?? .null),
                JSONValue.Member("requests", .integer(Int64(group.count))),
                JSONValue.Member("error_ratio", .number(text: "\(group.errorShare)")),
                JSONValue.Member("total_p50_us", span(group.medianTotal)),
                JSONValue.Member("total_p95_us", span(group.slowTotal)),
                JSONValue.Member("first_token_p50_us", span(group.medianFirstToken)),
                JSONValue.Member("input_tokens", .integer(group.inputTokens)),
                JSONValue.Member("output_tokens", .integer(group.outputTokens)),
            ])
        }
        return .object([
            JSONValue.Member("by", .string(grouping)), JSONValue.Member("is_partial", .bool(summary.isPartial)),
            JSONValue.Member("groups", .array(groups)),
        ])
    }
}
