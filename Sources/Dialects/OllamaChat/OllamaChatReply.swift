import Exchange

/// Answers of Ollama's own chat and generate; the last line has the counts, which may lack that of a cached prompt.
enum OllamaChatReply: ReplyFormat {
    static var endsWithDone: Bool { false }

    static func fold(_ draft: inout ReplyDraft, isDocument: Bool) {
        draft.foldError(isDocument: isDocument)
        draft.facts.mergeUsage(draft.usage)
        if !draft.finish.isEmpty { draft.facts.finish(0, draft.finish) }
        draft.facts.tools.count += draft.toolItems
        if draft.hasContent, !isDocument { draft.facts.contentEvents += 1 }
        if draft.isDone { draft.facts.isComplete = true }
    }

    static func usage(_ counts: UsageCounts) -> Usage { counts.asOpenAI }
}
