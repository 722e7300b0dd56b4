// Made by scripts/prices from genai-prices 0.2.3 (MIT, Pydantic Services Inc.); see NOTICE.

extension PriceText {
    static let groq: StaticString = """
        provider groq
          hosts api.groq.com
          kinds groq
        model canopylabs/orpheus-arabic-saudi
        model canopylabs/orpheus-v1-english
        model deepseek-r1-distill-llama-70b input 0.75 output 0.99
        model gemma-7b-it input 0.07 output 0.07
        model gemma2-9b-it input 0.2 output 0.2
          names gemma2-9b-it gemma2-9b
        model llama-3.1-405b-reasoning input 0.59 output 0.79
        model llama-3.1-70b-versatile input 0.59 output 0.79
        model llama-3.1-8b-instant input 0.05 output 0.08
        model llama-3.2-11b-text-preview input 0.18 output 0.18
        model llama-3.2-11b-vision-preview input 0.18 output 0.18
        model llama-3.2-1b-preview input 0.04 output 0.04
        model llama-3.2-3b-preview input 0.06 output 0.06
        model llama-3.2-90b-text-preview input 0.9 output 0.9
        model llama-3.2-90b-vision-preview input 0.9 output 0.9
        model llama-3.3-70b-specdec input 0.59 output 0.99
        model llama-3.3-70b-versatile input 0.59 output 0.79
        model llama-guard-3-8b input 0.2 output 0.2
        model llama2-70b-4096 input 0.7 output 0.8
        model llama3-70b-8192 input 0.59 output 0.79
        model llama3-8b-8192 input 0.05 output 0.08
        model llama3-groq-70b-8192-tool-use-preview input 0.89 output 0.89
        model llama3-groq-8b-8192-tool-use-preview input 0.19 output 0.19
        model meta-llama/llama-4-maverick-17b-128e-instruct input 0.2 output 0.6
        model meta-llama/llama-4-scout-17b-16e-instruct input 0.11 output 0.34
        model meta-llama/llama-guard-4-12b input 0.2 output 0.2
        model meta-llama/llama-prompt-guard-2-22m input 0.03 output 0.03
        model meta-llama/llama-prompt-guard-2-86m input 0.04 output 0.04
        model mistral-saba-24b input 0.79 output 0.79
        model mixtral-8x7b-32768 input 0.24 output 0.24
        model moonshotai/kimi-k2-instruct input 1 output 3 cache_read 0.5
          names moonshotai/kimi-k2-instruct moonshotai/kimi-k2-instruct-0905
        model openai/gpt-oss-120b input 0.15 output 0.6 cache_read 0.075
          tier batch input 0.075 output 0.3 cache_read 0.075
        model openai/gpt-oss-20b input 0.075 output 0.3 cache_read 0.0375
          tier batch input 0.0375 output 0.15 cache_read 0.0375
        model openai/gpt-oss-safeguard-20b input 0.075 output 0.3 cache_read 0.0375
        model qwen/qwen3-32b input 0.29 output 0.59
        model qwen/qwen3.8-27b input 0.8 output 4
        model whisper-large-v3
        model whisper-large-v3-turbo
        """
}
