// Made by scripts/prices from genai-prices 0.2.3 (MIT, Pydantic Services Inc.); see NOTICE.

/// The text of the shipped price table, provider by provider; `PriceReader` says what it means.
enum PriceText {
    /// The day whose prices these are.
    static let day = "2026-11-23"

    /// The whole table, in order.
    static let all: [StaticString] = [
        anthropic,
        aws,
        azure,
        cohere,
        deepSeek,
        google,
        groq,
        mistral,
        openAI,
        perplexity,
        xAI,
    ]
}
