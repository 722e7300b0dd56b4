// Made by scripts/prices from genai-prices 0.2.3 (MIT, Pydantic Services Inc.); see NOTICE.

extension PriceText {
    static let azure: StaticString = """
        provider azure
          hosts *.openai.azure.com *.azure-api.net *.cognitiveservices.azure.com *.services.ai.azure.com
          kinds azure
          fallback openai anthropic deepseek x-ai moonshotai
        model ada input 0.1
          names ada text-embedding-ada text-embedding-ada-002 text-embedding-ada-002-v2
        model babbage input 0.4
          names babbage babbage-002
        model curie input 2
          names curie text-curie text-curie-001
        model davinci input 2
          names davinci davinci-002 text-davinci text-davinci-002
        model mai-ds-r1:free
        model o1 input 15 output 60 cache_read 7.5
          names o1 o1-2024-12-17
        model o1-mini input 1.1 output 4.4 cache_read 0.55
          names o1-mini o1-mini-2024-09-12
        model o1-preview input 15 output 60 cache_read 7.5
          names o1-preview o1-preview-2024-09-12
        model o3-2025-04-16 input 2 output 8 cache_read 0.5
          names o3 o3-2025-04-16
        model o3-mini input 1.1 output 4.4 cache_read 0.55
          names o3-mini o3-mini-2025-01-31
        model o4-mini input 1.1 output 4.4 cache_read 0.275
          names *o4-mini* *o4-mini-2025-04-16*
        model phi-3-medium-128k-instruct input 0.17 output 0.68
        model phi-3-mini-128k-instruct input 0.13 output 0.52
        model phi-3.5-mini-128k-instruct input 0.13 output 0.52
        model phi-4 input 0.125 output 0.5
        model phi-4-mini-instruct input 0.075 output 0.3
        model phi-4-multimodal-instruct input 0.08 output 0.32 audio_input 4
        model phi-4-reasoning-plus input 0.125 output 0.5
        model phi-4-reasoning-plus:free
        model phi-4-reasoning:free
        model text-embedding-3-large input 0.13
        model text-embedding-3-small input 0.02
        model wizardlm-2-8x22b input 0.48 output 0.48
        """
}
