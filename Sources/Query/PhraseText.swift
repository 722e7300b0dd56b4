/// Reads words that are looked for in prompts and answers.
enum PhraseText {
    /// Words in a row as they are, the last one open or not.
    static func exact(_ words: String, isPrefix: Bool = false) throws(ValueProblem) -> Phrase {
        guard words.isSearchable else {
            throw ValueProblem(.badValue, "there is nothing to look for: words have letters or digits")
        }
        return Phrase(text: words, isPrefix: isPrefix)
    }

    /// The same with an open end where a `*` stands there, as in `time*`.
    static func pattern(_ words: String) throws(ValueProblem) -> Phrase {
        var body = words.unicodeScalars[...]
        let isPrefix = body.last == "*"
        if isPrefix { body = body.dropLast() }
        guard !body.contains("*") else {
            let plain = String(String.UnicodeScalarView(body.filter { $0 != "*" }))
            throw ValueProblem(
                .badPattern,
                "full text is found from the start of a word; a `*` can only stand at its end",
                suggestion: plain.isSearchable ? plain + "*" : nil
            )
        }
        return try exact(String(String.UnicodeScalarView(body)), isPrefix: isPrefix)
    }
}
