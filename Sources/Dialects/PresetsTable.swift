import Exchange

extension Preset {
    /// Every kind, in the order in which a model named by several is looked for: its maker first, then hosts.
    ///
    /// Where a host serves a model whose name a maker's pattern covers, it is listed by its exact name.
    /// Base URLs and credential styles: protocols.md, section 2.1. Ollama and OpenRouter answer
    /// `/v1/messages` too (docs.ollama.com/api/anthropic-compatibility, openrouter.ai/docs/api).
    package static let all: [Preset] = makers + hosts + clouds + generic

    private static let makers = [
        Preset(
            kind: "openai",
            environment: "OPENAI_API_KEY",
            baseURL: "https://api.openai.com/v1",
            models: [
                "gpt-*", "chatgpt-*", "ft:gpt-*", "o1", "o1-*", "o3", "o3-*", "o4-*", "codex-*", "computer-use-*",
                "text-embedding-3-*", "text-embedding-ada-*", "omni-moderation-*", "text-moderation-*", "tts-*",
                "whisper-1", "dall-e-*", "sora-*", "davinci-*", "babbage-*",
            ]
        ),
        Preset(
            kind: "anthropic",
            environment: "ANTHROPIC_API_KEY",
            baseURL: "https://api.anthropic.com/v1",
            credentialStyle: .xAPIKey,
            surfaces: [.anthropic],
            models: ["claude-*"],
            defaultHeaders: [("anthropic-version", "2023-06-01")]
        ),
        Preset(
            kind: "gemini",
            environment: "GEMINI_API_KEY",
            baseURL: "https://generativelanguage.googleapis.com/v1beta/openai",
            surfaces: [.openAI, .gemini],
            models: ["gemini-*", "gemma-*", "models/gemini-*"],
            native: NativeDialect(openAITail: "/openai", tail: "", credentialStyle: .googAPIKey)
        ),
        Preset(
            kind: "mistral",
            environment: "MISTRAL_API_KEY",
            baseURL: "https://api.mistral.ai/v1",
            models: [
                "mistral-*", "ministral-*", "magistral-*", "codestral-*", "devstral-*", "pixtral-*", "voxtral-*",
                "open-mistral-*", "open-mixtral-*",
            ]
        ),
        Preset(
            kind: "deepseek",
            environment: "DEEPSEEK_API_KEY",
            baseURL: "https://api.deepseek.com",
            models: ["deepseek-*"]
        ),
        Preset(kind: "xai", environment: "XAI_API_KEY", baseURL: "https://api.x.ai/v1", models: ["grok-*"]),
        Preset(
            kind: "perplexity",
            environment: "PERPLEXITY_API_KEY",
            baseURL: "https://api.perplexity.ai",
            models: ["sonar", "sonar-*"]
        ),
        // Its own dialect is reached by the raw way; the OpenAI one is "Compatibility API" in its documentation.
        Preset(
            kind: "cohere",
            environment: "COHERE_API_KEY",
            baseURL: "https://api.cohere.ai/compatibility/v1",
            models: ["command-*", "c4ai-*", "embed-*", "rerank-*"],
            native: NativeDialect(openAITail: "/compatibility/v1", tail: "/v2", credentialStyle: .bearer)
        ),
    ]

    private static let hosts = [
        Preset(
            kind: "groq",
            environment: "GROQ_API_KEY",
            baseURL: "https://api.groq.com/openai/v1",
            models: [
                "llama-*", "groq/*", "meta-llama/llama-4-*", "openai/gpt-oss-120b", "openai/gpt-oss-20b", "qwen/*",
                "moonshotai/*", "whisper-large-*",
            ]
        ),
        Preset(
            kind: "cerebras",
            environment: "CEREBRAS_API_KEY",
            baseURL: "https://api.cerebras.ai/v1",
            models: ["gpt-oss-120b", "llama3.1-*", "qwen-3-*", "zai-glm-*"]
        ),
        Preset(
            kind: "together",
            environment: "TOGETHER_API_KEY",
            baseURL: "https://api.together.xyz/v1",
            models: ["meta-llama/*", "Qwen/*", "deepseek-ai/*", "mistralai/*", "zai-org/*", "togethercomputer/*"]
        ),
        Preset(
            kind: "openrouter",
            environment: "OPENROUTER_API_KEY",
            baseURL: "https://openrouter.ai/api/v1",
            surfaces: [.openAI, .anthropic],
            models: ["*/*"]
        ),
    ]

    /// Base URLs with an account in them cannot be known here; Bedrock's holds a region.
    private static let clouds = [
        Preset(
            kind: "bedrock",
            environment: "AWS_BEARER_TOKEN_BEDROCK",
            environmentParts: ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"],
            regionalBaseURL: "https://bedrock-runtime.${region}.amazonaws.com",
            credentialStyle: .awsSignature,
            surfaces: [.bedrock],
            models: [
                "us.*", "eu.*", "apac.*", "jp.*", "au.*", "global.*", "us-gov.*", "anthropic.*", "amazon.*", "meta.*",
                "mistral.*", "cohere.*", "ai21.*", "deepseek.*", "openai.*", "qwen.*", "stability.*", "writer.*",
                "arn:aws:bedrock:*", "arn:aws-us-gov:bedrock:*", "arn:aws-cn:bedrock:*",
            ]
        ),
        Preset(kind: "vertex", surfaces: [.gemini], models: ["gemini-*"]),
        Preset(
            kind: "azure",
            environment: "AZURE_OPENAI_API_KEY",
            credentialStyle: .apiKey,
            native: NativeDialect(openAITail: "/openai/v1", tail: "", credentialStyle: .apiKey)
        ),
    ]

    private static let generic = [
        Preset(
            kind: "ollama",
            baseURL: "http://127.0.0.1:11434/v1",
            credentialStyle: .none,
            surfaces: [.openAI, .anthropic],
            native: NativeDialect(openAITail: "/v1", tail: "", credentialStyle: .none)
        ),
        Preset(kind: "openai_compatible"),
        Preset(
            kind: "anthropic_compatible",
            credentialStyle: .xAPIKey,
            surfaces: [.anthropic],
            defaultHeaders: [("anthropic-version", "2023-06-01")]
        ),
        Preset(kind: "demo", credentialStyle: .none, surfaces: [.openAI, .anthropic], models: ["demo", "demo-*"]),
    ]
}
