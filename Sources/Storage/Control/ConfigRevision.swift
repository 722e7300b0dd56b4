package import Exchange

/// One configuration that was applied or refused: which, when, for what cause; its text is asked for by itself.
package struct ConfigRevision: Sendable, Hashable {
    /// What came of it.
    package enum Result: String, Sendable, CaseIterable {
        /// It began to be used.
        case applied
        /// It was not used, for what its findings say.
        case refused
    }

    /// Its number; later ones have greater ones.
    package let id: Int64
    /// The hash of the settings; for a refused one the hash of the settings that stayed.
    package let revision: String
    /// When it was applied or refused.
    package let at: WallTime
    /// Who caused it: `server`, `cli:` and a user's number, or a key's id.
    package let actor: String
    /// What caused it.
    package let cause: String
    /// What came of it.
    package let result: Result
    /// The file's path, or nil where there was none.
    package let file: String?
    /// What was wrong or to be warned of, one finding a line; empty for nothing.
    package let findings: String
}

/// What a revision was made of.
package struct ConfigContents: Sendable, Hashable {
    /// The file's text with secrets that stand in it replaced, or nil where there was no file.
    package let text: String?
    /// The entries that were kept in control.db.
    package let managed: [ManagedDraft]

    /// Puts contents together.
    package init(text: String?, managed: [ManagedDraft]) {
        self.text = text
        self.managed = managed
    }
}

/// What is to be written into the history of revisions.
package struct ConfigRevisionDraft: Sendable {
    /// The hash of the settings.
    package var revision: String
    /// What caused it: a word.
    package var cause: String
    /// What came of it.
    package var result: ConfigRevision.Result
    /// The file's path.
    package var file: String?
    /// What was wrong, one finding a line; cut at 16 KiB.
    package var findings = ""
    /// What it was made of; nil for one that was refused.
    package var contents: ConfigContents?

    /// Makes a draft.
    package init(_ revision: String, _ result: ConfigRevision.Result, cause: String) {
        self.revision = revision
        self.result = result
        self.cause = cause
    }

    /// How many revisions of each result are kept.
    package static func kept(_ result: ConfigRevision.Result) -> Int { result == .applied ? 200 : 50 }
    /// The longest findings that are kept, in bytes.
    package static let findingsBytes = 16_384
    /// The longest text that is kept, in bytes.
    package static let textBytes = 1_048_576
}
