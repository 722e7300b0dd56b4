// Made by scripts/prices from genai-prices 0.2.3 (MIT, Pydantic Services Inc.); see NOTICE.

extension PriceText {
    static let xAI: StaticString = """
        provider x-ai
          hosts api.x.ai
          kinds xai
        model grok-2-1212 input 2 output 10
          names grok-2-1212 grok-2 grok-2-latest
        model grok-2-vision-1212 input 2 output 10
          names grok-2-vision-1212 grok-2-vision grok-2-vision-latest
        model grok-3 input 3 output 15 cache_read 0.75
          names grok-3 grok-3-latest grok-3-beta
        model grok-3-fast input 5 output 25 cache_read 1.25
          names grok-3-fast grok-3-fast-latest grok-3-fast-beta
        model grok-3-mini input 0.3 output 0.5 cache_read 0.075
          names grok-3-mini grok-3-mini-beta grok-3-mini-latest
        model grok-3-mini-fast input 0.6 output 4 cache_read 0.15
          names grok-3-mini-fast grok-3-mini-fast-beta grok-3-mini-fast-latest
        model grok-4-0709 input 3 output 15 cache_read 0.75
          names grok-4-0709 grok-4 grok-4-latest
        model grok-4-1-fast-non-reasoning input 0.2 output 0.5 cache_read 0.05
          names grok-4-1-fast-non-reasoning grok-4-1-fast-non-reasoning-latest
        model grok-4-1-fast-reasoning input 0.2 output 0.5 cache_read 0.05
          names grok-4-1-fast grok-4-1-fast-reasoning grok-4-1-fast-reasoning-latest
        model grok-4-fast-non-reasoning input 0.2 output 0.5 cache_read 0.05
          names grok-4-fast-non-reasoning grok-4-fast-non-reasoning-latest
        model grok-4-fast-reasoning input 0.2 output 0.5 cache_read 0.05
          names grok-4-fast grok-4-fast-reasoning grok-4-fast-reasoning-latest
        model grok-4.20 input 1.25 output 2.5 cache_read 0.2
          names grok-4.20 grok-4.20-0309-reasoning grok-4.20-0309-non-reasoning
          above 199999 input 2.5 output 5 cache_read 0.4
          tier batch input 1 output 2 cache_read 0.16
            above 199999 input 2 output 4 cache_read 0.32
        model grok-4.20-multi-agent-0309 input 1.25 output 2.5 cache_read 0.2
          names grok-4.20-multi-agent-0309 grok-4.20-multi-agent grok-4.20-multi-agent-beta-0309 \
            grok-4.20-multi-agent-latest grok-4.20-multi-agent-beta-latest
          above 199999 input 2.5 output 5 cache_read 0.4
          tier batch input 1 output 2 cache_read 0.16
            above 199999 input 2 output 4 cache_read 0.32
        model grok-4.3 input 1.25 output 2.5 cache_read 0.2
          names grok-4.3 grok-4.3-######## x-ai/grok-4.3 x-ai/grok-4.3-######## grok-4.3-latest
          above 199999 input 2.5 output 5 cache_read 0.4
          tier batch input 1 output 2 cache_read 0.16
            above 199999 input 2 output 4 cache_read 0.32
        model grok-4.5 input 2 output 6 cache_read 0.3
          names grok-4.5 grok-4.5-######## x-ai/grok-4.5 x-ai/grok-4.5-######## grok-4.5-latest grok-latest
          above 199999 input 4 output 12 cache_read 0.6
        model grok-4.6 input 2 output 6 cache_read 0.5
          names grok-4.6 grok-4.6-######## x-ai/grok-4.6 x-ai/grok-4.6-######## grok-4.6-latest
          above 199999 input 4 output 12 cache_read 1
        model grok-4.7 input 2 output 6 cache_read 0.5
          names grok-4.7 grok-4.7-######## x-ai/grok-4.7 x-ai/grok-4.7-######## grok-4.7-latest
          above 199999 input 4 output 12 cache_read 1
        model grok-build-0.1 input 1 output 2 cache_read 0.2
          above 199999 input 2 output 4 cache_read 0.4
        model grok-code-fast-1 input 0.2 output 1.5 cache_read 0.02
          names grok-code-fast grok-code-fast-1 grok-code-fast-1-0825
        model grok-voice-latest
          names grok-voice-latest grok-voice-3.0
        model grok-voice-think-fast-1.0
        model grok-voice-think-fast-2.0
        """
}
