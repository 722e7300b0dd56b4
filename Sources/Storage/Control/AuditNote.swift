import Dialects
import Exchange

/// What is to be written into the audit trail about a change, filled in while it is made.
struct AuditNote {
    /// A value of the detail.
    enum Value {
        case word(String?)
        case words([String])
        case integer(Int64?)
    }

    /// What is done.
    var action: AuditAction
    /// To what.
    var subject: String
    /// More about it.
    var detail: [(name: String, value: Value)] = []
    /// True when nothing was changed, so that there is nothing to write.
    var isSilent = false

    init(_ action: AuditAction, of subject: String) {
        self.action = action
        self.subject = subject
    }

    /// Tells of a key that was made.
    mutating func take(_ draft: ClientKeyDraft, id: String) {
        subject = id
        let permission = draft.permission
        detail = [
            ("name", .word(draft.name)), ("kind", .word(draft.kind.rawValue)), ("models", .words(permission.models)),
            ("endpoints", .words(permission.endpoints)),
            ("max_concurrent", .integer(Int64(permission.maxConcurrent))),
            ("capture", .word(permission.capture?.rawValue)), ("priority", .word(permission.priority.rawValue)),
            ("expires_us", .integer(draft.expires?.microseconds)),
        ]
        if draft.kind == .admin {
            detail += [("role", .word(draft.role.rawValue)), ("scopes", .words(draft.scopes.map(\.rawValue)))]
        }
        if !permission.providers.isEmpty { detail.append(("providers", .words(permission.providers))) }
        if !permission.residency.isEmpty { detail.append(("residency", .words(permission.residency))) }
    }

    /// Tells of a key.
    mutating func take(_ key: ClientKey, _ more: [(name: String, value: Value)] = []) {
        subject = key.id
        detail = [("name", .word(key.name))] + more
    }

    /// Tells of a credential.
    mutating func take(_ credential: Credential) {
        subject = credential.id
        detail = [
            ("provider", .word(credential.provider)), ("name", .word(credential.name)),
            ("origin", .word(credential.origin)), ("source", .word(credential.source.rawValue)),
            ("version", .integer(Int64(credential.version))),
        ]
    }

    /// The detail as a JSON object; what looks like a secret is taken out, and long words are cut.
    var json: String {
        let members = detail.map { member -> JSONValue.Member in
            let value: JSONValue =
                switch member.value {
                case .word(let word): word.map { .string(Self.safe($0)) } ?? .null
                case .words(let words): .array(words.prefix(64).map { .string(Self.safe($0)) })
                case .integer(let number): number.map { .integer($0) } ?? .null
                }
            return JSONValue.Member(member.name, value)
        }
        return String(decoding: JSONValue.object(members).bytes(), as: UTF8.self)
    }

    /// A word as it may be kept: somebody may have typed a token where a name belongs.
    static func safe(_ word: String) -> String {
        BoundedWords.column(BoundedWords.cut(Scrubber.scrub(word), to: 256))
    }
}
