// Made by scripts/prices from genai-prices 0.2.3 (MIT, Pydantic Services Inc.); see NOTICE.

extension PriceText {
    static let anthropic: StaticString = """
        provider anthropic
          hosts api.anthropic.com
          kinds anthropic
        model claude-2 input 8 output 24
          names claude-2* *claude-v2*
        model claude-3-5-haiku-latest input 0.8 output 4 cache_read 0.08 cache_write 1 cache_write_hour 1.6 web_search \
          0.01
          names claude-3-5-haiku* claude-3.5-haiku*
        model claude-3-5-sonnet input 3 output 15 cache_read 0.3 cache_write 3.75 cache_write_hour 6 web_search 0.01
          names claude-3-5-sonnet* claude-3.5-sonnet*
        model claude-3-7-sonnet-latest input 3 output 15 cache_read 0.3 cache_write 3.75 cache_write_hour 6 web_search \
          0.01
          names claude-3-7-sonnet* claude-3.7-sonnet* claude-sonnet-3.7* claude-sonnet-3-7*
        model claude-3-haiku input 0.25 output 1.25 cache_read 0.03 cache_write 0.3 cache_write_hour 0.5
          names claude-3-haiku*
        model claude-3-opus-latest input 15 output 75 cache_read 1.5 cache_write 18.75 cache_write_hour 30
          names claude-3-opus*
        model claude-3-sonnet input 3 output 15 cache_read 0.3 cache_write 3.75 cache_write_hour 6
          names claude-3-sonnet*
        model claude-fable-5 input 10 output 50 cache_read 1 cache_write 12.5 cache_write_hour 20 web_search 0.01
          names claude-fable-5 claude-fable-5-########
          tier batch input 5 output 25 cache_read 0.5 cache_write 6.25 cache_write_hour 10
        model claude-fable-5-1 input 10 output 50 cache_read 0.25 cache_write 12.5 cache_write_hour 20 web_search 0.01
          names claude-fable-5-1 claude-fable-5-1-########
          tier batch input 5 output 25 cache_read 0.125 cache_write 6.25 cache_write_hour 10
        model claude-fable-5-2 input 8 output 40 cache_read 0.2 cache_write 10 cache_write_hour 16 web_search 0.01
          names claude-fable-5-2 claude-fable-5-2-########
          tier batch input 4 output 20 cache_read 0.1 cache_write 5 cache_write_hour 8
          tier fast input 16 output 80 cache_read 0.4 cache_write 20 cache_write_hour 32
        model claude-haiku-4-5 input 1 output 5 cache_read 0.1 cache_write 1.25 cache_write_hour 2 web_search 0.01
          names claude-haiku-4-5* claude-haiku-4.5* claude-4-5-haiku* claude-4.5-haiku*
          tier batch input 0.5 output 2.5 cache_read 0.05 cache_write 0.625 cache_write_hour 1
        model claude-haiku-5-5 input 0.1 output 0.5 cache_read 0.01 cache_write 0.125 cache_write_hour 0.2 web_search \
          0.01
          names claude-haiku-5-5 claude-haiku-5-5-######## claude-haiku-5-5@* claude-haiku-5.5* claude-5-5-haiku* \
            claude-5.5-haiku*
          above 100000 input 0.5 output 2.5 cache_read 0.05 cache_write 0.625 cache_write_hour 1
          tier batch input 0.05 output 0.25 cache_read 0.005 cache_write 0.0625 cache_write_hour 0.1
            above 100000 input 0.25 output 1.25 cache_read 0.025 cache_write 0.3125 cache_write_hour 0.5
        model claude-mythos-5-2 input 8 output 40 cache_read 0.2 cache_write 10 cache_write_hour 16 web_search 0.01
          names claude-mythos-5-2 claude-mythos-5-2-########
          tier batch input 4 output 20 cache_read 0.1 cache_write 5 cache_write_hour 8
          tier fast input 16 output 80 cache_read 0.4 cache_write 20 cache_write_hour 32
        model claude-opus-4-0 input 15 output 75 cache_read 1.5 cache_write 18.75 cache_write_hour 30 web_search 0.01
          names claude-opus-4-0* claude-4-opus* claude-opus-4 claude-opus-4-20250514
        model claude-opus-4-1 input 15 output 75 cache_read 1.5 cache_write 18.75 cache_write_hour 30 web_search 0.01
          names claude-opus-4-1* claude-opus-4.1*
        model claude-opus-4-5 input 5 output 25 cache_read 0.5 cache_write 6.25 cache_write_hour 10 web_search 0.01
          names claude-opus-4-5* claude-opus-4.5* claude-4-5-opus* claude-4.5-opus*
          tier batch input 2.5 output 12.5 cache_read 0.25 cache_write 3.125 cache_write_hour 5
        model claude-opus-4-6 input 5 output 25 cache_read 0.5 cache_write 6.25 cache_write_hour 10 web_search 0.01
          names claude-opus-4-6* claude-opus-4.6* claude-4-6-opus* claude-4.6-opus*
          tier batch input 2.5 output 12.5 cache_read 0.25 cache_write 3.125 cache_write_hour 5
        model claude-opus-4-7 input 5 output 25 cache_read 0.5 cache_write 6.25 cache_write_hour 10 web_search 0.01
          names claude-opus-4-7* claude-opus-4.7* claude-4-7-opus* claude-4.7-opus*
          tier batch input 2.5 output 12.5 cache_read 0.25 cache_write 3.125 cache_write_hour 5
        model claude-opus-4-8 input 5 output 25 cache_read 0.5 cache_write 6.25 cache_write_hour 10 web_search 0.01
          names claude-opus-4-8* claude-opus-4.8* claude-4-8-opus* claude-4.8-opus*
          tier batch input 2.5 output 12.5 cache_read 0.25 cache_write 3.125 cache_write_hour 5
          tier fast input 10 output 50 cache_read 1 cache_write 12.5 cache_write_hour 20
        model claude-opus-5 input 5 output 25 cache_read 0.5 cache_write 6.25 cache_write_hour 10 web_search 0.01
          names claude-opus-5 claude-opus-5-latest claude-opus-5-######## claude-opus-5@######## \
            claude-opus-5-####-##-## claude-opus-5.0* claude-5-opus* claude-5.0-opus*
          tier batch input 2.5 output 12.5 cache_read 0.25 cache_write 3.125 cache_write_hour 5
          tier fast input 10 output 50 cache_read 1 cache_write 12.5 cache_write_hour 20
        model claude-opus-5-5 input 4 output 20 cache_read 0.2 cache_write 5 cache_write_hour 8 web_search 0.01
          names claude-opus-5-5 claude-opus-5-5-######## claude-opus-5.5* claude-5-5-opus* claude-5.5-opus*
          tier batch input 2 output 10 cache_read 0.1 cache_write 2.5 cache_write_hour 4
          tier fast input 8 output 40 cache_read 0.4 cache_write 10 cache_write_hour 16
        model claude-sonnet-4-0 input 3 output 15 cache_read 0.3 cache_write 3.75 cache_write_hour 6 web_search 0.01
          names claude-sonnet-4-2025* claude-sonnet-4-0* claude-sonnet-4@* claude-sonnet-4 claude-4-sonnet*
        model claude-sonnet-4-5 input 3 output 15 cache_read 0.3 cache_write 3.75 cache_write_hour 6 web_search 0.01
          names claude-sonnet-4-5* claude-sonnet-4.5*
          above 200000 input 6 output 22.5 cache_read 0.6 cache_write 7.5 cache_write_hour 12
          tier batch input 1.5 output 7.5 cache_read 0.15 cache_write 1.875 cache_write_hour 3
            above 200000 input 3 output 11.25 cache_read 0.3 cache_write 3.75 cache_write_hour 6
        model claude-sonnet-4-6 input 3 output 15 cache_read 0.3 cache_write 3.75 cache_write_hour 6 web_search 0.01
          names claude-sonnet-4-6* claude-sonnet-4.6*
          tier batch input 1.5 output 7.5 cache_read 0.15 cache_write 1.875 cache_write_hour 3
        model claude-sonnet-5 input 2 output 10 cache_read 0.2 cache_write 2.5 cache_write_hour 4 web_search 0.01
          names claude-sonnet-5 claude-sonnet-5-######## claude-sonnet-5@* claude-sonnet-5.0* claude-5-sonnet* \
            claude-5.0-sonnet*
          tier batch input 1 output 5 cache_read 0.1 cache_write 1.25 cache_write_hour 2
        model claude-sonnet-5-5 input 2 output 10 cache_read 0.1 cache_write 2.5 cache_write_hour 4 web_search 0.01
          names claude-sonnet-5-5 claude-sonnet-5-5-######## claude-sonnet-5-5@* claude-sonnet-5.5* claude-5-5-sonnet* \
            claude-5.5-sonnet*
          tier batch input 1 output 5 cache_read 0.05 cache_write 1.25 cache_write_hour 2
        model claude-v1 input 8 output 24
        """
}
