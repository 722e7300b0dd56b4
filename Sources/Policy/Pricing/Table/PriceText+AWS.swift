// Made by scripts/prices from genai-prices 0.2.3 (MIT, Pydantic Services Inc.); see NOTICE.

extension PriceText {
    static let aws: StaticString = """
        provider aws
          hosts bedrock-runtime.*.amazonaws.com
          kinds bedrock
          by request
        model amazon.nova-2-sonic-v1:0 input 0.33 output 2.75 audio_input 3 audio_output 12
          names *amazon.nova-2-sonic*
        model amazon.nova-lite-v1:0 input 0.06 output 0.24 cache_read 0.015
          names *amazon.nova-lite*
        model amazon.nova-micro-v1:0 input 0.035 output 0.14 cache_read 0.00875
          names *amazon.nova-micro*
        model amazon.nova-premier-v1:0 input 2.5 output 12.5 cache_read 0.625
          names *amazon.nova-premier*
        model amazon.nova-pro-v1:0 input 0.8 output 3.2 cache_read 0.2
          names *amazon.nova-pro*
        model amazon.nova-sonic-v1:0 input 0.06 output 0.24 audio_input 3.4 audio_output 13.6
          names *amazon.nova-sonic*
        model amazon.titan-embed-text-v1 input 0.1
          names *amazon.titan-embed-text *amazon.titan-embed-text-v1*
        model amazon.titan-embed-text-v2:0 input 0.02
          names *amazon.titan-embed-text-v2*
        model amazon.titan-text-express-v1 input 0.2 output 0.6
          names *titan-text-express*
        model amazon.titan-text-lite-v1 input 0.15 output 0.2
          names *titan-text-lite*
        model deepseek.r1-v1:0 input 1.35 output 5.4
          names *deepseek.r1*
        model global.amazon.nova-2-lite-v1:0 input 0.3 output 2.5 cache_read 0.075
          names *global.amazon.nova-2-lite*
        model global.anthropic.claude-fable-5-1-v1:0 input 10 output 50 cache_read 0.25 cache_write 12.5 \
          cache_write_hour 20
          names *global.anthropic.claude-fable-5-1 *global.anthropic.claude-fable-5-1-v1*
        model global.anthropic.claude-fable-5-2 input 8 output 40 cache_read 0.2 cache_write 10 cache_write_hour 16
          names *global.anthropic.claude-fable-5-2 *global.anthropic.claude-fable-5-2-v1*
        model global.anthropic.claude-fable-5-v1:0 input 10 output 50 cache_read 1 cache_write 12.5 cache_write_hour 20
          names *global.anthropic.claude-fable-5 *global.anthropic.claude-fable-5-v1*
        model global.anthropic.claude-haiku-4-5-20251001-v1:0 input 1 output 5 cache_read 0.1 cache_write 1.25 \
          cache_write_hour 2
          names *global.anthropic.claude-haiku-4-5-20251001*
        model global.anthropic.claude-haiku-5-5 input 0.1 output 0.5 cache_read 0.01 cache_write 0.125 cache_write_hour \
          0.2
          names *global.anthropic.claude-haiku-5-5 *global.anthropic.claude-haiku-5-5-v1*
          above 100000 input 0.5 output 2.5 cache_read 0.05 cache_write 0.625 cache_write_hour 1
        model global.anthropic.claude-mythos-5-2 input 8 output 40 cache_read 0.2 cache_write 10 cache_write_hour 16
          names *global.anthropic.claude-mythos-5-2 *global.anthropic.claude-mythos-5-2-v1*
        model global.anthropic.claude-opus-4-5-v1:0 input 5 output 25 cache_read 0.5 cache_write 6.25 cache_write_hour \
          10
          names *global.anthropic.claude-opus-4-5*
        model global.anthropic.claude-opus-4-6-v1:0 input 5 output 25 cache_read 0.5 cache_write 6.25 cache_write_hour \
          10
          names *global.anthropic.claude-opus-4-6*
        model global.anthropic.claude-opus-4-7-v1:0 input 5 output 25 cache_read 0.5 cache_write 6.25 cache_write_hour \
          10
          names *global.anthropic.claude-opus-4-7*
        model global.anthropic.claude-opus-4-8-v1:0 input 5 output 25 cache_read 0.5 cache_write 6.25 cache_write_hour \
          10
          names *global.anthropic.claude-opus-4-8*
        model global.anthropic.claude-opus-5 input 5 output 25 cache_read 0.5 cache_write 6.25 cache_write_hour 10
          names *global.anthropic.claude-opus-5 *global.anthropic.claude-opus-5-v1*
        model global.anthropic.claude-opus-5-5 input 4 output 20 cache_read 0.2 cache_write 5 cache_write_hour 8
          names *global.anthropic.claude-opus-5-5 *global.anthropic.claude-opus-5-5-v1*
        model global.anthropic.claude-sonnet-4-20250514-v1:0 input 3 output 15 cache_read 0.3 cache_write 3.75
          names *global.anthropic.claude-sonnet-4-20250514*
        model global.anthropic.claude-sonnet-4-5-20250929-v1:0 input 3 output 15 cache_read 0.3 cache_write 3.75 \
          cache_write_hour 6
          names *global.anthropic.claude-sonnet-4-5-20250929*
        model global.anthropic.claude-sonnet-4-6-v1:0 input 3 output 15 cache_read 0.3 cache_write 3.75 cache_write_hour \
          6
          names *global.anthropic.claude-sonnet-4-6*
        model global.anthropic.claude-sonnet-5-5 input 2 output 10 cache_read 0.1 cache_write 2.5 cache_write_hour 4
          names *global.anthropic.claude-sonnet-5-5 *global.anthropic.claude-sonnet-5-5-v1*
        model global.anthropic.claude-sonnet-5-v1:0 input 2 output 10 cache_read 0.2 cache_write 2.5 cache_write_hour 4
          names *global.anthropic.claude-sonnet-5 *global.anthropic.claude-sonnet-5-v1*
        model global.moonshotai.kimi-k3 input 3 output 15 cache_read 0.3 cache_write 3.75
          names global.moonshotai.kimi-k3 */global.moonshotai.kimi-k3
        model global.moonshotai.kimi-k3.1 input 4 output 20 cache_read 0.2 cache_write 5
          names *global.moonshotai.kimi-k3.1*
        model global.openai.gpt-5.6-luna input 0.2 output 1.2 cache_read 0.02 cache_write 0.25
          names *global.openai.gpt-5.6-luna*
          above 272000 input 0.4 output 1.8 cache_read 0.04 cache_write 0.5
        model global.openai.gpt-5.6-sol input 4 output 20 cache_read 0.4 cache_write 5
          names *global.openai.gpt-5.6-sol*
          above 272000 input 8 output 30 cache_read 0.8 cache_write 10
        model global.openai.gpt-5.6-terra input 2 output 12 cache_read 0.2 cache_write 2.5
          names *global.openai.gpt-5.6-terra*
          above 272000 input 4 output 18 cache_read 0.4 cache_write 5
        model global.openai.gpt-6-astra input 10 output 50 cache_read 1 cache_write 12.5
          names *global.openai.gpt-6-astra*
          above 272000 input 20 output 75 cache_read 2 cache_write 25
        model global.openai.gpt-6-luna input 0.1 output 0.5 cache_read 0.01 cache_write 0.125
          names *global.openai.gpt-6-luna*
          above 272000 input 0.2 output 0.75 cache_read 0.02 cache_write 0.25
        model global.openai.gpt-6-sol input 2 output 10 cache_read 0.2 cache_write 2.5
          names *global.openai.gpt-6-sol*
          above 272000 input 4 output 15 cache_read 0.4 cache_write 5
        model global.openai.gpt-6.1-sol input 2 output 10 cache_read 0.1 cache_write 2.5
          names *global.openai.gpt-6.1-sol*
          above 272000 input 4 output 15 cache_read 0.2 cache_write 5
        model global.openai.gpt-6.1-terra input 1 output 5 cache_read 0.05 cache_write 1.25
          names *global.openai.gpt-6.1-terra*
          above 272000 input 2 output 7.5 cache_read 0.1 cache_write 2.5
        model global.zai.glm-5.3 input 1.68 output 5.28 cache_read 0.312 cache_write 2.1
          names global.zai.glm-5.3 */global.zai.glm-5.3
        model google.gemma-3-12b-it input 0.09 output 0.29
          names *google.gemma-3-12b-it*
        model google.gemma-3-27b-it input 0.23 output 0.38
          names *google.gemma-3-27b-it*
        model google.gemma-3-4b-it input 0.04 output 0.08
          names *google.gemma-3-4b-it*
        model meta.llama3-1-70b-instruct-v1:0 input 0.72 output 0.72
          names *meta.llama3-1-70b-instruct*
        model meta.llama3-1-8b-instruct-v1:0 input 0.22 output 0.22
          names *meta.llama3-1-8b-instruct*
        model meta.llama3-2-11b-instruct-v1:0 input 0.16 output 0.16
          names *meta.llama3-2-11b-instruct*
        model meta.llama3-2-1b-instruct-v1:0 input 0.1 output 0.1
          names *meta.llama3-2-1b-instruct*
        model meta.llama3-2-3b-instruct-v1:0 input 0.15 output 0.15
          names *meta.llama3-2-3b-instruct*
        model meta.llama3-2-90b-instruct-v1:0 input 0.72 output 0.72
          names *meta.llama3-2-90b-instruct*
        model meta.llama3-3-70b-instruct-v1:0 input 0.72 output 0.72
          names *meta.llama3-3-70b-instruct*
        model meta.llama3-70b-instruct-v1:0 input 2.65 output 3.5
          names *meta.llama3-70b-instruct*
        model meta.llama3-8b-instruct-v1:0 input 0.3 output 0.6
          names *meta.llama3-8b-instruct*
        model meta.llama4-maverick-17b-instruct-v1:0 input 0.24 output 0.97
          names *meta.llama4-maverick-17b-instruct*
        model meta.llama4-scout-17b-instruct-v1:0 input 0.17 output 0.66
          names *meta.llama4-scout-17b-instruct*
        model mistral.devstral-2-123b input 0.4 output 2
          names *mistral.devstral-2-123b*
        model mistral.magistral-small-2509 input 0.5 output 1.5
          names *mistral.magistral-small-2509*
        model mistral.ministral-3-14b-instruct input 0.2 output 0.2
          names *mistral.ministral-3-14b-instruct*
        model mistral.ministral-3-3b-instruct input 0.1 output 0.1
          names *mistral.ministral-3-3b-instruct*
        model mistral.ministral-3-8b-instruct input 0.15 output 0.15
          names *mistral.ministral-3-8b-instruct*
        model mistral.mistral-7b-instruct-v0:2 input 0.15 output 0.2
          names *mistral.mistral-7b-instruct-v0*
        model mistral.mistral-large-2402-v1:0 input 4 output 12
          names *mistral.mistral-large-2402*
        model mistral.mistral-large-3-675b-instruct input 0.5 output 1.5
          names *mistral.mistral-large-3-675b-instruct*
        model mistral.mistral-small-2402-v1:0 input 1 output 3
          names *mistral.mistral-small-2402*
        model mistral.mixtral-8x7b-instruct-v0:1 input 0.45 output 0.7
          names *mistral.mixtral-8x7b-instruct-v0*
        model mistral.pixtral-large-2502-v1:0 input 2 output 6
          names *mistral.pixtral-large-2502*
        model mistral.voxtral-mini-3b-2507 input 0.04 output 0.04
          names *mistral.voxtral-mini-3b-2507*
        model mistral.voxtral-small-24b-2507 input 0.1 output 0.3
          names *mistral.voxtral-small-24b-2507*
        model nvidia.nemotron-nano-3-30b:0 input 0.06 output 0.24
          names *nvidia.nemotron-nano-3-30b*
        model nvidia.nemotron-nano-9b-v2:0 input 0.06 output 0.23
          names *nvidia.nemotron-nano-9b-v2*
        model nvidia.nemotron-super-3-120b:0 input 0.15 output 0.65
          names *nvidia.nemotron-super-3-120b*
        model openai.gpt-5.4 input 2.75 output 16.5 cache_read 0.275
        model openai.gpt-5.5 input 5.5 output 33 cache_read 0.55
        model openai.gpt-oss-120b-1:0 input 0.15 output 0.6
          names *openai.gpt-oss-120b-1*
        model openai.gpt-oss-20b-1:0 input 0.07 output 0.3
          names *openai.gpt-oss-20b-1*
        model qwen.qwen3-32b-v1:0 input 0.15 output 0.6
          names *qwen.qwen3-32b*
        model qwen.qwen3-coder-30b-a3b-v1:0 input 0.15 output 0.6
          names *qwen.qwen3-coder-30b-a3b*
        model qwen.qwen3-coder-480b-a35b-v1:0 input 0.45 output 1.8
          names *qwen.qwen3-coder-480b-a35b*
        model qwen.qwen3-vl-235b-a22b-v1:0 input 0.53 output 2.66
          names *qwen.qwen3-vl-235b-a22b*
        model regional.amazon.nova-2-lite-v1:0 input 0.33 output 2.75 cache_read 0.0825
          names *us.amazon.nova-2-lite* *eu.amazon.nova-2-lite* *jp.amazon.nova-2-lite*
        model regional.anthropic.claude-3-5-haiku-20241022-v1:0 input 0.8 output 4 cache_read 0.08 cache_write 1
          names *claude-3-5-haiku-20241022*
        model regional.anthropic.claude-3-5-sonnet-20240620-v1:0 input 3 output 15 cache_read 0.3 cache_write 3.75
          names *claude-3-5-sonnet-20240620*
        model regional.anthropic.claude-3-5-sonnet-20241022-v2:0 input 3 output 15 cache_read 0.3 cache_write 3.75
          names *claude-3-5-sonnet-20241022*
        model regional.anthropic.claude-3-7-sonnet-20250219-v1:0 input 3 output 15 cache_read 0.3 cache_write 3.75
          names *claude-3-7-sonnet-20250219*
        model regional.anthropic.claude-3-haiku-20240307-v1:0 input 0.25 output 1.25
          names *claude-3-haiku-20240307*
        model regional.anthropic.claude-3-opus-20240229-v1:0 input 15 output 75
          names *claude-3-opus-20240229*
        model regional.anthropic.claude-3-sonnet-20240229-v1:0 input 3 output 15 cache_read 0.3 cache_write 3.75
          names *claude-3-sonnet-20240229*
        model regional.anthropic.claude-fable-5-1-v1:0 input 11 output 55 cache_read 0.275 cache_write 13.75 \
          cache_write_hour 22
          names anthropic.claude-fable-5-1 claude-fable-5-1 anthropic.claude-fable-5-1-v1* claude-fable-5-1-v1* \
            us.anthropic.claude-fable-5-1 *us.anthropic.claude-fable-5-1-v1*
        model regional.anthropic.claude-fable-5-2 input 8.8 output 44 cache_read 0.22 cache_write 11 cache_write_hour \
          17.6
          names anthropic.claude-fable-5-2 claude-fable-5-2 anthropic.claude-fable-5-2-v1* claude-fable-5-2-v1* \
            us.anthropic.claude-fable-5-2 eu.anthropic.claude-fable-5-2 *us.anthropic.claude-fable-5-2-v1* \
            *eu.anthropic.claude-fable-5-2-v1*
        model regional.anthropic.claude-fable-5-v1:0 input 11 output 55 cache_read 1.1 cache_write 13.75 \
          cache_write_hour 22
          names anthropic.claude-fable-5 claude-fable-5 anthropic.claude-fable-5-v1* claude-fable-5-v1* \
            us.anthropic.claude-fable-5 au.anthropic.claude-fable-5 eu.anthropic.claude-fable-5 \
            *us.anthropic.claude-fable-5-v1* *au.anthropic.claude-fable-5-v1* *eu.anthropic.claude-fable-5-v1* \
            *jp.anthropic.claude-fable-5-v1*
        model regional.anthropic.claude-haiku-4-5-20251001-v1:0 input 1.1 output 5.5 cache_read 0.11 cache_write 1.375 \
          cache_write_hour 2.2
          names anthropic.claude-haiku-4-5-20251001* claude-haiku-4-5-20251001* *us.anthropic.claude-haiku-4-5-20251001* \
            *au.anthropic.claude-haiku-4-5-20251001* *apac.anthropic.claude-haiku-4-5-20251001* \
            *eu.anthropic.claude-haiku-4-5-20251001* *us-gov.anthropic.claude-haiku-4-5-20251001* \
            *jp.anthropic.claude-haiku-4-5-20251001* *in.anthropic.claude-haiku-4-5-20251001*
        model regional.anthropic.claude-haiku-5-5 input 0.11 output 0.55 cache_read 0.011 cache_write 0.1375 \
          cache_write_hour 0.22
          names anthropic.claude-haiku-5-5 claude-haiku-5-5 anthropic.claude-haiku-5-5-v1* claude-haiku-5-5-v1* \
            us.anthropic.claude-haiku-5-5 au.anthropic.claude-haiku-5-5 apac.anthropic.claude-haiku-5-5 \
            eu.anthropic.claude-haiku-5-5 us-gov.anthropic.claude-haiku-5-5 jp.anthropic.claude-haiku-5-5 \
            *us.anthropic.claude-haiku-5-5-v1* *au.anthropic.claude-haiku-5-5-v1* *apac.anthropic.claude-haiku-5-5-v1* \
            *eu.anthropic.claude-haiku-5-5-v1* *us-gov.anthropic.claude-haiku-5-5-v1* *jp.anthropic.claude-haiku-5-5-v1*
          above 100000 input 0.55 output 2.75 cache_read 0.055 cache_write 0.6875 cache_write_hour 1.1
        model regional.anthropic.claude-mythos-5-2 input 8.8 output 44 cache_read 0.22 cache_write 11 cache_write_hour \
          17.6
          names anthropic.claude-mythos-5-2 claude-mythos-5-2 anthropic.claude-mythos-5-2-v1* claude-mythos-5-2-v1* \
            us.anthropic.claude-mythos-5-2 eu.anthropic.claude-mythos-5-2 *us.anthropic.claude-mythos-5-2-v1* \
            *eu.anthropic.claude-mythos-5-2-v1*
        model regional.anthropic.claude-opus-4-1-20250805-v1:0 input 15 output 75 cache_read 1.5 cache_write 18.75
          names anthropic.claude-opus-4-1-20250805* claude-opus-4-1-20250805* *us.anthropic.claude-opus-4-1-20250805* \
            *au.anthropic.claude-opus-4-1-20250805* *apac.anthropic.claude-opus-4-1-20250805* \
            *eu.anthropic.claude-opus-4-1-20250805* *us-gov.anthropic.claude-opus-4-1-20250805* \
            *jp.anthropic.claude-opus-4-1-20250805*
        model regional.anthropic.claude-opus-4-20250514-v1:0 input 15 output 75 cache_read 1.5 cache_write 18.75
          names anthropic.claude-opus-4-20250514* claude-opus-4-20250514* *us.anthropic.claude-opus-4-20250514* \
            *au.anthropic.claude-opus-4-20250514* *apac.anthropic.claude-opus-4-20250514* \
            *eu.anthropic.claude-opus-4-20250514* *us-gov.anthropic.claude-opus-4-20250514* \
            *jp.anthropic.claude-opus-4-20250514*
        model regional.anthropic.claude-opus-4-5-v1:0 input 5.5 output 27.5 cache_read 0.55 cache_write 6.875 \
          cache_write_hour 11
          names anthropic.claude-opus-4-5* claude-opus-4-5* *us.anthropic.claude-opus-4-5* \
            *au.anthropic.claude-opus-4-5* *apac.anthropic.claude-opus-4-5* *eu.anthropic.claude-opus-4-5* \
            *us-gov.anthropic.claude-opus-4-5* *jp.anthropic.claude-opus-4-5*
        model regional.anthropic.claude-opus-4-6-v1:0 input 5.5 output 27.5 cache_read 0.55 cache_write 6.875 \
          cache_write_hour 11
          names anthropic.claude-opus-4-6* claude-opus-4-6* *us.anthropic.claude-opus-4-6* \
            *au.anthropic.claude-opus-4-6* *apac.anthropic.claude-opus-4-6* *eu.anthropic.claude-opus-4-6* \
            *us-gov.anthropic.claude-opus-4-6* *jp.anthropic.claude-opus-4-6*
        model regional.anthropic.claude-opus-4-7-v1:0 input 5.5 output 27.5 cache_read 0.55 cache_write 6.875 \
          cache_write_hour 11
          names anthropic.claude-opus-4-7* claude-opus-4-7* *us.anthropic.claude-opus-4-7* \
            *au.anthropic.claude-opus-4-7* *apac.anthropic.claude-opus-4-7* *eu.anthropic.claude-opus-4-7* \
            *us-gov.anthropic.claude-opus-4-7* *jp.anthropic.claude-opus-4-7*
        model regional.anthropic.claude-opus-4-8-v1:0 input 5.5 output 27.5 cache_read 0.55 cache_write 6.875 \
          cache_write_hour 11
          names anthropic.claude-opus-4-8* claude-opus-4-8* *us.anthropic.claude-opus-4-8* \
            *au.anthropic.claude-opus-4-8* *eu.anthropic.claude-opus-4-8* *jp.anthropic.claude-opus-4-8*
        model regional.anthropic.claude-opus-5 input 5.5 output 27.5 cache_read 0.55 cache_write 6.875 cache_write_hour \
          11
          names anthropic.claude-opus-5 claude-opus-5 anthropic.claude-opus-5-v1* claude-opus-5-v1* \
            us.anthropic.claude-opus-5 au.anthropic.claude-opus-5 eu.anthropic.claude-opus-5 jp.anthropic.claude-opus-5 \
            in.anthropic.claude-opus-5 *us.anthropic.claude-opus-5-v1* *au.anthropic.claude-opus-5-v1* \
            *eu.anthropic.claude-opus-5-v1* *jp.anthropic.claude-opus-5-v1* *in.anthropic.claude-opus-5-v1*
        model regional.anthropic.claude-opus-5-5 input 4.4 output 22 cache_read 0.22 cache_write 5.5 cache_write_hour \
          8.8
          names anthropic.claude-opus-5-5 claude-opus-5-5 anthropic.claude-opus-5-5-v1* claude-opus-5-5-v1* \
            us.anthropic.claude-opus-5-5 au.anthropic.claude-opus-5-5 eu.anthropic.claude-opus-5-5 \
            jp.anthropic.claude-opus-5-5 *us.anthropic.claude-opus-5-5-v1* *au.anthropic.claude-opus-5-5-v1* \
            *eu.anthropic.claude-opus-5-5-v1* *jp.anthropic.claude-opus-5-5-v1*
        model regional.anthropic.claude-sonnet-4-20250514-v1:0 input 3 output 15 cache_read 0.3 cache_write 3.75
          names anthropic.claude-sonnet-4-20250514* claude-sonnet-4-20250514* *us.anthropic.claude-sonnet-4-20250514* \
            *au.anthropic.claude-sonnet-4-20250514* *apac.anthropic.claude-sonnet-4-20250514* \
            *eu.anthropic.claude-sonnet-4-20250514* *us-gov.anthropic.claude-sonnet-4-20250514* \
            *jp.anthropic.claude-sonnet-4-20250514*
        model regional.anthropic.claude-sonnet-4-5-20250929-v1:0 input 3.3 output 16.5 cache_read 0.33 cache_write 4.125 \
          cache_write_hour 6.6
          names anthropic.claude-sonnet-4-5-20250929* claude-sonnet-4-5-20250929* \
            *us.anthropic.claude-sonnet-4-5-20250929* *au.anthropic.claude-sonnet-4-5-20250929* \
            *apac.anthropic.claude-sonnet-4-5-20250929* *eu.anthropic.claude-sonnet-4-5-20250929* \
            *us-gov.anthropic.claude-sonnet-4-5-20250929* *jp.anthropic.claude-sonnet-4-5-20250929*
        model regional.anthropic.claude-sonnet-4-6-v1:0 input 3.3 output 16.5 cache_read 0.33 cache_write 4.125 \
          cache_write_hour 6.6
          names anthropic.claude-sonnet-4-6* claude-sonnet-4-6* *us.anthropic.claude-sonnet-4-6* \
            *au.anthropic.claude-sonnet-4-6* *apac.anthropic.claude-sonnet-4-6* *eu.anthropic.claude-sonnet-4-6* \
            *us-gov.anthropic.claude-sonnet-4-6* *jp.anthropic.claude-sonnet-4-6*
        model regional.anthropic.claude-sonnet-5-5 input 2.2 output 11 cache_read 0.11 cache_write 2.75 cache_write_hour \
          4.4
          names anthropic.claude-sonnet-5-5 claude-sonnet-5-5 anthropic.claude-sonnet-5-5-v1* claude-sonnet-5-5-v1* \
            us.anthropic.claude-sonnet-5-5 au.anthropic.claude-sonnet-5-5 apac.anthropic.claude-sonnet-5-5 \
            eu.anthropic.claude-sonnet-5-5 us-gov.anthropic.claude-sonnet-5-5 jp.anthropic.claude-sonnet-5-5 \
            *us.anthropic.claude-sonnet-5-5-v1* *au.anthropic.claude-sonnet-5-5-v1* \
            *apac.anthropic.claude-sonnet-5-5-v1* *eu.anthropic.claude-sonnet-5-5-v1* \
            *us-gov.anthropic.claude-sonnet-5-5-v1* *jp.anthropic.claude-sonnet-5-5-v1*
        model regional.anthropic.claude-sonnet-5-v1:0 input 2.2 output 11 cache_read 0.22 cache_write 2.75 \
          cache_write_hour 4.4
          names anthropic.claude-sonnet-5 claude-sonnet-5 anthropic.claude-sonnet-5-v1* claude-sonnet-5-v1* \
            us.anthropic.claude-sonnet-5 au.anthropic.claude-sonnet-5 apac.anthropic.claude-sonnet-5 \
            eu.anthropic.claude-sonnet-5 us-gov.anthropic.claude-sonnet-5 jp.anthropic.claude-sonnet-5 \
            in.anthropic.claude-sonnet-5 *us.anthropic.claude-sonnet-5-v1* *au.anthropic.claude-sonnet-5-v1* \
            *apac.anthropic.claude-sonnet-5-v1* *eu.anthropic.claude-sonnet-5-v1* *us-gov.anthropic.claude-sonnet-5-v1* \
            *jp.anthropic.claude-sonnet-5-v1* *in.anthropic.claude-sonnet-5-v1*
        model regional.moonshotai.kimi-k3 input 3.3 output 16.5 cache_read 0.33 cache_write 4.125
          names us.moonshotai.kimi-k3 in.moonshotai.kimi-k3 */us.moonshotai.kimi-k3 */in.moonshotai.kimi-k3 \
            moonshotai.kimi-k3
        model regional.moonshotai.kimi-k3.1 input 4.4 output 22 cache_read 0.22 cache_write 5.5
          names *us.moonshotai.kimi-k3.1* *in.moonshotai.kimi-k3.1*
        model regional.openai.gpt-5.6-luna input 0.22 output 1.32 cache_read 0.022 cache_write 0.275
          names openai.gpt-5.6-luna* gpt-5.6-luna* *us.openai.gpt-5.6-luna* *in.openai.gpt-5.6-luna*
          above 272000 input 0.44 output 1.98 cache_read 0.044 cache_write 0.55
        model regional.openai.gpt-5.6-sol input 4.4 output 22 cache_read 0.44 cache_write 5.5
          names openai.gpt-5.6-sol* gpt-5.6-sol* *us.openai.gpt-5.6-sol*
          above 272000 input 8.8 output 33 cache_read 0.88 cache_write 11
        model regional.openai.gpt-5.6-terra input 2.2 output 13.2 cache_read 0.22 cache_write 2.75
          names openai.gpt-5.6-terra* gpt-5.6-terra* *us.openai.gpt-5.6-terra* *in.openai.gpt-5.6-terra*
          above 272000 input 4.4 output 19.8 cache_read 0.44 cache_write 5.5
        model regional.openai.gpt-6-astra input 11 output 55 cache_read 1.1 cache_write 13.75
          names openai.gpt-6-astra* gpt-6-astra* *us.openai.gpt-6-astra*
          above 272000 input 22 output 82.5 cache_read 2.2 cache_write 27.5
        model regional.openai.gpt-6-luna input 0.11 output 0.55 cache_read 0.011 cache_write 0.1375
          names openai.gpt-6-luna* gpt-6-luna* *us.openai.gpt-6-luna* *in.openai.gpt-6-luna*
          above 272000 input 0.22 output 0.825 cache_read 0.022 cache_write 0.275
        model regional.openai.gpt-6-sol input 2.2 output 11 cache_read 0.22 cache_write 2.75
          names openai.gpt-6-sol* gpt-6-sol* *us.openai.gpt-6-sol* *in.openai.gpt-6-sol*
          above 272000 input 4.4 output 16.5 cache_read 0.44 cache_write 5.5
        model regional.openai.gpt-6.1-sol input 2.2 output 11 cache_read 0.11 cache_write 2.75
          names openai.gpt-6.1-sol* gpt-6.1-sol* *us.openai.gpt-6.1-sol*
          above 272000 input 4.4 output 16.5 cache_read 0.22 cache_write 5.5
        model regional.openai.gpt-6.1-terra input 1.1 output 5.5 cache_read 0.055 cache_write 1.375
          names openai.gpt-6.1-terra* gpt-6.1-terra* *us.openai.gpt-6.1-terra*
          above 272000 input 2.2 output 8.25 cache_read 0.11 cache_write 2.75
        model regional.zai.glm-5.3 input 1.848 output 5.808 cache_read 0.3432 cache_write 2.31
          names us.zai.glm-5.3 */us.zai.glm-5.3
        model writer.palmyra-x4-v1:0 input 2.5 output 10
          names *writer.palmyra-x4*
        model writer.palmyra-x5-v1:0 input 0.6 output 6
          names *writer.palmyra-x5*
        """
}
