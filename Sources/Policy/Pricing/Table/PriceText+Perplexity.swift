// Made by scripts/prices from genai-prices 0.2.3 (MIT, Pydantic Services Inc.); see NOTICE.

extension PriceText {
    static let perplexity: StaticString = """
        provider perplexity
          hosts api.perplexity.ai
          kinds perplexity
        model llama-3.1-sonar-large-128k-online input 1 output 1
        model llama-3.1-sonar-small-128k-online input 0.2 output 0.2
        model perplexity/deepseek-v4-pro-0813 input 1.32 output 3.96 cache_read 0.044
        model perplexity/glm-5.3 input 1.4 output 4.4 cache_read 0.26
        model perplexity/glm-5.3-flash input 0.15 output 0.5 cache_read 0.03
        model perplexity/kimi-k3 input 3 output 15 cache_read 0.3
        model perplexity/nemotron-3.5-super-120b-a12b input 0.2 output 0.5 cache_read 0.04
        model perplexity/sonar input 0.25 output 2.5 cache_read 0.0625 web_search 0.0025
          tier fast web_search 0.001
        model pplx-decider-flash-v1.2 input 0.01
          names pplx-decider-flash-v1.2 pplx-decider-flash-latest perplexity/pplx-decider-flash-latest
        model pplx-decider-v1-27b input 0.02
        model pplx-decider-v1.1-27b input 0.02
        model pplx-decider-v1.2 input 0.02
          names pplx-decider-v1.2 pplx-decider-latest perplexity/pplx-decider-latest
        model pplx-embed-context-v1-0.6b input 0.008
        model pplx-embed-context-v1-4b input 0.05
        model pplx-embed-v1-0.6b input 0.004
        model pplx-embed-v1-4b input 0.03
        model r1-1776 input 2 output 8
        model sonar input 1 output 1 request 0.012
        model sonar-deep-research input 2 output 8 web_search 0.005
        model sonar-pro input 3 output 15 request 0.014
        model sonar-pro-search input 3 output 15
        model sonar-reasoning input 1 output 5 request 0.012
        model sonar-reasoning-pro input 2 output 8 request 0.014
        """
}
