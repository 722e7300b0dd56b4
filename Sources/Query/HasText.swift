/// Reads the name of a field that is asked whether it has a value.
enum HasText {
    /// The field; refuses one that every exchange has, or that nobody can be asked for.
    static func read(_ name: String) throws(ValueProblem) -> FieldName {
        if name == "tag" {
            throw ValueProblem(.notAsked, "a tag is asked for by its name, as in `has:tag.env`")
        }
        guard let field = FieldText.read(name) else { throw FieldText.unknown(name, hint: "docs list them") }
        let facts = field.facts
        switch facts.kind {
        case .reserved: throw ValueProblem(.notRecorded, "`\(field)` is not recorded yet")
        case .flag: throw ValueProblem(.notAsked, "`\(field)` is yes or no: `\(field):true`")
        case .words:
            throw ValueProblem(.notAsked, "whether words were kept is not asked for; look for words of it")
        default: break
        }
        guard facts.isOptional else { throw ValueProblem(.notAsked, "every exchange has `\(field)`") }
        return field
    }
}
