import Dialects
import Policy
import Storage

/// Shows what retention would do and what it did, for people or as JSON.
struct RetentionPrinter {
    let isJSON: Bool

    /// A plan.
    func plan(_ plan: RetentionPlan) {
        if isJSON { return Terminal.show(Self.object(plan).line) }
        Terminal.show(Self.text(plan))
    }

    /// A plan before a question: on standard error where the result is JSON.
    func preview(_ plan: RetentionPlan) {
        if isJSON { Terminal.say(Self.text(plan)) } else { Terminal.show(Self.text(plan)) }
    }

    /// What was done.
    func report(_ report: Sweeper.Report) {
        guard isJSON else {
            let days = report.deleted.count == 1 ? "1 day" : "\(report.deleted.count) days"
            Terminal.show(
                "deleted \(days), \(report.trimmed) exchanges of other days, about \(Self.size(report.freedBytes))"
            )
            return
        }
        let members = [
            JSONValue.Member("deleted_days", .array(report.deleted.map { .string($0.description) })),
            JSONValue.Member("failed_days", .array(report.failed.map { .string($0.description) })),
            JSONValue.Member("trimmed_exchanges", .integer(report.trimmed)),
            JSONValue.Member("freed_bytes", .integer(report.freedBytes)),
        ]
        Terminal.show(JSONValue.object(members).line)
    }

    private static func text(_ plan: RetentionPlan) -> String {
        guard !plan.actions.isEmpty else { return "nothing is over; the history takes \(size(plan.bytes))" }
        var table = TextTable(["DAY", "WHAT", "WHY", "EXCHANGES", "FREES"])
        for action in plan.actions {
            table.add([
                action.day.description, what(action), action.reason, action.rows > 0 ? "\(action.rows)" : "all",
                size(action.bytes),
            ])
        }
        return table.text + "\nfrees about \(size(plan.freedBytes)) of \(size(plan.bytes))"
    }

    private static func what(_ action: RetentionAction) -> String {
        switch action.kind {
        case .delete: "the day"
        case .trim(let key, .nothing): "rows of \(key ?? "requests without a key")"
        case .trim(let key, .metadata): "words of \(key ?? "requests without a key")"
        }
    }

    private static func object(_ plan: RetentionPlan) -> JSONValue {
        .object([
            JSONValue.Member("history_bytes", .integer(plan.bytes)),
            JSONValue.Member("freed_bytes", .integer(plan.freedBytes)),
            JSONValue.Member("actions", .array(plan.actions.map(object))),
        ])
    }

    private static func object(_ action: RetentionAction) -> JSONValue {
        var members = [
            JSONValue.Member("day", .string(action.day.description)),
            JSONValue.Member("reason", .string(action.reason)),
        ]
        switch action.kind {
        case .delete: members.append(JSONValue.Member("action", .string("delete_day")))
        case .trim(let key, let keeps):
            members.append(JSONValue.Member("action", .string(keeps == .nothing ? "delete_rows" : "delete_words")))
            members.append(JSONValue.Member("key_name", key.map { .string($0) } ?? .null))
        }
        members.append(JSONValue.Member("exchanges", .integer(action.rows)))
        members.append(JSONValue.Member("freed_bytes", .integer(action.bytes)))
        return .object(members)
    }

    /// Bytes as people read them.
    private static func size(_ bytes: Int64) -> String {
        var value = Double(bytes)
        for unit in ["B", "KiB", "MiB", "GiB"] {
            if value < 1_024 { return unit == "B" ? "\(bytes) B" : "\((value * 10).rounded() / 10) \(unit)" }
            value /= 1_024
        }
        return "\((value * 10).rounded() / 10) TiB"
    }
}
