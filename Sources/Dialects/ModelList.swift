package import Exchange

/// The models a caller may use, as the bodies of `GET /v1/models` and `GET /v1/models/{model}`.
package struct ModelList: Sendable {
    /// A model and who serves it.
    package struct Entry: Sendable, Hashable {
        /// The name the caller uses.
        package let id: String
        /// The provider's name.
        package let owner: String

        /// Makes an entry.
        package init(id: String, owner: String) {
            self.id = id
            self.owner = owner
        }
    }

    /// The models in the order they are shown.
    package let entries: [Entry]

    /// Makes a list; of entries with the same id the first stays.
    package init(_ entries: [Entry]) {
        var seen: Set<String> = []
        self.entries = entries.filter { seen.insert($0.id).inserted }
    }

    /// The whole list, in one page.
    ///
    /// When a model was made is not known here; the times are the epoch, which both dialects that show them allow.
    package func bytes(surface: Surface) -> [UInt8] {
        let data = JSONValue.array(entries.map { Self.value(of: $0, surface: surface) })
        let body: JSONValue =
            switch surface {
            case .openAI: ["object": "list", "data": data]
            case .anthropic:
                [
                    "data": data, "has_more": false,
                    "first_id": entries.first.map { .string($0.id) } ?? .null,
                    "last_id": entries.last.map { .string($0.id) } ?? .null,
                ]
            case .gemini: ["models": data]
            case .bedrock: ["modelSummaries": data]
            }
        return body.bytes()
    }

    /// One model of the list; nil when it is not in it.
    package func bytes(model id: String, surface: Surface) -> [UInt8]? {
        entries.first { $0.id == id }.map { Self.value(of: $0, surface: surface).bytes() }
    }

    private static func value(of entry: Entry, surface: Surface) -> JSONValue {
        switch surface {
        case .openAI:
            ["id": .string(entry.id), "object": "model", "created": 0, "owned_by": .string(entry.owner)]
        case .anthropic:
            [
                "type": "model", "id": .string(entry.id), "display_name": .string(entry.id),
                "created_at": "1970-01-01T00:00:00Z",
            ]
        case .gemini:
            [
                "name": .string("models/" + entry.id), "displayName": .string(entry.id),
                "supportedGenerationMethods": ["generateContent", "streamGenerateContent", "countTokens"],
            ]
        case .bedrock:
            ["modelId": .string(entry.id), "modelName": .string(entry.id), "providerName": .string(entry.owner)]
        }
    }
}
