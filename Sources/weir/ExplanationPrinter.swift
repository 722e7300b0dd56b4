import Dialects
import Exchange
import Policy
import Storage

/// Shows an explanation as a table or as JSON.
struct ExplanationPrinter {
    let isJSON: Bool

    func show(_ explanation: Explanation, _ key: ClientKey?, isAllowed: Bool) {
        if isJSON { return Terminal.show(Self.object(explanation, key, isAllowed: isAllowed).line) }
        Terminal.show("\(explanation.model) is \(explanation.way)")
        if let key {
            let priority = key.narrowing.permission.priority.rawValue
            Terminal.show("the key \(key.name) (\(priority)) \(isAllowed ? "may" : "may not") ask for it")
        }
        Terminal.show(Self.table(explanation))
        for note in explanation.notes { Terminal.show(note) }
    }

    private static func table(_ explanation: Explanation) -> String {
        var table = TextTable(["TURN", "UPSTREAM", "MODEL", "PRIORITY", "SHARE", "BREAKER", "PASSED OVER"])
        for step in explanation.steps {
            table.add([
                step.place.map { "\($0)" } ?? "-", step.upstream, step.model, "\(step.priority)",
                step.sharePercent.map { "\($0)%" } ?? "-",
                step.state?.breaker ?? "-", passed(step),
            ])
        }
        return table.text
    }

    private static func passed(_ step: Explanation.Step) -> String {
        guard let reason = step.passed else { return "" }
        let probe = step.state?.openFor.map { "next probe in \(LogWords.span($0))" }
        let more = [step.state?.cause, probe].compactMap(\.self)
        return more.isEmpty ? reason.rawValue : "\(reason.rawValue) (\(more.joined(separator: ", ")))"
    }

    private static func object(_ explanation: Explanation, _ key: ClientKey?, isAllowed: Bool) -> JSONValue {
        let steps = explanation.steps.map { step -> JSONValue in
            .object([
                JSONValue.Member("turn", step.place.map { .integer(Int64($0)) } ?? .null),
                JSONValue.Member("provider", .string(step.provider)),
                JSONValue.Member("upstream", .string(step.upstream)),
                JSONValue.Member("model", .string(step.model)),
                JSONValue.Member("priority", .integer(Int64(step.priority))),
                JSONValue.Member("share_percent", step.sharePercent.map { .integer(Int64($0)) } ?? .null),
                JSONValue.Member("breaker", step.state.map { .string($0.breaker) } ?? .null),
                JSONValue.Member("passed_over", step.passed.map { .string($0.rawValue) } ?? .null),
            ])
        }
        return .object([
            JSONValue.Member("model", .string(explanation.model)), JSONValue.Member("way", .string(explanation.way)),
            JSONValue.Member("key_id", key.map { .string($0.id) } ?? .null),
            JSONValue.Member("is_allowed", .bool(isAllowed)), JSONValue.Member("targets", .array(steps)),
            JSONValue.Member("notes", .array(explanation.notes.map { .string($0) })),
        ])
    }
}
