// Made by scripts/prices from genai-prices 0.2.3 (MIT, Pydantic Services Inc.); see NOTICE.

extension PriceText {
    static let openAI: StaticString = """
        provider openai
          hosts api.openai.com
          kinds openai
        model ada input 0.4 output 0.4
          names ada text-ada-001
        model babbage input 0.5 output 0.5
        model babbage-002 input 0.4 output 0.4
        model chatgpt-4o-latest input 5 output 15
        model chatgpt-image-latest input 5 output 10 cache_read 1.25
        model codex-mini input 1.5 output 6 cache_read 0.375
          names codex-mini codex-mini-latest
        model computer-use input 3 output 12
          names computer-use*
        model curie input 2 output 2
          names curie text-curie-001
        model davinci input 20 output 20
          names davinci text-davinci-001
        model davinci-002 input 2 output 2
        model ft:gpt-3.5-turbo- input 3 output 6
          names ft:gpt-3.5-turbo*
          tier batch input 1.5 output 3
        model ft:gpt-4o input 3.75 output 15
          names ft:gpt-4o-2024-*
        model ft:gpt-4o-mini input 0.3 output 1.2
          names ft:gpt-4o-mini-2024-*
          tier batch input 0.15 output 0.6
        model gpt-3.5-0301 input 1.5 output 2
          names gpt-3.5-turbo-0301 gpt-3.5-0301
        model gpt-3.5-turbo input 0.5 output 1.5
          names gpt-3.5-turbo gpt-35-turbo gpt-3.5-turbo-0125
          tier batch input 0.25 output 0.75
        model gpt-3.5-turbo-0613 input 1.5 output 2
        model gpt-3.5-turbo-1106 input 1 output 2
        model gpt-3.5-turbo-16k input 3 output 4
          names gpt-3.5-turbo-16k gpt-3.5-turbo-16k-0613 gpt-35-turbo-16k-0613 gpt-35-turbo-16k
        model gpt-3.5-turbo-instruct input 1.5 output 2
          names gpt-3.5-turbo-instruct* gpt-3.5-turbo-instruct-0914
        model gpt-4 input 30 output 60
          names gpt-4 gpt-4-0314 gpt-4-0613 ft:gpt-4-0*
          tier batch input 15 output 30
        model gpt-4-32k input 60 output 120
          names gpt-4-32k gpt-4-32k-0314 gpt-4-32k-0613
        model gpt-4-turbo input 10 output 30
          names gpt-4-turbo gpt-4-turbo-2024-04-09 gpt-4-turbo-0125-preview gpt-4-0125-preview gpt-4-1106-preview \
            gpt-4-turbo-preview
          tier batch input 5 output 15
        model gpt-4-vision-preview input 10 output 30
          names gpt-4-vision-preview gpt-4-1106-vision-preview
        model gpt-4.1 input 2 output 8 cache_read 0.5 web_search 0.01
          names gpt-4.1 gpt-4.1-2025-04-14
          tier priority input 3.5 output 14 cache_read 0.875
          tier fast input 3.5 output 14 cache_read 0.875
          tier batch input 1 output 4
        model gpt-4.1-mini input 0.4 output 1.6 cache_read 0.1 web_search 0.01
          names gpt-4.1-mini gpt-4.1-mini-2025-04-14
          tier priority input 0.7 output 2.8 cache_read 0.175
          tier fast input 0.7 output 2.8 cache_read 0.175
          tier batch input 0.2 output 0.8
        model gpt-4.1-nano input 0.1 output 0.4 cache_read 0.025
          names gpt-4.1-nano gpt-4.1-nano-2025-04-14
          tier priority input 0.2 output 0.8 cache_read 0.05
          tier fast input 0.2 output 0.8 cache_read 0.05
          tier batch input 0.05 output 0.2
        model gpt-4.5-preview input 75 output 150 cache_read 37.5
          names gpt-4.5-preview*
        model gpt-4o input 2.5 output 10 cache_read 1.25 web_search 0.01
          names gpt-4o gpt-4o-2024-08-06 gpt-4o-2024-11-20
          tier priority input 4.25 output 17 cache_read 2.125
          tier fast input 4.25 output 17 cache_read 2.125
          tier batch input 1.25 output 5
        model gpt-4o-2024-05-13 input 5 output 15 web_search 0.01
          tier priority input 8.75 output 26.25
          tier fast input 8.75 output 26.25
          tier batch input 2.5 output 7.5
        model gpt-4o-audio-preview input 2.5 output 10
          names gpt-4o-audio-preview*
        model gpt-4o-mini input 0.15 output 0.6 cache_read 0.075 web_search 0.01
          names gpt-4o-mini gpt-4o-mini-2024-07-18 gpt-4o-mini-search-preview gpt-4o-mini-search-preview-2025-03-11
          tier priority input 0.25 output 1 cache_read 0.125
          tier fast input 0.25 output 1 cache_read 0.125
          tier batch input 0.075 output 0.3
        model gpt-4o-mini-2024-07-18.ft- input 0.3 output 1.2
          names gpt-4o-mini-2024-07-18.ft-*
          tier batch input 0.15 output 0.6
        model gpt-4o-mini-audio-preview input 0.15 output 0.6
          names gpt-4o-mini-audio*
        model gpt-4o-mini-realtime-preview input 0.6 output 2.4 cache_read 0.3 audio_input 10 cached_audio 0.3 \
          audio_output 20
          names gpt-4o-mini-realtime*
        model gpt-4o-mini-transcribe input 1.25 output 5 audio_input 3
        model gpt-4o-mini-tts input 0.6 output 12
        model gpt-4o-realtime-preview input 5 output 20 cache_read 2.5 audio_input 40 cached_audio 2.5 audio_output 80
          names gpt-4o-realtime*
        model gpt-4o-search-preview input 2.5 output 10
          names gpt-4o-search-preview gpt-4o-search-preview-2025-03-11
        model gpt-4o-transcribe input 2.5 output 10 audio_input 6
          names gpt-4o-transcribe gpt-4o-transcribe-diarize
        model gpt-4o:extended input 6 output 18
        model gpt-5 input 1.25 output 10 cache_read 0.125 web_search 0.01
          names gpt-5 gpt-5-2025-08-07 gpt-5-chat gpt-5-chat-latest gpt-5-codex
          tier flex input 0.625 output 5 cache_read 0.0625
          tier priority input 2.5 output 20 cache_read 0.25
          tier fast input 2.5 output 20 cache_read 0.25
          tier batch input 0.625 output 5 cache_read 0.0625
        model gpt-5-image input 10 output 10 cache_read 1.25
        model gpt-5-image-mini input 2.5 output 2 cache_read 0.25
        model gpt-5-mini input 0.25 output 2 cache_read 0.025 web_search 0.01
          names gpt-5-mini gpt-5-mini-2025-08-07
          tier flex input 0.125 output 1 cache_read 0.0125
          tier priority input 0.45 output 3.6 cache_read 0.045
          tier fast input 0.45 output 3.6 cache_read 0.045
          tier batch input 0.125 output 1 cache_read 0.0125
        model gpt-5-nano input 0.05 output 0.4 cache_read 0.005 web_search 0.01
          names gpt-5-nano gpt-5-nano-*
          tier flex input 0.025 output 0.2 cache_read 0.0025
          tier batch input 0.025 output 0.2 cache_read 0.0025
        model gpt-5-pro input 15 output 120 web_search 0.01
          names gpt-5-pro gpt-5-pro-2025-10-06
          tier batch input 7.5 output 60
        model gpt-5-search-api input 1.25 output 10 cache_read 0.125
        model gpt-5.1 input 1.25 output 10 cache_read 0.125 web_search 0.01
          names gpt-5.1 gpt-5.1-2025-11-13 gpt-5.1-codex gpt-5.1-codex-max gpt-5.1-chat gpt-5.1-chat-latest gpt-5-1 \
            gpt-5-1-2025-11-13 gpt-5-1-codex gpt-5-1-codex-max gpt-5-1-chat gpt-5-1-chat-latest
          tier flex input 0.625 output 5 cache_read 0.0625
          tier priority input 2.5 output 20 cache_read 0.25
          tier fast input 2.5 output 20 cache_read 0.25
          tier batch input 0.625 output 5 cache_read 0.0625
        model gpt-5.1-codex-mini input 0.25 output 2 cache_read 0.025
          names gpt-5.1-codex-mini gpt-5.1-mini gpt-5-1-codex-mini gpt-5-1-mini
        model gpt-5.2 input 1.75 output 14 cache_read 0.175 web_search 0.01
          names gpt-5.2 gpt-5.2-2025-12-11 gpt-5-2 gpt-5-2-2025-12-11 gpt-5.2-chat gpt-5.2-chat-latest gpt-5-2-chat \
            gpt-5-2-chat-latest gpt-5.2-codex gpt-5-2-codex
          tier flex input 0.875 output 7 cache_read 0.0875
          tier priority input 3.5 output 28 cache_read 0.35
          tier fast input 3.5 output 28 cache_read 0.35
          tier batch input 0.875 output 7 cache_read 0.0875
        model gpt-5.2-pro input 21 output 168 web_search 0.01
          names gpt-5.2-pro gpt-5.2-pro-2025-12-11 gpt-5-2-pro-2025-12-11
          tier batch input 10.5 output 84
        model gpt-5.3 input 1.75 output 14 cache_read 0.175
          names gpt-5.3 gpt-5-3 gpt-5.3-chat gpt-5.3-chat-latest gpt-5-3-chat gpt-5-3-chat-latest
        model gpt-5.3-codex input 1.75 output 14 cache_read 0.175
          names gpt-5.3-codex gpt-5-3-codex
          tier priority input 3.5 output 28 cache_read 0.35
          tier fast input 3.5 output 28 cache_read 0.35
        model gpt-5.4 input 2.5 output 15 cache_read 0.25 web_search 0.01
          names gpt-5.4 gpt-5.4-2026-03-05 gpt-5-4 gpt-5-4-2026-03-05
          above 272000 input 5 output 22.5 cache_read 0.5
          tier flex input 1.25 output 7.5 cache_read 0.13
            above 272000 input 2.5 output 11.25 cache_read 0.25
          tier priority input 5 output 30 cache_read 0.5
          tier fast input 5 output 30 cache_read 0.5
          tier batch input 1.25 output 7.5 cache_read 0.13
            above 272000 input 2.5 output 11.25 cache_read 0.25
        model gpt-5.4-image-2 input 8 output 15 cache_read 2
        model gpt-5.4-mini input 0.75 output 4.5 cache_read 0.075 web_search 0.01
          names gpt-5.4-mini gpt-5.4-mini-2026-03-17 gpt-5-4-mini gpt-5-4-mini-2026-03-17
          tier flex input 0.375 output 2.25 cache_read 0.0375
          tier priority input 1.5 output 9 cache_read 0.15
          tier fast input 1.5 output 9 cache_read 0.15
          tier batch input 0.375 output 2.25 cache_read 0.0375
        model gpt-5.4-nano input 0.2 output 1.25 cache_read 0.02 web_search 0.01
          names gpt-5.4-nano gpt-5.4-nano-2026-03-17 gpt-5-4-nano gpt-5-4-nano-2026-03-17
          tier flex input 0.1 output 0.625 cache_read 0.01
          tier batch input 0.1 output 0.625 cache_read 0.01
        model gpt-5.4-pro input 30 output 180 web_search 0.01
          names gpt-5.4-pro gpt-5.4-pro-2026-03-05 gpt-5-4-pro gpt-5-4-pro-2026-03-05
          above 272000 input 60 output 270
          tier flex input 15 output 90
            above 272000 input 30 output 135
          tier batch input 15 output 90
            above 272000 input 30 output 135
        model gpt-5.5 input 5 output 30 cache_read 0.5 web_search 0.01
          names gpt-5.5 gpt-5.5-2026-04-23 gpt-5.5-2026-04-24 gpt-5-5 gpt-5-5-2026-04-23 gpt-5-5-2026-04-24 gpt-5.5-chat \
            gpt-5.5-chat-latest gpt-5-5-chat gpt-5-5-chat-latest gpt-5.5-codex gpt-5-5-codex
          above 272000 input 10 output 45 cache_read 1
          tier flex input 2.5 output 15 cache_read 0.25
            above 272000 input 5 output 22.5 cache_read 0.5
          tier priority input 12.5 output 75 cache_read 1.25
          tier fast input 12.5 output 75 cache_read 1.25
          tier batch input 2.5 output 15 cache_read 0.25
            above 272000 input 5 output 22.5 cache_read 0.5
        model gpt-5.5-cyber input 12.5 output 75 cache_read 1.25
        model gpt-5.5-pro input 30 output 180 web_search 0.01
          names gpt-5.5-pro gpt-5.5-pro-2026-04-23 gpt-5-5-pro gpt-5-5-pro-2026-04-23
          above 272000 input 60 output 270
          tier flex input 15 output 90
          tier batch input 15 output 90
        model gpt-5.6-cyber input 12.5 output 75 cache_read 1.25 cache_write 15.625
        model gpt-5.6-luna input 0.2 output 1.2 cache_read 0.02 cache_write 0.25 web_search 0.01
          names gpt-5.6-luna gpt-5-6-luna gpt-5.6-luna-####-##-## gpt-5-6-luna-####-##-##
          above 272000 input 0.4 output 1.8 cache_read 0.04 cache_write 0.5
          tier flex input 0.1 output 0.6 cache_read 0.01 cache_write 0.125
            above 272000 input 0.2 output 0.9 cache_read 0.02 cache_write 0.25
          tier priority input 0.4 output 2.4 cache_read 0.04 cache_write 0.5
            above 272000 input 0.8 output 3.6 cache_read 0.08 cache_write 1
          tier fast input 0.4 output 2.4 cache_read 0.04 cache_write 0.5
            above 272000 input 0.8 output 3.6 cache_read 0.08 cache_write 1
          tier batch input 0.1 output 0.6 cache_read 0.01 cache_write 0.125
            above 272000 input 0.2 output 0.9 cache_read 0.02 cache_write 0.25
        model gpt-5.6-sol input 4 output 20 cache_read 0.4 cache_write 5 web_search 0.01
          names gpt-5.6-sol gpt-5-6-sol gpt-5.6 gpt-5-6 gpt-5.6-sol-####-##-## gpt-5-6-sol-####-##-##
          above 272000 input 8 output 30 cache_read 0.8 cache_write 10
          tier flex input 2 output 10 cache_read 0.2 cache_write 2.5
            above 272000 input 4 output 15 cache_read 0.4 cache_write 5
          tier priority input 8 output 40 cache_read 0.8 cache_write 10
            above 272000 input 16 output 60 cache_read 1.6 cache_write 20
          tier fast input 8 output 40 cache_read 0.8 cache_write 10
            above 272000 input 16 output 60 cache_read 1.6 cache_write 20
          tier batch input 2 output 10 cache_read 0.2 cache_write 2.5
            above 272000 input 4 output 15 cache_read 0.4 cache_write 5
        model gpt-5.6-terra input 2 output 12 cache_read 0.2 cache_write 2.5 web_search 0.01
          names gpt-5.6-terra gpt-5-6-terra gpt-5.6-terra-####-##-## gpt-5-6-terra-####-##-##
          above 272000 input 4 output 18 cache_read 0.4 cache_write 5
          tier flex input 1 output 6 cache_read 0.1 cache_write 1.25
            above 272000 input 2 output 9 cache_read 0.2 cache_write 2.5
          tier priority input 4 output 24 cache_read 0.4 cache_write 5
            above 272000 input 8 output 36 cache_read 0.8 cache_write 10
          tier fast input 4 output 24 cache_read 0.4 cache_write 5
            above 272000 input 8 output 36 cache_read 0.8 cache_write 10
          tier batch input 1 output 6 cache_read 0.1 cache_write 1.25
            above 272000 input 2 output 9 cache_read 0.2 cache_write 2.5
        model gpt-6-astra input 10 output 50 cache_read 1 cache_write 12.5 web_search 0.01
          names gpt-6-astra gpt-6-astra-####-##-##
          above 272000 input 20 output 75 cache_read 2 cache_write 25
          tier flex input 5 output 25 cache_read 0.5 cache_write 6.25
            above 272000 input 10 output 37.5 cache_read 1 cache_write 12.5
          tier priority input 20 output 100 cache_read 2 cache_write 25
            above 272000 input 40 output 150 cache_read 4 cache_write 50
          tier fast input 20 output 100 cache_read 2 cache_write 25
            above 272000 input 40 output 150 cache_read 4 cache_write 50
          tier batch input 5 output 25 cache_read 0.5 cache_write 6.25
            above 272000 input 10 output 37.5 cache_read 1 cache_write 12.5
        model gpt-6-cyber input 20 output 100 cache_read 2 cache_write 25
        model gpt-6-luna input 0.1 output 0.5 cache_read 0.01 cache_write 0.125 web_search 0.01
          names gpt-6-luna gpt-6-luna-####-##-##
          above 272000 input 0.2 output 0.75 cache_read 0.02 cache_write 0.25
          tier flex input 0.05 output 0.25 cache_read 0.005 cache_write 0.0625
            above 272000 input 0.1 output 0.375 cache_read 0.01 cache_write 0.125
          tier priority input 0.2 output 1 cache_read 0.02 cache_write 0.25
            above 272000 input 0.4 output 1.5 cache_read 0.04 cache_write 0.5
          tier fast input 0.2 output 1 cache_read 0.02 cache_write 0.25
            above 272000 input 0.4 output 1.5 cache_read 0.04 cache_write 0.5
          tier batch input 0.05 output 0.25 cache_read 0.005 cache_write 0.0625
            above 272000 input 0.1 output 0.375 cache_read 0.01 cache_write 0.125
        model gpt-6-rosalind input 15 output 75 cache_read 1.5 cache_write 18.75
          above 272000 input 30 output 112.5 cache_read 3 cache_write 37.5
        model gpt-6-sol input 2 output 10 cache_read 0.2 cache_write 2.5 web_search 0.01
          names gpt-6-sol gpt-6-sol-####-##-##
          above 272000 input 4 output 15 cache_read 0.4 cache_write 5
          tier flex input 1 output 5 cache_read 0.1 cache_write 1.25
            above 272000 input 2 output 7.5 cache_read 0.2 cache_write 2.5
          tier priority input 4 output 20 cache_read 0.4 cache_write 5
            above 272000 input 8 output 30 cache_read 0.8 cache_write 10
          tier fast input 4 output 20 cache_read 0.4 cache_write 5
            above 272000 input 8 output 30 cache_read 0.8 cache_write 10
          tier batch input 1 output 5 cache_read 0.1 cache_write 1.25
            above 272000 input 2 output 7.5 cache_read 0.2 cache_write 2.5
        model gpt-6.1-sol input 2 output 10 cache_read 0.1 cache_write 2.5 web_search 0.01
          names gpt-6.1-sol gpt-6.1-sol-####-##-##
          above 272000 input 4 output 15 cache_read 0.2 cache_write 5
          tier flex input 1 output 5 cache_read 0.05 cache_write 1.25
            above 272000 input 2 output 7.5 cache_read 0.1 cache_write 2.5
          tier priority input 4 output 20 cache_read 0.2 cache_write 5
            above 272000 input 8 output 30 cache_read 0.4 cache_write 10
          tier fast input 4 output 20 cache_read 0.2 cache_write 5
            above 272000 input 8 output 30 cache_read 0.4 cache_write 10
          tier batch input 1 output 5 cache_read 0.05 cache_write 1.25
            above 272000 input 2 output 7.5 cache_read 0.1 cache_write 2.5
        model gpt-6.1-terra input 1 output 5 cache_read 0.05 cache_write 1.25 web_search 0.01
          names gpt-6.1-terra gpt-6.1-terra-####-##-##
          above 272000 input 2 output 7.5 cache_read 0.1 cache_write 2.5
          tier flex input 0.5 output 2.5 cache_read 0.025 cache_write 0.625
            above 272000 input 1 output 3.75 cache_read 0.05 cache_write 1.25
          tier priority input 2 output 10 cache_read 0.1 cache_write 2.5
            above 272000 input 4 output 15 cache_read 0.2 cache_write 5
          tier fast input 2 output 10 cache_read 0.1 cache_write 2.5
            above 272000 input 4 output 15 cache_read 0.2 cache_write 5
          tier batch input 0.5 output 2.5 cache_read 0.025 cache_write 0.625
            above 272000 input 1 output 3.75 cache_read 0.05 cache_write 1.25
        model gpt-audio input 2.5 output 10 audio_input 32 audio_output 64
          names gpt-audio gpt-audio-2025-08-28 gpt-audio-1.5
        model gpt-audio-mini input 0.6 output 2.4 audio_input 10 audio_output 20
          names gpt-audio-mini gpt-audio-mini-2025-10-06 gpt-audio-mini-2025-12-15
        model gpt-chat-latest input 5 output 30 cache_read 0.5
          names gpt-chat-latest chat-latest
        model gpt-image-1 input 5 output 40 cache_read 1.25
          tier batch input 2.5 output 20 cache_read 0.63
        model gpt-image-1-mini input 2 output 8 cache_read 0.2
          tier batch input 1 output 4 cache_read 0.1
        model gpt-image-1.5 input 5 output 10 cache_read 1.25
          names gpt-image-1.5 gpt-image-1.5-2025-12-16
          tier batch input 2.5 output 5 cache_read 0.63
        model gpt-image-2 input 5 output 30 cache_read 1.25
          names gpt-image-2 gpt-image-2-2026-04-21
          tier batch input 2.5 output 15 cache_read 0.625
        model gpt-image-2.5-flare input 5 output 30 cache_read 1.25
          names gpt-image-2.5-flare gpt-image-2.5-flare-2026-09-08
          tier batch input 2.5 output 15 cache_read 0.625
        model gpt-image-2.5-sunburst input 5 output 30 cache_read 1.25
          names gpt-image-2.5-sunburst gpt-image-2.5-sunburst-2026-09-08
          tier batch input 2.5 output 15 cache_read 0.625
        model gpt-live-1
        model gpt-live-transcribe
        model gpt-oss-120b input 0.039 output 0.18
        model gpt-oss-20b input 0.029 output 0.14
        model gpt-oss-safeguard-20b input 0.075 output 0.3 cache_read 0.037
        model gpt-realtime input 4 output 16 cache_read 0.4 audio_input 32 cached_audio 0.4 audio_output 64
          names gpt-realtime gpt-realtime-2025-08-28 gpt-realtime-1.5
        model gpt-realtime-2 input 4 output 24 cache_read 0.4 audio_input 32 cached_audio 0.4 audio_output 64
          names gpt-realtime-2 gpt-realtime-2.1
        model gpt-realtime-mini input 0.6 output 2.4 cache_read 0.06 audio_input 10 cached_audio 0.3 audio_output 20
          names gpt-realtime-mini gpt-realtime-2.1-mini gpt-realtime-mini-2025-12-15 gpt-realtime-mini-2025-10-06
        model gpt-realtime-translate
        model gpt-realtime-whisper
        model gpt-rosalind-discovery input 5 output 25 cache_read 0.5
        model gpt-rosalind-research input 5 output 25 cache_read 0.5
        model gpt-transcribe
        model moderation
          names *moderation*
        model o1 input 15 output 60 cache_read 7.5
          names o1 o1-2024-12-17
          tier batch input 7.5 output 30
        model o1-mini input 1.1 output 4.4 cache_read 0.55
          names o1-mini o1-mini-2024-09-12
        model o1-preview input 15 output 60 cache_read 7.5
          names o1-preview o1-preview-2024-09-12
        model o1-pro input 150 output 600
          names o1-pro o1-pro-2025-03-19
          tier batch input 75 output 300
        model o3 input 2 output 8 cache_read 0.5 web_search 0.01
          names o3 o3-2025-04-16
          tier flex input 1 output 4 cache_read 0.25
          tier priority input 3.5 output 14 cache_read 0.875
          tier fast input 3.5 output 14 cache_read 0.875
          tier batch input 1 output 4
        model o3-deep-research input 10 output 40 cache_read 2.5 web_search 0.01
          names o3-deep-research o3-deep-research-2025-06-26
        model o3-mini input 1.1 output 4.4 cache_read 0.55
          names o3-mini o3-mini-2025-01-31 o3-mini-high
          tier batch input 0.55 output 2.2
        model o3-pro input 20 output 80
          names o3-pro o3-pro-2025-06-10
          tier batch input 10 output 40
        model o4-mini input 1.1 output 4.4 cache_read 0.275 web_search 0.01
          names o4-mini-2025-04-16 o4-mini-high o4-mini
          tier flex input 0.55 output 2.2 cache_read 0.138
          tier priority input 2 output 8 cache_read 0.5
          tier fast input 2 output 8 cache_read 0.5
          tier batch input 0.55 output 2.2
        model o4-mini-deep-research input 2 output 8 cache_read 0.5 web_search 0.01
          names o4-mini-deep-research o4-mini-deep-research-2025-06-26
        model text-davinci-002 input 20 output 20
        model text-davinci-003 input 20 output 20
        model text-embedding-3-large input 0.13
        model text-embedding-3-small input 0.02
        model text-embedding-ada-002 input 0.1
          names text-embedding-ada text-embedding-ada-002 text-embedding-ada-002-v2
        model tts-1
        model tts-1-hd
        model whisper-1
        """
}
