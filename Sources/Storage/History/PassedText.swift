import Dialects
import Exchange

/// The targets that were not tried, as the column `passed_over` holds them: a JSON array of objects.
///
/// `[{"upstream":"azure-2","model":"gpt-5","reason":"breaker_open"}]`, as in the log line. The query language looks for
/// `"reason":"…"` in it: within a text of JSON every quote has a backslash before it, so nothing else reads like that.
enum PassedText {
    /// The most of them that are kept; an exchange notes no more.
    static let most = 16

    /// Writes them, in their order.
    static func write(_ passed: [PassedOver]) -> String {
        let list = passed.prefix(most).map { over in
            JSONValue.object([
                JSONValue.Member("upstream", .string(over.upstream)),
                JSONValue.Member("model", .string(over.modelLabel)),
                JSONValue.Member("reason", .string(over.reason.rawValue)),
            ])
        }
        return String(decoding: JSONValue.array(list).bytes(), as: UTF8.self)
    }

    /// Reads what was written; what is not of this form, or of a reason this version does not know, is left out.
    static func read(_ text: String) -> [PassedOver] {
        guard let list = try? JSONValue(parsing: text), let elements = list.elements else { return [] }
        return elements.compactMap { element in
            guard let upstream = element["upstream"]?.text, let model = element["model"]?.text,
                let reason = element["reason"]?.text.flatMap(PassReason.init)
            else { return nil }
            return PassedOver(upstream: upstream, modelLabel: model, reason: reason)
        }
    }
}
