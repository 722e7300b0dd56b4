import Exchange

/// Answers of Bedrock Invoke, in whatever format the model's maker has: Anthropic's, Nova's, OpenAI's or an older one.
///
/// The last event of a stream has Bedrock's own metrics, whose counts stand in where the maker's format has none.
enum BedrockInvokeReply: ReplyFormat {
    static var endsWithDone: Bool { false }

    static func fold(_ draft: inout ReplyDraft, isDocument: Bool) {
        draft.foldError(isDocument: isDocument)
        draft.facts.mergeUsage(draft.usage)
        if !draft.finish.isEmpty, !draft.hasChoices { draft.facts.finish(0, draft.finish) }
        draft.facts.tools.count += draft.toolItems
        guard !isDocument else { return }
        if draft.hasContent || draft.hasToolBlock { draft.facts.contentEvents += 1 }
        if draft.isDone || draft.kind.equals("message_stop") { draft.facts.isComplete = true }
    }

    static func usage(_ counts: UsageCounts) -> Usage { counts.asAnthropic }
}
