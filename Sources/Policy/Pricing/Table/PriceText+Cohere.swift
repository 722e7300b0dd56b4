// Made by scripts/prices from genai-prices 0.2.3 (MIT, Pydantic Services Inc.); see NOTICE.

extension PriceText {
    static let cohere: StaticString = """
        provider cohere
          hosts api.cohere.com api.cohere.ai
          kinds cohere
        model c4ai-aya-expanse-32b input 0.5 output 1.5
          names *aya-expanse-32b*
        model c4ai-aya-expanse-8b input 0.5 output 1.5
          names *aya-expanse-8b*
        model command input 1 output 2
        model command-a input 2.5 output 10
          names command-a command-a-03-2025
        model command-light input 0.3 output 0.6
          names command-light*
        model command-r input 0.15 output 0.6
          names command-r command-r-08-2024
        model command-r-plus input 2.5 output 10
          names command-r-plus command-r-plus-08-2024
        model command-r7b input 0.0375 output 0.15
          names command-r7b command-r7b-12-2024
        model embed-v4.0 input 0.12
        """
}
