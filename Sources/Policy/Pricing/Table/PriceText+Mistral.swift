// Made by scripts/prices from genai-prices 0.2.3 (MIT, Pydantic Services Inc.); see NOTICE.

extension PriceText {
    static let mistral: StaticString = """
        provider mistral
          hosts api.mistral.ai
          kinds mistral
        model codestral input 0.3 output 0.9
          names codestral-latest codestral-2501
          tier batch input 0.15 output 0.45
        model codestral-2508 input 0.3 output 0.9 cache_read 0.03
          tier batch input 0.15 output 0.45 cache_read 0.015
        model codestral-embed-2505 input 0.15 cache_read 0.015
          names codestral-embed-2505 codestral-embed
        model deepseek-v4-1-flash-1017 input 0.3 output 1.2 cache_read 0.007
        model devstral-2512 input 0.4 output 2 cache_read 0.04
        model devstral-small input 0.1 output 0.3
          names devstral-small devstral-small-2505 devstral-small-2507 devstral-small-latest labs-devstral-small-2512
        model devstral-small:free
        model magistral-medium input 2 output 5
          names magistral-medium*
        model magistral-small input 0.5 output 1.5
          names magistral-small-*
        model ministral-14b-2512 input 0.2 output 0.2 cache_read 0.02
          tier batch input 0.1 output 0.1 cache_read 0.01
        model ministral-3b input 0.04 output 0.04
        model ministral-3b-2512 input 0.1 output 0.1 cache_read 0.01
          tier batch input 0.05 output 0.05 cache_read 0.005
        model ministral-8b input 0.1 output 0.1
          names ministral-8b ministral-8b-2410
        model ministral-8b-2512 input 0.15 output 0.15 cache_read 0.015
          tier batch input 0.075 output 0.075 cache_read 0.0075
        model ministral-8b-latest input 0.15 output 0.15 cache_read 0.015
          tier batch input 0.075 output 0.075 cache_read 0.0075
        model mistral-7b input 0.25 output 0.25
          names mistral-7b open-mistral-7b
        model mistral-embed input 0.1 output 0.1
          names mistral-embed mistral-embed-2312
          tier batch input 0.05 output 0.05
        model mistral-large input 2 output 6
          names mistral-large mistral-large-latest mistral-large-2407 mistral-large-2411
        model mistral-large-2512 input 0.5 output 1.5 cache_read 0.05
          tier batch input 0.25 output 0.75 cache_read 0.025
        model mistral-large-4 input 0.7 output 2.1 cache_read 0.07
          names mistral-large-4 mistral-large-4-0
          tier batch input 0.35 output 1.05 cache_read 0.035
        model mistral-medium-2312 input 2.7 output 8.1
        model mistral-medium-3-1 input 0.4 output 2 cache_read 0.04
          names mistral-medium mistral-medium-2505 mistral-medium-2508
        model mistral-medium-3-5 input 1.5 output 7.5 cache_read 0.15
          names mistral-medium-3.5 mistral-medium-3-5 mistral-medium-3 mistral-medium-2604
          tier batch input 0.75 output 3.75 cache_read 0.075
        model mistral-medium-latest input 1.5 output 7.5 cache_read 0.15
          tier batch input 0.75 output 3.75 cache_read 0.075
        model mistral-nemo input 0.15 output 0.15
          names mistral-nemo open-mistral-nemo
        model mistral-nemo:free
        model mistral-ocr-2503
          names mistral-ocr-2503 mistral-ocr-2503-completion
        model mistral-ocr-2505
          names mistral-ocr-2505 mistral-ocr-2505-completion
        model mistral-ocr-2512
          names mistral-ocr-2512 mistral-ocr-2512-completion
        model mistral-ocr-4-0
          names mistral-ocr-4-0 mistral-ocr-4-0-completion
        model mistral-ocr-4-1
          names mistral-ocr-4 mistral-ocr-4-completion mistral-ocr-4-1 mistral-ocr-4-1-completion
        model mistral-ocr-latest
          names mistral-ocr-latest mistral-ocr-latest-completion
        model mistral-saba input 0.2 output 0.6
          names mistral-saba mistral-saba-latest
        model mistral-small-24b-instruct-2501 input 0.05 output 0.08
        model mistral-small-24b-instruct-2501:free
        model mistral-small-2603 input 0.15 output 0.6 cache_read 0.015
          tier batch input 0.075 output 0.3 cache_read 0.0075
        model mistral-small-3.1-24b-instruct input 0.351 output 0.555
        model mistral-small-3.2-24b-instruct input 0.1 output 0.3
          names mistral-small-2506 mistral-small-3.2-24b-instruct
        model mistral-small-latest input 0.15 output 0.6 cache_read 0.015
          tier batch input 0.075 output 0.3 cache_read 0.0075
        model mistral-tiny input 0.25 output 0.25
        model mixtral-8x22b-instruct input 2 output 6
          names open-mixtral-8x22b mixtral-8x22b-instruct
        model mixtral-8x7b input 0.7 output 0.7
          names mixtral-8x7b* open-mixtral-8x7b
        model pixtral-12b input 0.15 output 0.15
          names pixtral-12b pixtral-12b-latest
        model pixtral-large input 2 output 6
          names pixtral-large-latest pixtral-large-2411
        model voxtral-mini-2602
          names voxtral-mini-latest voxtral-mini-2602
        model voxtral-mini-transcribe-3-0
        model voxtral-mini-transcribe-realtime-2602
        model voxtral-mini-transcribe-realtime-3-0
        model voxtral-small-24b-2507 input 0.1 output 0.4 cache_read 0.01
          names voxtral-small-24b-2507 voxtral-small-2507 voxtral-small-latest
          tier batch input 0.05 output 0.2 cache_read 0.005
        model voxtral-small-transcribe-3-0
        model zai-glm-5-3 input 1.4 output 4.4 cache_read 0.14
        model zai-glm-5-3-flash input 0.15 output 0.5 cache_read 0.03
        """
}
