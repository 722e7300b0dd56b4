import Exchange
import Storage

/// Shows one exchange for people: its facts, its attempts along the time, its words.
struct DetailPrinter {
    let paint: Paint

    /// Writes it to standard output.
    func show(_ detail: HistoryDetail, isWhole: Bool, withMessages: Bool) {
        let row = detail.row
        for line in facts(row) + relatives(detail) { Terminal.show(line) }
        for line in Waterfall(row: row, attempts: detail.attempts, paint: paint).lines { Terminal.show(line) }
        for line in RoutingLines(row: row, paint: paint).lines { Terminal.show(line) }
        if isWhole { columns(row) }
        guard withMessages else {
            if !detail.messages.isEmpty || !detail.answers.isEmpty {
                Terminal.say("\(detail.messages.count + detail.answers.count) messages; --messages shows them")
            }
            return
        }
        if let system = detail.system { message("system", system) }
        for each in detail.messages { message(each.role, each) }
        for each in detail.answers { message("answer: \(each.role)", each) }
    }

    private func facts(_ row: HistoryRow) -> [String] {
        let status = row.integer(.status) ?? 0
        let outcome = row.text(.outcome) ?? "-"
        var lines = [
            paint(.strong, row.id) + "  " + CivilTime.text(row.started) + "  " + said(row, .method) + " "
                + said(row, .path),
            "  " + paint(Paint.of(status: status), "\(status)") + "  " + paint(Paint.of(outcome: outcome), outcome)
                + optional(row, [("ending", .ending), ("error", .errorType), ("reason", .rejectionReason)]),
            "  key \(said(row, .keyName))" + optional(row, [("end user", .endUser), ("client id", .clientRequestID)]),
            "  model \(said(row, .model))"
                + optional(
                    row,
                    [
                        ("route", .modelRoute), ("answered by", .responseModel), ("finish", .finishReasons),
                        ("tier", .serviceTier),
                    ]
                ),
        ]
        if row.text(.organisationID) != nil {
            lines.append(
                "  organisation \(said(row, .organisationID))" + optional(row, [("team", .teamID), ("user", .userID)])
            )
        }
        lines.append("  " + usage(row))
        if let conversation = row.text(.conversationID) {
            let source = row.text(.conversationSource) ?? "-"
            lines.append("  conversation \(LogWords.printable(conversation)) (\(LogWords.printable(source)))")
        }
        lines.append("  trace \(said(row, .traceID))")
        if let message = row.text(.errorMessage) { lines.append("  " + paint(.bad, Self.oneLine(message))) }
        return lines
    }

    /// The request that it repeats, and those that repeat it.
    private func relatives(_ detail: HistoryDetail) -> [String] {
        var lines: [String] = []
        if let original = detail.row.text(.shadowOf) {
            lines.append("  shadow copy of \(Self.oneLine(original)); nobody got its answer")
        }
        if !detail.shadows.isEmpty {
            lines.append("  shadow copies " + detail.shadows.map(Self.oneLine).joined(separator: " "))
        }
        return lines
    }

    private func usage(_ row: HistoryRow) -> String {
        guard let input = row.integer(.inputTokens) else {
            return "tokens unknown" + optional(row, [("source", .usageSource)])
        }
        let parts = [("cached", ExchangeColumn.cacheReadTokens), ("reasoning", .reasoningTokens)].compactMap {
            name,
            column in row.integer(column).flatMap { $0 > 0 ? "\(name) \($0)" : nil }
        }
        let inner = parts.isEmpty ? "" : " (\(parts.joined(separator: ", ")))"
        let cost = row.integer(.costNanousd).map { LogWords.money($0) } ?? "no known price"
        let reported = row.integer(.reportedCostNanousd).map { "  reported \(LogWords.money($0))" } ?? ""
        return "tokens \(input) → \(row.integer(.outputTokens) ?? 0)\(inner)  cost \(cost)\(reported)"
            + optional(row, [("usage", .usageSource), ("price", .price)])
    }

    /// Named values, those that are there.
    private func optional(_ row: HistoryRow, _ columns: [(name: String, column: ExchangeColumn)]) -> String {
        columns.compactMap { name, column in
            let value = Self.oneLine(LogWords.text(row[column]))
            return value.isEmpty ? nil : "  \(paint(.faint, name)) \(value)"
        }.joined()
    }

    private func said(_ row: HistoryRow, _ column: ExchangeColumn) -> String {
        let value = Self.oneLine(LogWords.text(row[column]))
        return value.isEmpty ? "-" : value
    }

    private func columns(_ row: HistoryRow) {
        for column in ExchangeColumn.allCases {
            let value = LogWords.text(row[column])
            if !value.isEmpty { Terminal.show("\(paint(.faint, column.name + ":")) \(value)") }
        }
    }

    private func message(_ role: String, _ said: HistoryMessage) {
        let words = said.isLost ? "(lost: no longer in the history's files)" : LogWords.printable(said.text)
        Terminal.show(paint(.strong, "[\(Self.oneLine(role))]") + "\n" + words)
    }

    private static func oneLine(_ text: String) -> String {
        LogWords.printable(text).split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "·")
    }
}
