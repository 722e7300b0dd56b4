/// What the demo provider has to say, whatever the dialect.
struct Reply: Sendable {
    /// One call of a tool.
    struct Call: Sendable {
        /// The tool's name.
        let name: String
        /// The arguments as JSON.
        let arguments: String
    }

    /// The text; empty where tools are called.
    private(set) var text = ""
    /// The calls of tools.
    private(set) var calls: [Call] = []
    /// True when the text was cut at the most tokens that were asked for.
    private(set) var isCut = false
    /// The text in the pieces that a stream sends.
    private(set) var pieces: [String] = []

    private static let river = """
        The river comes down from the hills and the weir lets it pass while it counts every drop that goes over \
        its crest by day and by night .
        """.split(separator: " ")

    /// Answers `prompt` as the chosen model does; `echo` is the request as it came.
    init(_ prompt: Prompt, _ choice: ModelChoice, echo: () -> JSON) {
        if choice.model.behaviour == .callsTools, !prompt.tools.isEmpty, !prompt.endsWithToolResult {
            calls = prompt.tools.prefix(choice.count(.calls) ?? 1).map {
                Call(name: $0.name, arguments: SchemaSample.value(for: $0.schema).rendered)
            }
            return
        }
        if choice.model.behaviour == .echoes {
            text = echo().rendered
        } else {
            text = Self.text(prompt, choice)
            if let most = prompt.maxTokens, Words.count(text) > most {
                text = Words.prefix(text, most)
                isCut = true
            }
        }
        pieces = Words.pieces(text, groups: choice.count(.chunks))
    }

    /// The tokens of text and calls.
    var tokens: Int {
        calls.reduce(Words.count(text)) { $0 + Words.count($1.name) + Words.count($1.arguments) }
    }

    private static func text(_ prompt: Prompt, _ choice: ModelChoice) -> String {
        if choice.model.behaviour == .answersBig { return filler(bytes: choice.count(.bytes) ?? 1) }
        switch prompt.format {
        case .schema(let schema): return SchemaSample.value(for: schema).rendered
        case .object:
            let object: JSON = [
                "model": .string(choice.model.name), "prompt_tokens": .count(prompt.tokens),
                "answer": "Hello from the demo provider.",
            ]
            return object.rendered
        case .text: return words(prompt, choice)
        }
    }

    private static func words(_ prompt: Prompt, _ choice: ModelChoice) -> String {
        let messages = "\(prompt.messages) \(prompt.messages == 1 ? "message" : "messages")"
        var text = "Hello from \(choice.model.name). I read \(prompt.tokens) tokens in \(messages)."
        let said = Words.prefix(prompt.lastWords, 32)
        if !said.isEmpty { text += " You said: \(said)" }
        guard let wanted = choice.count(.tokens) ?? choice.count(.chunks) else { return text }
        let missing = wanted - Words.count(text)
        for index in 0..<max(missing, 0) { text += " " + river[index % river.count] }
        return Words.prefix(text, wanted)
    }

    /// A text of exactly so many bytes, in words of 63.
    private static func filler(bytes: Int) -> String {
        let word = String(repeating: "weir", count: 16).dropLast() + " "
        let text = String(repeating: String(word), count: bytes / 64 + 1)
        return String(text.utf8.prefix(bytes)) ?? text
    }
}
