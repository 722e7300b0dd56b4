/// What the demo provider understands of a request, whatever the dialect.
struct Prompt: Sendable {
    /// A tool that is offered.
    struct Tool: Sendable {
        /// Its name.
        let name: String
        /// The schema of its arguments.
        let schema: JSON
    }

    /// The form the answer is to have.
    enum Format: Sendable {
        /// Words.
        case text
        /// Some JSON object.
        case object
        /// JSON that fits the schema.
        case schema(JSON)
    }

    /// The tokens of all texts of the request that the model would read.
    private(set) var tokens = 0
    /// How many messages there are.
    private(set) var messages = 0
    /// The text of the last message of a user.
    private(set) var lastWords = ""
    /// True when the last message holds the result of a tool.
    private(set) var endsWithToolResult = false
    /// The tools that may be called, the demanded one alone where one is demanded.
    var tools: [Tool] = []
    /// The form of the answer.
    var format = Format.text
    /// The most tokens of the answer.
    var maxTokens: Int?
    /// True when a stream is wanted.
    var isStream = false

    /// Reads what all dialects have in common.
    init(_ body: JSON) {
        isStream = body["stream"] == true
    }

    /// Adds a text that is no message, such as instructions.
    mutating func addInstructions(_ content: JSON) {
        tokens += Words.count(Self.texts(content).joined(separator: " "))
    }

    /// Adds a message: its role and its content, a string or parts.
    ///
    /// Every text counts by its words; every part that holds none, such as an image, counts 1.
    mutating func addMessage(role: String?, content: JSON) {
        let text = Self.texts(content).joined(separator: " ")
        tokens += Words.count(text) + content.elements.count { Self.text(of: $0) == nil }
        messages += 1
        let types = content.elements.compactMap { $0["type"].text }
        endsWithToolResult = role == "tool" || types.contains("tool_result")
        if role == "user", !endsWithToolResult { lastWords = text }
    }

    /// Adds the result of a tool that is an item of its own.
    mutating func addToolResult(_ output: JSON) {
        addMessage(role: "tool", content: output)
    }

    /// Keeps of `offered` what `choice` leaves: none for `none`, the named one where one is named.
    mutating func offer(_ offered: [Tool], choice: JSON) {
        let word = choice.text ?? choice["type"].text
        let named = choice["function"]["name"].text ?? choice["name"].text
        tools = word == "none" ? [] : offered.filter { named == nil || $0.name == named }
    }

    private static func texts(_ content: JSON) -> [String] {
        if let text = content.text { return [text] }
        return content.elements.compactMap(text(of:))
    }

    private static func text(of part: JSON) -> String? {
        if let text = part.text ?? part["text"].text ?? part["refusal"].text { return text }
        let inner = part["content"]
        return inner == .null ? nil : texts(inner).joined(separator: " ")
    }
}
