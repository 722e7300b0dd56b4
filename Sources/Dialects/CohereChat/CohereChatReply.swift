import Exchange

/// Answers of Cohere chat, version 2; `message-end` is the end, the `[DONE]` behind it says nothing more.
enum CohereChatReply: ReplyFormat {
    static var endsWithDone: Bool { false }

    static func fold(_ draft: inout ReplyDraft, isDocument: Bool) {
        draft.foldError(isDocument: isDocument)
        // An answer has an object where an error, which may have an id as well, has its text.
        if draft.facts.error == nil, !draft.top.message.isEmpty {
            draft.facts.error = draft.error.reply(orElse: draft.top)
        }
        draft.facts.mergeUsage(draft.usage)
        if !draft.finish.isEmpty { draft.facts.finish(0, draft.finish) }
        draft.facts.tools.count += draft.toolItems
        if draft.hasContent, !isDocument { draft.facts.contentEvents += 1 }
        if draft.kind.equals("message-end") { draft.facts.isComplete = true }
    }

    static func usage(_ counts: UsageCounts) -> Usage { counts.asOpenAI }
}
