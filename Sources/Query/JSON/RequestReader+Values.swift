import Exchange

/// Values, patterns, ranges and lists of them.
extension RequestReader {
    /// The text of a value as the language has it; nil when it was refused.
    private mutating func scalar(_ node: JSONNode, of field: FieldName, at pointer: JSONPointer) -> String? {
        let written: String
        switch node {
        case .text(let text): return text
        case .number(let text): written = text
        case .flag(let flag): written = flag ? "true" : "false"
        case .null, .list, .object:
            let hint = if case .list = node { "; any of several values is `any`" } else { "" }
            refuse(.badShape, pointer, "a value is a string, a number or a truth value, not \(node.kind)\(hint)")
            return nil
        }
        switch field.facts.kind {
        case .text, .word, .identifier, .words:
            refuse(.badValue, pointer, "`\(field)` is a text: its values are strings", suggestion: written)
            return nil
        default: return written
        }
    }

    /// A value compared by a sign; what is wrong with the sign is told at `op`.
    mutating func match(
        _ node: JSONNode,
        of field: FieldName,
        _ sign: QueryParser.Sign,
        at pointer: JSONPointer
    ) -> Match? {
        let place = pointer.member("value")
        guard let text = scalar(node, of: field, at: place) else { return nil }
        if field.facts.kind.isOrdered, text.contains("..") {
            refuse(.badValue, place, "a range is `from` and `to`")
            return nil
        }
        switch MatchText(field: field, sign: sign, now: now).read(text) {
        case .success(let match): return match
        case .failure(let problem):
            refuse(problem, at: problem.code == .badOperator ? pointer.member("op") : place)
            return nil
        }
    }

    /// A pattern: a text with `*` at its start, its end or both.
    mutating func pattern(_ node: JSONNode?, of field: FieldName, at pointer: JSONPointer) -> Match? {
        let pointer = pointer.member("like")
        guard case .text(let text)? = node else {
            refuse(.badShape, pointer, "a pattern is a string, not \(node?.kind ?? "nothing")")
            return nil
        }
        switch field.facts.kind {
        case .text, .word: break
        default:
            refuse(.badPattern, pointer, "`\(field)` takes no pattern")
            return nil
        }
        switch MatchText(field: field, sign: .plain, now: now).read(text) {
        case .success(let match): return match
        case .failure(let problem):
            refuse(problem, at: pointer)
            return nil
        }
    }

    /// `from` and `to`, both included; of one alone it is a comparison.
    mutating func range(_ members: [String: JSONNode], of field: FieldName, at pointer: JSONPointer) -> Match? {
        guard field.facts.kind.isOrdered else {
            let name = members["from"] == nil ? "to" : "from"
            refuse(.badOperator, pointer.member(name), "`\(field)` is not ordered, so it has no range", suggestion: "")
            return nil
        }
        let known = diagnostics.count
        let low = members["from"].flatMap { literal($0, of: field, at: pointer.member("from")) }
        let high = members["to"].flatMap { literal($0, of: field, at: pointer.member("to")) }
        guard known == diagnostics.count else { return nil }
        guard let low else { return high.map { .compares(.atMost, $0) } }
        guard let high else { return .compares(.atLeast, low) }
        guard !MatchText.isReversed(low, high) else {
            refuse(.emptyRange, pointer.member("to"), "this range ends before it begins", suggestion: low.text)
            return nil
        }
        return .range(low, high)
    }

    private mutating func literal(_ node: JSONNode, of field: FieldName, at pointer: JSONPointer) -> Literal? {
        guard let text = scalar(node, of: field, at: pointer) else { return nil }
        do throws(ValueProblem) {
            return try LiteralText(field: field, now: now).read(text)
        } catch {
            refuse(error, at: pointer)
            return nil
        }
    }

    // MARK: lists

    /// One of several values: a value, `{"like": …}`, or `{"from": …, "to": …}`.
    mutating func item(_ node: JSONNode, of field: FieldName, at pointer: JSONPointer) -> Match? {
        guard case .object(let all) = node else { return plainItem(node, of: field, at: pointer) }
        let before = diagnostics.count
        let members = known(all, ["like", "from", "to"], [:], at: pointer)
        guard before == diagnostics.count else { return nil }
        if let like = members["like"], members.count == 1 { return pattern(like, of: field, at: pointer) }
        guard members["from"] != nil, members["to"] != nil, members.count == 2 else {
            refuse(.badShape, pointer, "one of several values is a value, a `like`, or a `from` with a `to`")
            return nil
        }
        return range(members, of: field, at: pointer)
    }

    private mutating func plainItem(_ node: JSONNode, of field: FieldName, at pointer: JSONPointer) -> Match? {
        guard let text = scalar(node, of: field, at: pointer) else { return nil }
        switch MatchText(field: field, sign: .exact, now: now).read(text) {
        case .success(let match): return match
        case .failure(let problem):
            let suggestion = problem.code == .badOperator ? nil : problem.suggestion
            refuse(problem.code, pointer, problem.message, suggestion: suggestion)
            return nil
        }
    }

    /// Any of several; nil when anything in it was refused.
    mutating func list<Value>(
        _ node: JSONNode,
        of field: FieldName,
        at pointer: JSONPointer,
        _ read: (inout RequestReader, JSONNode, JSONPointer) -> Value?
    ) -> [Value]? {
        guard case .list(let nodes) = node else {
            refuse(.badShape, pointer, "`any` is an array of values, not \(node.kind)")
            return nil
        }
        if field.field == .time {
            refuse(.badList, pointer, "`time` is one window: one value or one range")
            return nil
        }
        guard !nodes.isEmpty else {
            refuse(.missingValue, pointer, "`any` has values")
            return nil
        }
        guard nodes.count <= HistoryQuery.maximumList else {
            refuse(.tooLong, pointer, "a list has at most \(HistoryQuery.maximumList) values")
            return nil
        }
        let known = diagnostics.count
        var values: [Value] = []
        for (place, node) in nodes.enumerated() {
            if let value = read(&self, node, pointer.element(place)) { values.append(value) }
        }
        return known == diagnostics.count ? values : nil
    }
}
