import Exchange

/// The filter: terms that must all hold.
extension RequestReader {
    /// The terms of `{"and": […]}`; those that were refused are left out.
    mutating func filter(_ node: JSONNode, at pointer: JSONPointer) -> [Term] {
        guard case .object(let all) = node else {
            refuse(.badShape, pointer, "a filter is an object `{\"and\": […]}`, not \(node.kind)")
            return []
        }
        if let member = all.first(where: { $0.name == "or" }) {
            refuseOr(pointer.member(member.name))
            return []
        }
        if !all.contains(where: { $0.name == "and" }), all.contains(where: { Self.forms.contains($0.name) }) {
            refuse(.badShape, pointer, "the terms of a filter stand in an array: `{\"and\": […]}`")
            return []
        }
        guard let list = known(all, ["and"], [:], at: pointer)["and"] else { return [] }
        let pointer = pointer.member("and")
        guard case .list(let nodes) = list else {
            refuse(.badShape, pointer, "`and` is an array of terms, not \(list.kind)")
            return []
        }
        let most = HistoryQuery.maximumTerms
        if nodes.count > most { refuse(.tooLong, pointer.element(most), "a filter has at most \(most) terms") }
        var terms: [Term] = []
        for (place, node) in nodes.prefix(most).enumerated() {
            let pointer = pointer.element(place)
            guard let term = term(node, at: pointer), isWritable(term, at: pointer) else { continue }
            terms.append(term)
        }
        checkLength(of: terms, at: pointer)
        return terms
    }

    /// What a term can be, by its member.
    static let forms = ["field", "has", "text", "not"]

    private static let otherNames = [
        "column": "field", "name": "field", "key": "field", "operator": "op", "operation": "op", "values": "any",
        "in": "any", "oneof": "any", "any_of": "any", "contains": "like", "glob": "like", "pattern": "like",
        "matches": "like", "gte": "from", "lte": "to", "min": "from", "max": "to", "exists": "has", "search": "text",
        "words": "text", "phrase": "text", "negate": "not", "equals": "value", "eq": "value", "is": "value",
    ]
    private static let matchers = ["op", "value", "any", "like", "from", "to"]

    private mutating func term(_ node: JSONNode, at pointer: JSONPointer, isNegated: Bool = false) -> Term? {
        guard case .object(let all) = node else {
            refuse(.badShape, pointer, "a term is an object, not \(node.kind)")
            return nil
        }
        if refuseGroup(all, at: pointer) { return nil }
        let before = diagnostics.count
        let members = known(all, Self.forms + Self.matchers, Self.otherNames, at: pointer)
        guard before == diagnostics.count else { return nil }
        guard let form = Self.forms.first(where: { members[$0] != nil }), let value = members[form] else {
            refuse(.missingValue, pointer, "a term has `field`, `has`, `text` or `not`")
            return nil
        }
        for name in members.keys.sorted() where name != form && (form != "field" || Self.forms.contains(name)) {
            refuse(.badShape, pointer.member(name), "`\(name)` does not go together with `\(form)`", suggestion: "")
        }
        guard before == diagnostics.count else { return nil }
        let place = pointer.member(form)
        let condition: Condition?
        switch form {
        case "not": return negated(value, at: place, isNegated)
        case "has": condition = has(value, at: place)
        case "text": condition = words(value, at: place).map { .words(.both, [$0]) }
        default: condition = fieldTerm(members, at: pointer, isNegated: isNegated)
        }
        return condition.map { Term(isNegated: isNegated, condition: $0) }
    }

    /// Refuses groups over terms, which the text language has not either; tells whether it is one.
    private mutating func refuseGroup(_ members: [JSONNode.Member], at pointer: JSONPointer) -> Bool {
        for member in members {
            switch member.name {
            case "or": refuseOr(pointer.member("or"))
            case "and":
                let message = "groups inside the filter are reserved; its terms are joined by AND as they are"
                refuse(.reserved, pointer.member("and"), message)
            default: continue
            }
            return true
        }
        return false
    }

    private mutating func negated(_ node: JSONNode, at pointer: JSONPointer, _ isNegated: Bool) -> Term? {
        guard !isNegated else {
            refuse(.reserved, pointer, "`not` inside `not` is reserved")
            return nil
        }
        return term(node, at: pointer, isNegated: true)
    }

    private mutating func refuseOr(_ pointer: JSONPointer) {
        refuse(.reserved, pointer, "OR over terms is reserved; any of several values of one field is `any`")
    }

    private mutating func has(_ node: JSONNode, at pointer: JSONPointer) -> Condition? {
        guard case .text(let name) = node else {
            refuse(.badShape, pointer, "`has` is the name of a field, not \(node.kind)")
            return nil
        }
        do throws(ValueProblem) {
            return .has(try HasText.read(name))
        } catch {
            refuse(error, at: pointer)
            return nil
        }
    }

    // MARK: the text language as the measure

    /// True for what the text language can say too, and reads as the very same term.
    private mutating func isWritable(_ term: Term, at pointer: JSONPointer) -> Bool {
        let text = HistoryQuery(terms: [term], now: now, window: nil).description
        if let again = try? HistoryQuery.parse(text, now: now), again.terms == [term] { return true }
        let isLong = text.unicodeScalars.count > HistoryQuery.maximumLength
        refuse(
            isLong ? .tooLong : .badPattern,
            pointer,
            isLong
                ? "a term has at most \(HistoryQuery.maximumLength) characters"
                : "a pattern or an end of a range has no blanks, quotes and signs of the text language"
        )
        return false
    }

    private mutating func checkLength(of terms: [Term], at pointer: JSONPointer) {
        let text = HistoryQuery(terms: terms, now: now, window: nil).description
        guard text.unicodeScalars.count > HistoryQuery.maximumLength else { return }
        let message = "written as text, a filter has at most \(HistoryQuery.maximumLength) characters"
        refuse(.tooLong, pointer, message)
    }
}
