// Made by scripts/prices from genai-prices 0.2.3 (MIT, Pydantic Services Inc.); see NOTICE.

extension PriceText {
    static let google: StaticString = """
        provider google
          hosts googleapis.com *.googleapis.com
          kinds gemini vertex
          fallback anthropic
        model claude-3-5-haiku input 0.8 output 4 cache_read 0.08 cache_write 1
          names *claude-3-5-haiku*
        model claude-3-5-sonnet input 3 output 15 cache_read 0.3 cache_write 3.75
          names *claude-3-5-sonnet*
        model claude-3-7-sonnet input 3 output 15 cache_read 0.3 cache_write 3.75
          names *claude-3-7-sonnet*
        model claude-3-haiku input 0.25 output 1.25 cache_read 0.03 cache_write 0.3
          names *claude-3-haiku*
        model claude-3-opus input 15 output 75 cache_read 1.5 cache_write 18.75
          names *claude-3-opus*
        model claude-4-opus input 15 output 75 cache_read 1.5 cache_write 18.75
          names *claude-4-opus* *claude-opus-4@* *claude-opus-4-0* *claude-opus-4-1* claude-opus-4
        model claude-4-sonnet input 3 output 15 cache_read 0.3 cache_write 3.75
          names *claude-4-sonnet* *claude-sonnet-4-0* *claude-sonnet-4@* *claude-sonnet-4-2025* claude-sonnet-4 \
            anthropic/claude-sonnet-4
        model claude-fable-5 input 10 output 50 cache_read 1 cache_write 12.5 cache_write_hour 20
          names *claude-fable-5 *claude-fable-5@*
        model claude-fable-5-1 input 10 output 50 cache_read 0.25 cache_write 12.5 cache_write_hour 20
          names *claude-fable-5-1 *claude-fable-5-1@*
        model claude-fable-5-2 input 8 output 40 cache_read 0.2 cache_write 10 cache_write_hour 16 web_search 0.01
          names *claude-fable-5-2 *claude-fable-5-2@*
          tier batch input 4 output 20 cache_read 0.1 cache_write 5 cache_write_hour 8
        model claude-haiku-4-5 input 1 output 5 cache_read 0.1 cache_write 1.25 cache_write_hour 2
          names *claude-haiku-4-5* *claude-haiku-4.5*
        model claude-haiku-5-5 input 0.1 output 0.5 cache_read 0.01 cache_write 0.125 cache_write_hour 0.2
          names *claude-haiku-5-5* *claude-haiku-5.5* *claude-5-5-haiku* *claude-5.5-haiku*
          above 100000 input 0.5 output 2.5 cache_read 0.05 cache_write 0.625 cache_write_hour 1
        model claude-opus-4-5 input 5 output 25 cache_read 0.5 cache_write 6.25 cache_write_hour 10
          names *claude-4-5-opus* *claude-opus-4-5* *claude-4.5-opus* *claude-opus-4.5*
        model claude-opus-4-6 input 5 output 25 cache_read 0.5 cache_write 6.25 cache_write_hour 10
          names *claude-4-6-opus* *claude-opus-4-6* *claude-4.6-opus* *claude-opus-4.6*
        model claude-opus-4-7 input 5 output 25 cache_read 0.5 cache_write 6.25 cache_write_hour 10
          names *claude-4-7-opus* *claude-opus-4-7* *claude-4.7-opus* *claude-opus-4.7*
        model claude-opus-4-8 input 5 output 25 cache_read 0.5 cache_write 6.25 cache_write_hour 10
          names *claude-4-8-opus* *claude-opus-4-8* *claude-4.8-opus* *claude-opus-4.8*
        model claude-opus-5 input 5 output 25 cache_read 0.5 cache_write 6.25 cache_write_hour 10
          names *claude-5-opus* *claude-opus-5 *claude-opus-5@* *claude-5.0-opus* *claude-opus-5.0*
        model claude-opus-5-5 input 4 output 20 cache_read 0.2 cache_write 5 cache_write_hour 8
          names *claude-5-5-opus* *claude-opus-5-5 *claude-opus-5-5@* *claude-5.5-opus* *claude-opus-5.5*
        model claude-sonnet-4-5 input 3 output 15 cache_read 0.3 cache_write 3.75 cache_write_hour 6
          names *claude-sonnet-4-5* *claude-sonnet-4.5*
          above 200000 input 6 output 22.5 cache_read 0.6 cache_write 7.5 cache_write_hour 12
        model claude-sonnet-4-6 input 3 output 15 cache_read 0.3 cache_write 3.75 cache_write_hour 6
          names *claude-sonnet-4-6* *claude-sonnet-4.6*
        model claude-sonnet-5-5 input 2 output 10 cache_read 0.1 cache_write 2.5 cache_write_hour 4
          names *claude-sonnet-5-5* *claude-sonnet-5.5* *claude-5-5-sonnet* *claude-5.5-sonnet*
        model gemini-1.0-pro-vision-001 input 0.125 output 0.375
        model gemini-1.5-flash input 0.075 output 0.3 cache_read 0.01875
          names *gemini-1.5-flash*
          above 128000 input 0.15 output 0.6 cache_read 0.0375
        model gemini-1.5-pro input 1.25 output 5
          names *gemini-1.5-pro*
          above 128000 input 2.5 output 10
        model gemini-2.0-flash input 0.1 output 0.4 cache_read 0.025 audio_input 0.7 cached_audio 0.175 web_search 0.035
          names *gemini-2.0-flash *gemini-2.0-flash-0* *gemini-2.0-flash-exp* *gemini-2.0-flash-thinking* \
            *gemini-2.0-flash-latest*
        model gemini-2.0-flash-lite input 0.075 output 0.3
          names *gemini-2.0-flash-lite*
        model gemini-2.5-flash input 0.3 output 2.5 cache_read 0.03 audio_input 1 cached_audio 0.1 web_search 0.035
          names gemini-2.5-flash gemini-2.5-flash-latest gemini-2.5-flash-preview-09-2025
          tier batch input 0.15 output 1.25 audio_input 0.5
        model gemini-2.5-flash-image input 0.3 output 2.5
          names gemini-2.5-flash-image gemini-2.5-flash-image-preview
        model gemini-2.5-flash-lite input 0.1 output 0.4 cache_read 0.01 audio_input 0.3 cached_audio 0.03 web_search \
          0.035
          names gemini-2.5-flash-lite gemini-2.5-flash-lite-preview* !*-tts !*-tts-*
          tier batch input 0.05 output 0.2 audio_input 0.15
        model gemini-2.5-flash-lite-preview-tts input 0.5 output 10
        model gemini-2.5-flash-preview input 0.15 output 0.6 web_search 0.035
          names *gemini-2.5-flash-preview-05-20* *gemini-2.5-flash-preview-04-17* \
            gemini-2.5-flash-preview-05-20:thinking gemini-2.5-flash-preview gemini-2.5-flash-preview:thinking
        model gemini-2.5-flash-tts input 0.5 output 10
          names gemini-2.5-flash-tts gemini-2.5-flash-preview-tts
          tier batch input 0.25 output 5
        model gemini-2.5-pro input 1.25 output 10 cache_read 0.125 web_search 0.035
          names gemini-2.5-pro* !*-tts !*-tts-*
          above 200000 input 2.5 output 15 cache_read 0.25
          tier batch input 0.625 output 5
            above 200000 input 1.25 output 7.5
        model gemini-2.5-pro-tts input 1 output 20
          names gemini-2.5-pro-tts gemini-2.5-pro-preview-tts
          tier batch input 0.5 output 10
        model gemini-3-flash-preview input 0.5 output 3 cache_read 0.05 audio_input 1 cached_audio 0.1 web_search 0.014
          names gemini-3-flash-preview gemini-3-flash-preview-*
          tier batch input 0.25 output 1.5 audio_input 0.5
        model gemini-3-pro-image-preview input 2 output 12 web_search 0.014
          names gemini-3-pro-image gemini-3-pro-image-preview*
          tier batch input 1 output 6
        model gemini-3-pro-preview input 2 output 12 cache_read 0.2 web_search 0.014
          names gemini-3-pro-preview* gemini-3-pro-text-preview
          above 200000 input 4 output 18 cache_read 0.4
        model gemini-3.1-flash-image-preview input 0.5 output 3 web_search 0.014
          names gemini-3.1-flash-image gemini-3.1-flash-image-preview*
          tier batch input 0.25 output 1.5
        model gemini-3.1-flash-lite input 0.25 output 1.5 cache_read 0.025 audio_input 0.5 cached_audio 0.05 web_search \
          0.014
          names gemini-3.1-flash-lite gemini-3.1-flash-lite-preview*
          tier batch input 0.125 output 0.75 cache_read 0.0125 audio_input 0.25 cached_audio 0.025
        model gemini-3.1-flash-lite-image input 0.25 output 1.5
          names gemini-3.1-flash-lite-image*
          tier batch input 0.125 output 0.75
        model gemini-3.1-flash-live-preview input 0.75 output 4.5 audio_input 3 audio_output 12 web_search 0.014
          names gemini-3.1-flash-live-preview*
        model gemini-3.1-flash-tts-preview input 1 output 20
          tier batch input 0.5 output 10
        model gemini-3.1-pro-preview input 2 output 12 cache_read 0.2 web_search 0.014
          names gemini-3.1-pro-preview* gemini-pro-latest
          above 200000 input 4 output 18 cache_read 0.4
          tier batch input 1 output 6
            above 200000 input 2 output 9
        model gemini-3.5-flash input 1.5 output 9 cache_read 0.15 web_search 0.014
          names gemini-3.5-flash gemini-3.5-flash-preview* gemini-3.5-flash-#*
        model gemini-3.5-flash-lite input 0.3 output 2.5 cache_read 0.03 web_search 0.014
          names gemini-3.5-flash-lite* gemini-flash-lite-latest
          tier batch input 0.15 output 1.25 cache_read 0.02
        model gemini-3.6-flash input 0.75 output 3.75 cache_read 0.075 web_search 0.014
          names gemini-3.6-flash*
          tier batch input 0.375 output 1.875 cache_read 0.0375
        model gemini-3.7-flash input 0.75 output 3.75 cache_read 0.075 web_search 0.014
          names gemini-3.7-flash*
        model gemini-3.8-flash input 0.75 output 3.75 cache_read 0.075 web_search 0.014
          names gemini-3.8-flash* gemini-flash-latest !*-tts !*-tts-*
          tier batch input 0.375 output 1.875 cache_read 0.0375
        model gemini-3.8-flash-lite-tts input 0.5 output 6
          tier batch input 0.25 output 3
          tier flex input 0.25 output 3
          tier priority input 0.9 output 10.8
        model gemini-3.8-flash-tts input 0.5 output 9
          tier batch input 0.25 output 4.5
          tier flex input 0.25 output 4.5
          tier priority input 0.9 output 16.2
        model gemini-3.8-live input 0.75 output 4.5 audio_input 3 audio_output 12 web_search 0.014
          names gemini-3.8-live*
        model gemini-4-argon input 2 output 10 cache_read 0.1 web_search 0.014
          names gemini-4-argon gemini-4-argon-preview* gemini-4-argon-#*
          tier batch input 1 output 5 cache_read 0.05
        model gemini-embedding-001 input 0.15
        model gemini-embedding-2 input 0.2 audio_input 6.5
          names gemini-embedding-2 gemini-embedding-2-preview
          tier batch input 0.1 audio_input 3.25
        model gemini-flash-1.5 input 0.075 output 0.3 cache_read 0.01875
          above 128000 input 0.15 output 0.6 cache_read 0.0375
        model gemini-flash-1.5-8b input 0.0375 output 0.15 cache_read 0.01
          above 128000 input 0.075 output 0.3 cache_read 0.02
        model gemini-live-2.5-flash input 0.5 output 2 audio_input 3 audio_output 12
          names gemini-live-2.5-flash* gemini-2.5-flash-native-audio-preview* gemini-2.5-flash-native-audio-latest
        model gemini-nano-banana-2.1 input 1.5 output 7.5 web_search 0.014
          tier batch input 0.75 output 3.75
        model gemini-omni-1.1-flash input 1.5 output 9
        model gemini-omni-flash-preview input 1.5 output 9
          names gemini-omni-flash-preview*
        model gemini-pro input 0.125 output 0.375
          names gemini-pro gemini-1.0-pro
        model gemini-pro-1.5 input 1.25 output 5 cache_read 0.3125
          above 128000 input 2.5 output 10 cache_read 0.625
        model gemini-robotics-er-2-preview input 1 output 5 cache_read 0.1
        model gemini-robotics-er-2-streaming-preview input 1 output 5
        model gemma-2-27b-it input 0.65 output 0.65
        model gemma-3
          names gemma-3-* gemma-3
        model gemma-3n
          names gemma-3n*
        model gemma-4-26b-a4b-it
        model gemma-4-26b-a4b-it-maas input 0.15 output 0.6 cache_read 0.015
        model gemma-4-31b-it
        """
}
