import Dialects
import Exchange
import Testing

@Suite struct ModelListTests {
    private let list = ModelList([
        .init(id: "gpt-4o", owner: "openai"), .init(id: "cl\"aude", owner: "anthropic"),
        .init(id: "gpt-4o", owner: "other"),
    ])

    @Test func `the OpenAI form lists each model once`() {
        let expected =
            #"{"object":"list","data":[{"id":"gpt-4o","object":"model","created":0,"owned_by":"openai"},"#
            + #"{"id":"cl\"aude","object":"model","created":0,"owned_by":"anthropic"}]}"#
        #expect(String(decoding: list.bytes(surface: .openAI), as: UTF8.self) == expected)
    }

    @Test func `the Anthropic form is one whole page`() throws {
        let value = try JSONValue(parsing: list.bytes(surface: .anthropic))
        #expect(value["data"]?.elements?.count == 2)
        #expect(
            value["data"]?[0] == [
                "type": "model", "id": "gpt-4o", "display_name": "gpt-4o", "created_at": "1970-01-01T00:00:00Z",
            ]
        )
        #expect(value["has_more"] == false)
        #expect(value["first_id"] == "gpt-4o")
        #expect(value["last_id"] == "cl\"aude")
    }

    @Test func `an empty list has no first and last`() throws {
        let value = try JSONValue(parsing: ModelList([]).bytes(surface: .anthropic))
        #expect(value == ["data": [], "has_more": false, "first_id": .null, "last_id": .null])
    }

    @Test func `one model is found by its id`() throws {
        let bytes = try #require(list.bytes(model: "gpt-4o", surface: .openAI))
        #expect(try JSONValue(parsing: bytes)["owned_by"] == "openai")
        #expect(list.bytes(model: "gpt-4", surface: .openAI) == nil)
    }
}
