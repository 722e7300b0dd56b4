import Exchange

/// Answers of the legacy OpenAI completions: chat's, with the text in the choice itself.
enum OpenAICompletionsReply: ReplyFormat {
    static var endsWithDone: Bool { true }

    static func fold(_ draft: inout ReplyDraft, isDocument: Bool) {
        OpenAIChatReply.fold(&draft, isDocument: isDocument)
    }

    static func usage(_ counts: UsageCounts) -> Usage { counts.asOpenAI }
}
