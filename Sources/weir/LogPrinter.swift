import Dialects
import Exchange
import Policy
import Storage

/// Shows exchanges of the history, for people or as JSON.
struct LogPrinter {
    let isJSON: Bool
    private let paint = Paint(isOn: Terminal.isColoured)

    init(isJSON: Bool) { self.isJSON = isJSON }

    /// A table of exchanges.
    func list(_ rows: [HistoryRow]) {
        if isJSON {
            for row in rows { Terminal.show(Self.line(of: row)) }
            return
        }
        let head = ["TIME", "STATUS", "OUTCOME", "MODEL", "PROVIDER", "KEY", "TOTAL", "TOKENS", "COST", "REQUEST"]
        var table = TextTable(head, paint: paint)
        for row in rows { table.add(Self.cells(row), Self.colours(row)) }
        Terminal.show(table.text)
    }

    /// One exchange as a line.
    func line(_ row: HistoryRow) {
        if isJSON { return Terminal.show(Self.line(of: row)) }
        let colours = Self.colours(row)
        let cells = Self.cells(row).map { LogWords.printable($0).split(separator: "\n").joined(separator: "·") }
        Terminal.show(cells.enumerated().map { paint(colours[$0.offset], $0.element) }.joined(separator: "  "))
    }

    /// Everything about one exchange as JSON.
    func show(_ detail: HistoryDetail) { Terminal.show(Self.object(detail).line) }

    /// How a query would be run.
    func plan(_ plan: HistoryPlan) {
        if isJSON {
            let members = [
                JSONValue.Member("sql", .string(plan.sql)),
                JSONValue.Member("plan", .array(plan.plan.map { .string($0) })),
                JSONValue.Member("index", .string(plan.index)),
                JSONValue.Member("days", .array(plan.days.map { .string($0.description) })),
                JSONValue.Member("scanned_estimate", .integer(plan.estimate)),
            ]
            return Terminal.show(JSONValue.object(members).line)
        }
        Terminal.show(plan.sql)
        for step in plan.plan { Terminal.show("  \(step)") }
        Terminal.show("index \(plan.index), \(plan.days.count) days, about \(plan.estimate) exchanges looked at")
    }

    // MARK: cells

    private static func cells(_ row: HistoryRow) -> [String] {
        let tokens = row.integer(.inputTokens).map { "\($0)→\(row.integer(.outputTokens) ?? 0)" } ?? "-"
        return [
            CivilTime.clock(row.started), "\(row.integer(.status) ?? 0)", outcome(row), row.text(.model) ?? "-",
            row.text(.provider) ?? "-", row.text(.keyName) ?? "-",
            LogWords.span(row.integer(.totalUs).map { .microseconds($0) }), tokens,
            LogWords.money(row.integer(.costNanousd)), row.id,
        ]
    }

    private static func colours(_ row: HistoryRow) -> [Int: Paint.Colour] {
        var colours: [Int: Paint.Colour] = [0: .faint, 1: Paint.of(status: row.integer(.status) ?? 0)]
        colours[2] = Paint.of(outcome: row.text(.outcome) ?? "")
        return colours
    }

    private static func outcome(_ row: HistoryRow) -> String {
        let outcome = row.text(.outcome) ?? "-"
        return (row.text(.rejectionReason) ?? row.text(.errorType)).map { "\(outcome):\($0)" } ?? outcome
    }

    // MARK: JSON

    /// An exchange as a JSON object on one line.
    static func line(of row: HistoryRow) -> String { row.json.line }

    /// The message as it was sent; what has no role of its own (instructions, items of responses) is put under one.
    private static func object(_ message: HistoryMessage) -> JSONValue {
        let content = (try? JSONValue(parsing: message.content)) ?? .null
        if case .object(let members) = content, members.contains(where: { $0.name == "role" }) { return content }
        return .object([JSONValue.Member("role", .string(message.role)), JSONValue.Member("content", content)])
    }

    private static func object(_ detail: HistoryDetail) -> JSONValue {
        guard case .object(let members) = detail.row.json else { return .null }
        let attempts = detail.attempts.map { attempt in
            JSONValue.object(attempt.values.map { JSONValue.Member($0.name, $0.value.json) })
        }
        return .object(
            members + [
                JSONValue.Member("attempt_list", .array(attempts)),
                JSONValue.Member("shadows", .array(detail.shadows.map { .string($0) })),
                JSONValue.Member("system", detail.system.map(object) ?? .null),
                JSONValue.Member("messages", .array(detail.messages.map(object))),
                JSONValue.Member("answers", .array(detail.answers.map(object))),
            ]
        )
    }
}
