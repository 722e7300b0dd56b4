// Made by scripts/prices from genai-prices 0.2.3 (MIT, Pydantic Services Inc.); see NOTICE.

extension PriceText {
    static let deepSeek: StaticString = """
        provider deepseek
          hosts api.deepseek.com
          kinds deepseek
        model deepseek-chat input 0.135 output 0.55 cache_read 0.035
          names deepseek-chat* deepseek-chat-v3-0324
          hours 00:30 16:30 input 0.27 output 1.1 cache_read 0.07
        model deepseek-flash input 0.15 output 0.6 cache_read 0.003
          hours 01:00 04:00 input 0.3 output 1.2 cache_read 0.006
          hours 06:00 10:00 input 0.3 output 1.2 cache_read 0.006
        model deepseek-reasoner input 0.135 output 0.55 cache_read 0.035
          names deepseek-reasoner deepseek-r1* deepseek-r1-0528
          hours 00:30 16:30 input 0.55 output 2.19 cache_read 0.14
        model deepseek-v3.1-terminus input 0.27 output 0.95 cache_read 0.13
        model deepseek-v3.2 input 0.2288 output 0.3432
        model deepseek-v3.2-exp input 0.27 output 0.41
        model deepseek-v4-flash input 0.15 output 0.6 cache_read 0.003
          names deepseek-v4-flash*
          hours 01:00 04:00 input 0.3 output 1.2 cache_read 0.006
          hours 06:00 10:00 input 0.3 output 1.2 cache_read 0.006
        model deepseek-v4-pro input 0.66 output 1.98 cache_read 0.022
          names deepseek-v4-pro*
          hours 01:00 04:00 input 1.32 output 3.96 cache_read 0.044
          hours 06:00 10:00 input 1.32 output 3.96 cache_read 0.044
        """
}
