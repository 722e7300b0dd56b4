import Exchange

/// Answers of OpenAI embeddings; the vectors are stepped over.
enum OpenAIEmbeddingsReply: ReplyFormat {
    static var endsWithDone: Bool { true }

    static func fold(_ draft: inout ReplyDraft, isDocument: Bool) {
        draft.foldError(isDocument: isDocument)
        draft.facts.replaceUsage(draft.usage)
    }

    static func usage(_ counts: UsageCounts) -> Usage { counts.asOpenAI }
}
