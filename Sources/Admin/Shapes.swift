import Exchange
import Storage

/// The shapes of what the API takes and gives, each under the name it has in the document.
enum Shapes {
    /// A list of patterns as a key or a level has them.
    private static func entries(_ form: TextForm) -> Shape { .list(.text(form), most: Attributes.mostEntries) }
    private static let time = Shape.text(.time)
    private static let scopes = Shape.list(
        .oneOf(AdminScope.allCases.map(\.rawValue)),
        most: AdminScope.allCases.count
    )
    private static let role = Shape.oneOf(AdminRole.allCases.map(\.rawValue))
    private static let capture = Shape.nullable(.oneOf(CaptureLevel.allCases.map(\.rawValue)))
    private static let priority = PriorityClass.allCases.map(\.rawValue)

    private static let lists: [Shape.Member] = [
        .init("models", entries(.printable(256)), "Models, `*` stands for anything; none for all.", isRequired: false),
        .init("endpoints", entries(.endpoint), "Endpoints, as templates or patterns; none for all.", isRequired: false),
        .init("providers", entries(.printable(256)), "Providers; none for all.", isRequired: false),
        .init("residency", entries(.tag), "Places where data may be; none for all.", isRequired: false),
        .init("capture", capture, "How much the history keeps; null for what is configured.", isRequired: false),
    ]

    private static let keyPart: [Shape.Member] =
        lists + [
            .init("priority", .oneOf(priority), "Who gives way when weir is full.", isRequired: false),
            .init("max_concurrent", .integer(1...100_000), "The most requests at once.", isRequired: false),
            .init("expires", .nullable(time), "When it ends; null for never.", isRequired: false),
        ]

    /// A key that is to be made.
    static let keyDraft = Shape.named(
        "KeyDraft",
        .object(
            [
                .init("name", .text(.name), "A name to know it by, unique."),
                .init(
                    "kind",
                    .oneOf(["live", "test", "adm"]),
                    "What it is for; `live` without it.",
                    isRequired: false
                ),
                .init("role", role, "What an admin key may do; `viewer` without it.", isRequired: false),
                .init(
                    "scopes",
                    scopes,
                    "The parts of this API an admin key is bound to; none for all.",
                    isRequired: false
                ),
                .init("organisation", .text(.reference), "Whom it belongs to: an organisation.", isRequired: false),
                .init("team", .text(.reference), "Whom it belongs to: a team.", isRequired: false),
                .init("user", .text(.reference), "Whom it belongs to: a user.", isRequired: false),
            ] + keyPart
        )
    )

    /// What may be changed of a key.
    static let keyChange = Shape.named(
        "KeyChange",
        .object([.init("name", .text(.name), "Another name.", isRequired: false)] + keyPart)
    )

    /// How a key gets a new token.
    static let rotation = Shape.named(
        "KeyRotation",
        .object([
            .init("overlap_seconds", .integer(0...31_536_000), "How long the old token works on.", isRequired: false)
        ])
    )

    private static let belonging: [Shape.Member] = ["organisation", "team", "user"].map {
        .init($0, .nullable(named), "The \($0) it belongs to, or null.")
    }
    private static let named = Shape.named(
        "Named",
        .object([.init("id", .words, "The id."), .init("name", .words, "The name.")])
    )
    private static let stored: [Shape.Member] = [
        .init("version", .integer(1...Int64.max), "How often it was changed; the ETag."),
        .init("created", time, "When it was made."),
    ]

    /// A key.
    static let key = Shape.named("Key", .object(keyMembers))
    private static let keyMembers: [Shape.Member] =
        [
            .init("id", .text(.id("key_")), "The id."),
            .init("name", .text(.name), "The name."),
            .init("kind", .oneOf(["live", "test", "adm"]), "What it is for."),
            .init("state", .oneOf(["good", "revoked", "expired", "disabled"]), "Whether it can be used."),
            .init("role", .nullable(role), "What an admin key may do."),
            .init("scopes", scopes, "The parts of this API an admin key is bound to."),
            .init("revoked", .nullable(time), "When it was revoked."),
            .init("last_used", .nullable(time), "When it was last used, to the minute."),
            .init("tokens", .list(token, most: 1_000), "What may be shown of its tokens, newest first."),
        ] + belonging + keyPart.map { .init($0.name, $0.shape, $0.about) } + stored
    private static let token = Shape.named(
        "TokenFacts",
        .object([
            .init("prefix", .words, "What it begins with."), .init("last4", .words, "Its last four characters."),
            .init("created", time, "When it was made."), .init("expires", .nullable(time), "When it ends."),
        ])
    )

    /// A key with its token, the only time it is shown.
    static let issuedKey = Shape.named(
        "IssuedKey",
        .object(keyMembers + [.init("token", .words, "The token; shown this once.")])
    )

    private static let levelPart: [Shape.Member] =
        lists + [
            .init("priority", .nullable(.oneOf(priority)), "The best class of anybody below.", isRequired: false),
            .init(
                "max_concurrent",
                .nullable(.integer(1...1_000_000)),
                "The most requests at once.",
                isRequired: false
            ),
            .init("expires", .nullable(time), "When everything below ends.", isRequired: false),
        ]

    /// An organisation, a team or a user that is to be made.
    static func draft(_ kind: PrincipalKind) -> Shape {
        let parent = kind.parent.map { upper -> [Shape.Member] in
            [.init(upper.rawValue, .text(.reference), "The \(upper.rawValue) it stands below, by id or name.")]
        }
        let name = Shape.Member("name", .text(.name), "Its name, unique below the same parent.")
        return .named("\(kind.title)Draft", .object([name] + (parent ?? []) + levelPart))
    }

    /// What may be changed of an organisation, a team or a user.
    static let levelChange = Shape.named(
        "LevelChange",
        .object([.init("name", .text(.name), "Another name.", isRequired: false)] + levelPart)
    )

    /// An organisation, a team or a user.
    static func level(_ kind: PrincipalKind) -> Shape {
        .named(
            kind.title,
            .object(
                [
                    .init("id", .text(.id(kind.prefix)), "The id."), .init("name", .text(.name), "The name."),
                    .init("enabled", .boolean, "False where nobody below may ask anything."),
                ] + belonging + levelPart.map { .init($0.name, $0.shape, $0.about) } + stored
                    + [.init("updated", time, "When it was last changed.")]
            )
        )
    }

    /// A provider's credential that is to be stored.
    static let credentialDraft = Shape.named(
        "CredentialDraft",
        .object([
            .init("provider", .text(.printable(64)), "The provider's name in the configuration."),
            .init("name", .text(.name), "A name to know it by; one of the same name is replaced.", isRequired: false),
            .init("secret", .text(.secret(1...8_192)), "The secret; never shown again."),
        ])
    )

    /// A provider's credential.
    static let credential = Shape.named(
        "Credential",
        .object(
            [
                .init("id", .text(.id("cred_")), "The id."), .init("provider", .words, "The provider's name."),
                .init("name", .words, "Its name."), .init("origin", .words, "Where it may be sent."),
                .init("source", .oneOf(["config", "cli"]), "`config`: the file or the environment; `cli`: an admin."),
                .init("fingerprint", .words, "A mark that only the same secret has."),
                .init("last4", .nullable(.words), "Its last four characters, where it is long enough."),
                .init("sealed_under", .words, "The id of the key that seals it."),
                .init("disabled", .nullable(time), "When it was disabled."),
                .init("updated", time, "When its value last changed."),
            ] + stored
        )
    )

    /// An entry of the audit trail.
    static let audit = Shape.named(
        "AuditEntry",
        .object([
            .init("id", .integer(1...Int64.max), "Its number."), .init("time", time, "When."),
            .init("actor", .words, "Who: a key's or an account's id, `server`, or `cli:` and a user's number."),
            .init("action", .words, "What."), .init("subject", .words, "To what."),
            .init("result", .oneOf(["ok", "refused"]), "What came of it."),
            .init("detail", .anyObject, "More about it."),
        ])
    )
}

extension PrincipalKind {
    /// The kind as a name of a shape.
    var title: String {
        switch self {
        case .organisation: "Organisation"
        case .team: "Team"
        case .user: "User"
        }
    }

    /// The kind's part of a path.
    var plural: String { rawValue + "s" }
}
