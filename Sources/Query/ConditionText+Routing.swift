/// Conditions on what routing and retrying did.
extension ConditionText {
    /// An attempt that was made for one of some reasons.
    static func attempt(_ reasons: [String]) -> SQLStatement {
        SQLStatement("EXISTS (SELECT 1 FROM attempts WHERE request_id = exchanges.request_id AND ")
            + any("+reason", reasons.map { .text($0) }) + SQLStatement(")")
    }

    /// A target that was passed over for one of some reasons, looked for in the list as it is stored.
    static func passedOver(_ reasons: [String]) -> SQLStatement {
        disjunction(reasons.map { SQLStatement("instr(passed_over, ?) > 0", [.text("\"reason\":\"\($0)\"")]) })
    }

    /// The words of a field's closed set that a condition holds for.
    static func words(of condition: Condition) -> [String] {
        guard case .matches(let name, let matches) = condition, case .word(let words) = name.facts.kind else {
            return []
        }
        return words.filter { word in
            matches.contains { match in
                switch match {
                case .equals(let literal): literal.text == word
                case .pattern(let pattern): pattern.matches(word)
                case .compares, .range: false
                }
            }
        }
    }
}
