import Exchange

/// Answers of Gemini and Vertex, and of their token counting.
///
/// Usage comes in almost every event, number by number; a finish reason may be a number (Vertex).
enum GeminiContentReply: ReplyFormat {
    static var endsWithDone: Bool { false }

    static func fold(_ draft: inout ReplyDraft, isDocument: Bool) {
        draft.foldError(isDocument: isDocument)
        draft.facts.mergeUsage(draft.usage)
        if draft.searches > 0 { draft.facts.usage.webSearches = draft.searches }
        if !draft.reason.isEmpty { block(&draft) }
        draft.facts.tools.count += draft.toolItems
        if draft.hasContent, !isDocument { draft.facts.contentEvents += 1 }
    }

    static func conclude(_ facts: inout ReplyFacts) {
        if facts.hasEndedEveryChoice { facts.isComplete = true }
    }

    static func usage(_ counts: UsageCounts) -> Usage { counts.asGemini }

    /// The prompt was blocked, so there is no candidate that could end.
    private static func block(_ draft: inout ReplyDraft) {
        var word = BoundedText<64>()
        word.append("promptFeedback:")
        draft.reason.withBytes { word.append($0) }
        draft.facts.see(0)
        draft.facts.finish(0, word)
    }
}
