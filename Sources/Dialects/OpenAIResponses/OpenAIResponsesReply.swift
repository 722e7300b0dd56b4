import Exchange

/// Answers of OpenAI responses; the terminal event is the word that counts.
enum OpenAIResponsesReply: ReplyFormat {
    static var endsWithDone: Bool { false }

    static func fold(_ draft: inout ReplyDraft, isDocument: Bool) {
        draft.foldError(isDocument: isDocument)
        let isTerminal = isTerminal(draft.kind)
        if draft.searches > 0, isTerminal || isDocument { draft.usage.webSearches = draft.searches }
        draft.facts.replaceUsage(draft.usage)
        if isTerminal { draft.facts.isComplete = true }
        if isTerminal || isDocument { foldStatus(&draft) }
        foldTools(&draft, isWhole: isTerminal || isDocument)
        if !isDocument { foldContent(&draft) }
        // Other events than deltas say again what these have said.
        if !isDocument, !draft.kind.ends(with: ".delta") { draft.content = TextSize() }
    }

    static func usage(_ counts: UsageCounts) -> Usage { counts.asOpenAI }

    private static func isTerminal(_ kind: BoundedText<64>) -> Bool {
        kind.equals("response.completed") || kind.equals("response.incomplete") || kind.equals("response.failed")
    }

    /// The finish word is the status, with the reason where it is incomplete.
    private static func foldStatus(_ draft: inout ReplyDraft) {
        guard !draft.status.isEmpty else { return }
        var word = draft.status
        if !draft.reason.isEmpty {
            word.append(":")
            word.append(draft.reason)
        }
        draft.facts.finish(0, word)
    }

    /// Calls are counted as their items begin; the list of the whole response corrects the count.
    private static func foldTools(_ draft: inout ReplyDraft, isWhole: Bool) {
        if isWhole {
            if draft.hasOutput { draft.facts.tools.count = draft.toolItems }
        } else if draft.kind.equals("response.output_item.added") {
            draft.facts.tools.count += draft.toolItems
        }
    }

    private static func foldContent(_ draft: inout ReplyDraft) {
        let isDelta = draft.hasContent && draft.kind.ends(with: ".delta")
        let isCall = draft.toolItems > 0 && draft.kind.equals("response.output_item.added")
        if isDelta || isCall { draft.facts.contentEvents += 1 }
    }
}
