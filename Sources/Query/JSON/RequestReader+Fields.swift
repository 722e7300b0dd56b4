import Exchange

/// Terms of one field.
extension RequestReader {
    /// A field with what it is compared with; the members are known to go together with `field`.
    mutating func fieldTerm(
        _ members: [String: JSONNode],
        at pointer: JSONPointer,
        isNegated: Bool
    ) -> Condition? {
        guard let field = field(members["field"], at: pointer.member("field")) else { return nil }
        if field.field == .time, isNegated {
            let message = "`time` is one window and is not negated; a `time` that is `<` lies before it"
            refuse(.badOperator, pointer, message)
            return nil
        }
        guard let matcher = matcher(members, at: pointer) else { return nil }
        if case .words = field.facts.kind {
            return phrases(of: field, members, by: matcher, at: pointer)
        }
        guard let sign = sign(members["op"], of: field, by: matcher, at: pointer.member("op")) else { return nil }
        switch matcher {
        case "any":
            guard let node = members["any"] else { return nil }
            let matches = list(node, of: field, at: pointer.member("any")) { reader, node, pointer in
                reader.item(node, of: field, at: pointer)
            }
            return matches.map { .matches(field, $0) }
        case "value":
            guard let node = members["value"] else { return nil }
            return match(node, of: field, sign, at: pointer).map { .matches(field, [$0]) }
        case "like": return pattern(members["like"], of: field, at: pointer).map { .matches(field, [$0]) }
        default: return range(members, of: field, at: pointer).map { .matches(field, [$0]) }
        }
    }

    private mutating func field(_ node: JSONNode?, at pointer: JSONPointer) -> FieldName? {
        guard case .text(let name)? = node else {
            refuse(.badShape, pointer, "`field` is the name of a field, not \(node?.kind ?? "nothing")")
            return nil
        }
        guard let field = FieldText.read(name) else {
            refuse(FieldText.unknown(name, hint: "docs list them"), at: pointer)
            return nil
        }
        if case .reserved = field.facts.kind {
            refuse(.notRecorded, pointer, "`\(field)` is not recorded yet")
            return nil
        }
        return field
    }

    /// Which of `value`, `any`, `like` and `from` with `to` there is; refuses none and more than one.
    private mutating func matcher(_ members: [String: JSONNode], at pointer: JSONPointer) -> String? {
        let found = ["value", "any", "like", "from", "to"].filter { members[$0] != nil }
        guard let first = found.first else {
            refuse(.missingValue, pointer, "a value is missing: `value`, `any`, `like`, or `from` and `to`")
            return nil
        }
        let isRange = first == "from" || first == "to"
        for name in found.dropFirst() where !isRange {
            refuse(.badShape, pointer.member(name), "`\(name)` does not go together with `\(first)`", suggestion: "")
            return nil
        }
        return isRange ? "range" : first
    }

    // MARK: op

    private static let signs: [String: QueryParser.Sign] = [
        "=": .exact, ">": .comparison(.above), ">=": .comparison(.atLeast), "<": .comparison(.below),
        "<=": .comparison(.atMost),
    ]
    private static let otherSigns = [
        "==": "=", ":": "=", ":=": "=", "eq": "=", "is": "=", "equals": "=", ":>": ">", "gt": ">", ":>=": ">=",
        "=>": ">=", "gte": ">=", "ge": ">=", ":<": "<", "lt": "<", ":<=": "<=", "=<": "<=", "lte": "<=", "le": "<=",
    ]

    /// How a value is compared; `=` where nothing is said.
    private mutating func sign(
        _ node: JSONNode?,
        of field: FieldName,
        by matcher: String,
        at pointer: JSONPointer
    ) -> QueryParser.Sign? {
        guard let node else { return .exact }
        guard case .text(let text) = node, let sign = Self.signs[text] else {
            refuseSign(node, at: pointer)
            return nil
        }
        if matcher == "like" || matcher == "range" {
            refuse(.badShape, pointer, "`op` goes together with `value` only", suggestion: "")
            return nil
        }
        if matcher == "any", sign != .exact {
            refuse(.badOperator, pointer, "a comparison has one value", suggestion: "=")
            return nil
        }
        return sign
    }

    private mutating func refuseSign(_ node: JSONNode, at pointer: JSONPointer) {
        guard case .text(let text) = node else {
            return refuse(.badShape, pointer, "`op` is one of `=`, `>`, `>=`, `<` and `<=`, not \(node.kind)")
        }
        switch text.asciiLowercased {
        case "!=", "<>", "ne", "neq", "not":
            refuse(.reserved, pointer, "a term is negated by `not` around it", suggestion: "=")
        case "in", "any", "or":
            refuse(.badOperator, pointer, "any of several values is `any`", suggestion: "")
        case "like", "glob", "contains", "matches", "~", "*":
            refuse(.badOperator, pointer, "a pattern is `like`", suggestion: "")
        default:
            let other = Self.otherSigns[text.asciiLowercased]
            refuse(.badOperator, pointer, "`op` is one of `=`, `>`, `>=`, `<` and `<=`", suggestion: other)
        }
    }
}
