import Exchange

/// What is known about a field: this is the only table of fields, for parsing, compiling and documentation.
package struct FieldFacts: Sendable {
    /// What kind of values it has.
    package let kind: FieldKind
    /// What it means, as half a sentence.
    package let meaning: String
    /// Its value in SQL over `exchanges`; empty for fields that lie in other tables.
    package let column: String
    /// The index that leads to its exact values; `time` where only the window of time bounds what is read.
    package let index: HistoryIndex
    /// True when there may be no value, so that `has:` asks something.
    package let isOptional: Bool
    /// True when its values are few enough to group by.
    package let isGroupable: Bool

    /// True when a question by it alone is answered within the default window of time.
    ///
    /// Only `time`, `id`, `conv` and `shadow_of` lift the default window.
    package func needsWindow(_ field: QueryField) -> Bool { ![.time, .id, .conv, .shadowOf].contains(field) }

    private init(
        _ kind: FieldKind,
        _ column: String,
        index: HistoryIndex = .time,
        isOptional: Bool = false,
        isGroupable: Bool = false,
        _ meaning: String
    ) {
        self.kind = kind
        self.meaning = meaning
        self.column = column
        self.index = index
        self.isOptional = isOptional
        self.isGroupable = isGroupable
    }

    /// The words `error` can have: what went wrong with an attempt or with weir, or why weir refused.
    static let errors = Set(ErrorType.allCases.map(\.rawValue)).union(Rejection.allCases.map(\.rawValue)).sorted()

    private static let outcomes = FieldKind.word(Outcome.allCases.map(\.rawValue))
    private static let endings = FieldKind.word(Ending.allCases.map(\.rawValue))
    private static let routes = FieldKind.word(Route.allCases.map(\.rawValue))

    static func of(_ field: QueryField) -> FieldFacts {
        switch field {
        case .time, .status, .outcome, .ending, .error: ofEnd(field)
        case .provider, .model, .conv, .id, .trace, .route: ofPlace(field)
        case .key, .organisation, .team, .user, .endUser: ofCaller(field)
        case .stream, .cached, .attempt, .latency, .ttft, .tps, .inputTokens, .outputTokens, .cost: ofMeasure(field)
        case .modelRoute, .passedOver, .retryStop, .shadowOf: ofRouting(field)
        case .template, .tool, .tag, .prompt, .response, .attemptReason: ofTable(field)
        }
    }

    private static func ofEnd(_ field: QueryField) -> FieldFacts {
        switch field {
        case .status:
            FieldFacts(.status, "status", index: .failed, isGroupable: true, "the status the caller got")
        case .outcome:
            FieldFacts(outcomes, "outcome", index: .failed, isGroupable: true, "how it ended")
        case .ending:
            FieldFacts(
                endings,
                "ending",
                index: .failed,
                isOptional: true,
                isGroupable: true,
                "how it ended, told apart as finely as weir can"
            )
        case .error:
            FieldFacts(
                .word(errors),
                "coalesce(error_type, rejection_reason)",
                index: .failed,
                isOptional: true,
                isGroupable: true,
                "what went wrong, or why weir refused; a pattern also looks into the error's message"
            )
        default:
            FieldFacts(.time, "started_us", "when the request came")
        }
    }

    private static func ofPlace(_ field: QueryField) -> FieldFacts {
        switch field {
        case .provider:
            FieldFacts(
                .text,
                "provider",
                isOptional: true,
                isGroupable: true,
                "the provider that answered, or was tried last"
            )
        case .model:
            FieldFacts(
                .text,
                "model",
                index: .model,
                isOptional: true,
                isGroupable: true,
                "the model as the caller wrote it"
            )
        case .conv:
            FieldFacts(.identifier, "conversation_id", index: .conversation, isOptional: true, "the conversation's id")
        case .trace:
            FieldFacts(.identifier, "trace_id", index: .trace, "the trace's id, 32 hex digits")
        case .route:
            FieldFacts(routes, "route", isGroupable: true, "the template of the path")
        default:
            FieldFacts(.identifier, "request_id", index: .id, "weir's id of the request, or the caller's own")
        }
    }

    private static func ofCaller(_ field: QueryField) -> FieldFacts {
        switch field {
        case .organisation: ofPrincipal("organisation_id", .organisation, "the id of the caller's organisation")
        case .team: ofPrincipal("team_id", .team, "the id of the caller's team")
        case .user: ofPrincipal("user_id", .user, "the id of the caller's user")
        case .endUser:
            FieldFacts(.text, "end_user", isOptional: true, "who the caller said the request is for")
        default:
            FieldFacts(
                .text,
                "key_name",
                index: .keyName,
                isOptional: true,
                isGroupable: true,
                "the client key, by name or id"
            )
        }
    }

    private static func ofPrincipal(_ column: String, _ index: HistoryIndex, _ meaning: String) -> FieldFacts {
        FieldFacts(.identifier, column, index: index, isOptional: true, isGroupable: true, meaning)
    }

    private static func ofMeasure(_ field: QueryField) -> FieldFacts {
        switch field {
        case .stream: FieldFacts(.flag, "is_stream", isGroupable: true, "a streamed answer was asked for")
        case .cached:
            FieldFacts(
                .flag,
                "(coalesce(cache_read_tokens, 0) > 0)",
                isGroupable: true,
                "prompt tokens came from the provider's cache"
            )
        case .attempt: FieldFacts(.count, "attempts", isGroupable: true, "how many times a provider was tried")
        case .ttft: FieldFacts(.duration, "first_token_us", isOptional: true, "the time to the first token; streams")
        case .tps:
            FieldFacts(
                .rate,
                "(1000000.0 / per_output_token_us)",
                isOptional: true,
                "generated tokens per second behind the first; streams"
            )
        case .inputTokens: FieldFacts(.count, "input_tokens", isOptional: true, "prompt tokens, cached ones included")
        case .outputTokens: FieldFacts(.count, "output_tokens", isOptional: true, "generated tokens")
        case .cost: FieldFacts(.money, "cost_nanousd", isOptional: true, "what it cost in USD, by the price table")
        default: FieldFacts(.duration, "total_us", "from the request's head to the last byte of the answer")
        }
    }

    private static func ofRouting(_ field: QueryField) -> FieldFacts {
        switch field {
        case .passedOver:
            FieldFacts(
                .word(PassReason.allCases.map(\.rawValue)),
                "passed_over",
                index: .routing,
                isOptional: true,
                "why a target of the plan was not tried"
            )
        case .retryStop:
            FieldFacts(
                .word(RetryStop.allCases.map(\.rawValue)),
                "retry_stop",
                index: .routing,
                isOptional: true,
                isGroupable: true,
                "what forbade another attempt"
            )
        case .shadowOf:
            FieldFacts(
                .identifier,
                "shadow_of",
                index: .shadow,
                isOptional: true,
                "the request that it repeats for comparison, a shadow copy"
            )
        default:
            FieldFacts(
                .text,
                "model_route",
                isOptional: true,
                isGroupable: true,
                "the entry of `routes` that named the targets"
            )
        }
    }

    private static func ofTable(_ field: QueryField) -> FieldFacts {
        switch field {
        case .tool:
            FieldFacts(.text, "", index: .tool, isOptional: true, isGroupable: true, "a tool that the model called")
        case .tag:
            FieldFacts(.text, "", index: .tag, isOptional: true, isGroupable: true, "one of the caller's own labels")
        case .attemptReason:
            FieldFacts(
                .word(ChoiceReason.allCases.map(\.rawValue)),
                "",
                index: .attempt,
                isOptional: true,
                "why one of the attempts was made"
            )
        case .prompt: FieldFacts(.words, "", index: .words, "words of the prompt")
        case .response: FieldFacts(.words, "", index: .words, "words of the answer")
        default: FieldFacts(.reserved, "", "the prompt template")
        }
    }
}
