/// `/v1/moderations`: finds nothing wrong with anything.
struct Moderations: Sendable {
    private static let categories = [
        "harassment", "harassment/threatening", "hate", "hate/threatening", "illicit", "illicit/violent",
        "self-harm", "self-harm/instructions", "self-harm/intent", "sexual", "sexual/minors", "violence",
        "violence/graphic",
    ]

    private let inputs: Int

    /// Reads the request's body.
    init(_ body: JSON) throws(Refusal) {
        let input = body["input"]
        // Parts such as a text and an image are judged together, texts one by one.
        let isParts = input.elements.first?.text == nil
        inputs = input.text != nil || (isParts && !input.elements.isEmpty) ? 1 : input.elements.count
        guard inputs > 0 else { throw .invalid("Missing required parameter: 'input'.", param: "input") }
    }

    /// One result for each text.
    func answer(_ choice: ModelChoice, id: String) -> DemoAnswer {
        let result: JSON = [
            "flagged": false, "categories": Self.each(false), "category_scores": Self.each(0.0),
            "category_applied_input_types": Self.each(["text"]),
        ]
        return DemoAnswer([
            "id": .string("modr-" + id), "model": .string(choice.model.name),
            "results": .array(Array(repeating: result, count: inputs)),
        ])
    }

    private static func each(_ value: JSON) -> JSON {
        .object(categories.map { JSON.Member($0, value) })
    }
}
