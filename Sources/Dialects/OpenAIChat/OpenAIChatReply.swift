import Exchange

/// Answers of OpenAI chat completions and of all who speak that dialect.
///
/// Read beside OpenAI's own: `x_groq.usage`, reasoning text under two names, lists of parts as content (Mistral),
/// cached tokens under four names (DeepSeek, Mistral), reasoning tokens at the top of usage (Azure).
enum OpenAIChatReply: ReplyFormat {
    static var endsWithDone: Bool { true }

    static func fold(_ draft: inout ReplyDraft, isDocument: Bool) {
        draft.foldError(isDocument: isDocument)
        draft.facts.replaceUsage(draft.usage)
        if draft.hasContent, !isDocument { draft.facts.contentEvents += 1 }
    }

    static func usage(_ counts: UsageCounts) -> Usage { counts.asOpenAI }
}
