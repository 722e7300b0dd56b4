import Exchange

/// Answers of Anthropic messages, and of its token counting.
enum AnthropicMessagesReply: ReplyFormat {
    static var endsWithDone: Bool { false }

    static func fold(_ draft: inout ReplyDraft, isDocument: Bool) {
        draft.foldError(isDocument: isDocument)
        draft.facts.mergeUsage(draft.usage)
        if !draft.finish.isEmpty { draft.facts.finish(0, draft.finish) }
        draft.facts.tools.count += draft.toolItems
        guard !isDocument else { return }
        if draft.hasContent || draft.hasToolBlock { draft.facts.contentEvents += 1 }
        if draft.kind.equals("message_stop") { draft.facts.isComplete = true }
    }

    static func usage(_ counts: UsageCounts) -> Usage { counts.asAnthropic }
}
