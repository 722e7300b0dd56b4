/// Words that are looked for in prompts and answers.
extension RequestReader {
    /// Words in a row, or `{"like": "word*"}` with an open end.
    mutating func words(_ node: JSONNode, at pointer: JSONPointer) -> Phrase? {
        switch node {
        case .text(let text): return phrase(at: pointer) { () throws(ValueProblem) in try PhraseText.exact(text) }
        case .object(let members):
            let before = diagnostics.count
            let found = known(members, ["like"], ["prefix": "like"], at: pointer)["like"]
            guard before == diagnostics.count else { return nil }
            guard let found else {
                refuse(.missingValue, pointer, "words are a string, or an object with `like`")
                return nil
            }
            return openWords(found, at: pointer.member("like"))
        case .number(let text):
            refuse(.badValue, pointer, "words are a string", suggestion: text)
        case .null, .flag, .list: refuse(.badShape, pointer, "words are a string, not \(node.kind)")
        }
        return nil
    }

    private mutating func openWords(_ node: JSONNode, at pointer: JSONPointer) -> Phrase? {
        guard case .text(let text) = node else {
            refuse(.badShape, pointer, "a pattern is a string, not \(node.kind)")
            return nil
        }
        return phrase(at: pointer) { () throws(ValueProblem) in try PhraseText.pattern(text) }
    }

    private mutating func phrase(
        at pointer: JSONPointer,
        _ read: () throws(ValueProblem) -> Phrase
    ) -> Phrase? {
        do throws(ValueProblem) {
            return try read()
        } catch {
            refuse(error, at: pointer)
            return nil
        }
    }

    /// The words of `prompt` or `response`.
    mutating func phrases(
        of field: FieldName,
        _ members: [String: JSONNode],
        by matcher: String,
        at pointer: JSONPointer
    ) -> Condition? {
        let part: TextPart = field.field == .prompt ? .prompt : .response
        if members["op"] != nil || matcher == "range" {
            let name = ["op", "from", "to"].first { members[$0] != nil } ?? "op"
            refuse(.badOperator, pointer.member(name), "full text is not compared", suggestion: "")
            return nil
        }
        guard let node = members[matcher] else { return nil }
        let place = pointer.member(matcher)
        switch matcher {
        case "any":
            return list(node, of: field, at: place) { $0.words($1, at: $2) }.map { .words(part, $0) }
        case "like": return openWords(node, at: place).map { .words(part, [$0]) }
        default: return words(node, at: place).map { .words(part, [$0]) }
        }
    }
}
