import Exchange

/// Answers of Bedrock Converse; in streams usage comes behind the stop, and is the end.
enum BedrockConverseReply: ReplyFormat {
    static var endsWithDone: Bool { false }

    static func fold(_ draft: inout ReplyDraft, isDocument: Bool) {
        draft.foldError(isDocument: isDocument)
        draft.facts.mergeUsage(draft.usage)
        if !draft.finish.isEmpty { draft.facts.finish(0, draft.finish) }
        draft.facts.tools.count += draft.toolItems
        guard !isDocument else { return }
        if draft.hasContent { draft.facts.contentEvents += 1 }
        if draft.kind.equals("metadata"), draft.facts.isFinished { draft.facts.isComplete = true }
    }

    static func usage(_ counts: UsageCounts) -> Usage { counts.asAnthropic }
}
