import Exchange

extension Catalogue {
    static let llm: [Family] = [
        Family(
            .llmRequests,
            "weir_llm_requests_total",
            .counter,
            [.provider, .model, .operation, .stream, .outcome],
            "LLM requests finished, once each whatever the number of attempts."
        ),
        Family(
            .llmRequestDuration,
            "weir_llm_request_duration_seconds",
            .histogram(.request),
            [.provider, .model, .operation, .stream, .success],
            "Duration of one LLM request as the client saw it, retries included: request head received to the last response byte written.",
            exemplars: true
        ),
        Family(
            .llmTimeToFirstToken,
            "weir_llm_time_to_first_token_seconds",
            .histogram(.firstToken),
            [.provider, .model, .operation],
            "Streaming only: request head received to the first content-bearing event written to the client.",
            note:
                "content-bearing = non-empty text, reasoning or tool-call delta, not the role event, message_start or ping",
            exemplars: true
        ),
        Family(
            .gatewayOverhead,
            "weir_gateway_overhead_seconds",
            .histogram(.overhead),
            [.operation, .stream],
            "Time weir itself added: request duration minus waiting for the client's body, for admission, for back-off, and for upstreams while weir was idle.",
            exemplars: true
        ),
        Family(
            .inputTokens,
            "weir_input_tokens_total",
            .counter,
            [.provider, .model, .operation],
            "Input (prompt) tokens billed, cached ones included."
        ),
        Family(
            .outputTokens,
            "weir_output_tokens_total",
            .counter,
            [.provider, .model, .operation],
            "Output (completion) tokens billed, reasoning ones included."
        ),
        Family(
            .cacheReadInputTokens,
            "weir_cache_read_input_tokens_total",
            .counter,
            [.provider, .model, .operation],
            "Input tokens served from the provider's prompt cache; a subset of weir_input_tokens_total."
        ),
        Family(
            .cacheWriteInputTokens,
            "weir_cache_write_input_tokens_total",
            .counter,
            [.provider, .model, .operation],
            "Input tokens written to the provider's prompt cache; a subset of weir_input_tokens_total."
        ),
        Family(
            .reasoningOutputTokens,
            "weir_reasoning_output_tokens_total",
            .counter,
            [.provider, .model, .operation],
            "Output tokens spent on reasoning; a subset of weir_output_tokens_total."
        ),
        Family(
            .usageReports,
            "weir_usage_reports_total",
            .counter,
            [.provider, Label("source", Label.raw(UsageSource.self))],
            "Requests by where their token counts came from.",
            note:
                "partial = stream cut after some usage was seen; estimated = counted by weir, as the provider sent none; missing = nothing to count"
        ),
        Family(
            .costUSD,
            "weir_cost_usd_total",
            .counter,
            [.provider, .model, .operation],
            "Estimated cost in US dollars, from the price table.",
            note: "what has no known price adds nothing here; weir_cost_lookups_total says how often that was"
        ),
        Family(
            .costLookups,
            "weir_cost_lookups_total",
            .counter,
            [Label("result", Label.raw(PriceLookup.self))],
            "Price look-ups, by result."
        ),
    ]
}
