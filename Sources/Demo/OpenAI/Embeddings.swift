import FoundationEssentials

/// `/v1/embeddings`: unit vectors drawn from a hash of the text, as numbers or base64.
struct Embeddings: Sendable {
    /// The length of a vector where none is asked for.
    static let usualDimensions = 1_536

    private let inputs: [JSON]
    private let dimensions: Int
    private let isBase64: Bool

    /// Reads the request's body: a text, a list of tokens, or a list of either.
    init(_ body: JSON) throws(Refusal) {
        let input = body["input"]
        let isTokens = input.elements.first?.whole != nil
        inputs = isTokens || input.text != nil ? [input] : input.elements
        guard (1...2_048).contains(inputs.count) else {
            throw .invalid("'input' must hold from 1 to 2048 texts.", param: "input")
        }
        dimensions = body["dimensions"].whole ?? Self.usualDimensions
        guard (1...4_096).contains(dimensions) else {
            throw .invalid("'dimensions' must be from 1 to 4096.", param: "dimensions")
        }
        isBase64 = body["encoding_format"] == "base64"
    }

    /// The list of vectors.
    func answer(_ choice: ModelChoice) -> DemoAnswer {
        let tokens = inputs.reduce(0) { $0 + ($1.text.map(Words.count) ?? $1.elements.count) }
        let data: [JSON] = inputs.enumerated().map { index, input in
            let vector = Self.vector(input.text ?? input.rendered, dimensions: dimensions)
            return [
                "object": "embedding", "index": .count(index),
                "embedding": isBase64 ? .string(Self.base64(vector)) : .array(vector.map { .number(Double($0)) }),
            ]
        }
        return DemoAnswer([
            "object": "list", "data": .array(data), "model": .string(choice.model.name),
            "usage": ["prompt_tokens": .count(tokens), "total_tokens": .count(tokens)],
        ])
    }

    /// The vector of `text`: of length 1, and the same whenever it is asked for.
    static func vector(_ text: String, dimensions: Int) -> [Float] {
        let seed = Chance.hash(text.utf8)
        let draws = (0..<dimensions).map { Chance.draw(seed: seed, index: UInt64($0)) * 2 - 1 }
        let length = draws.reduce(0) { $0 + $1 * $1 }.squareRoot()
        return draws.map { Float(length > 0 ? $0 / length : 1) }
    }

    private static func base64(_ vector: [Float]) -> String {
        let bytes = vector.flatMap { value in
            let bits = value.bitPattern
            return [0, 8, 16, 24].map { UInt8(truncatingIfNeeded: bits >> $0) }
        }
        return Data(bytes).base64EncodedString()
    }
}
