import Exchange

/// `/v1/models` and one model of it, in either dialect.
enum ModelList {
    /// Every model.
    static func all(_ surface: Surface) -> DemoAnswer {
        let models = DemoModels.all.map { one($0, surface) }
        guard surface == .anthropic else { return DemoAnswer(["object": "list", "data": .array(models)]) }
        return DemoAnswer([
            "data": .array(models), "has_more": false, "first_id": .string(DemoModels.all.first?.name ?? ""),
            "last_id": .string(DemoModels.all.last?.name ?? ""),
        ])
    }

    /// The model of that name.
    static func one(named name: String, _ surface: Surface) throws(Refusal) -> DemoAnswer {
        guard let model = DemoModels.named(name) else { throw .model(name, .unknownModel, surface) }
        return DemoAnswer(one(model, surface))
    }

    private static func one(_ model: DemoModel, _ surface: Surface) -> JSON {
        switch surface {
        case .openAI, .gemini, .bedrock:
            [
                "id": .string(model.name), "object": "model", "created": .count(DemoAnswer.created),
                "owned_by": "weir-demo",
            ]
        case .anthropic:
            [
                "type": "model", "id": .string(model.name), "display_name": .string(model.name),
                "created_at": "2026-01-01T00:00:00Z", "lifecycle": "active",
            ]
        }
    }
}
