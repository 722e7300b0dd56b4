package import Exchange

/// An administrator who logs in by name and password.
package struct AdminAccount: Sendable, Hashable {
    /// The most sessions of one account; a new one ends the oldest.
    package static let mostSessions = 16
    /// The fewest and the most bytes of a password.
    package static let passwordBytes = 12...1_024

    /// The id: `adm_` and a ULID.
    package let id: String
    /// The name, unique among the accounts.
    package let name: String
    /// What it may do.
    package let grant: AdminGrant
    /// When it was disabled, or nil.
    package let disabled: WallTime?
    /// How often it was changed, from 1 on.
    package let version: Int64
    /// When it was made.
    package let created: WallTime
}

/// An account that is to be made.
package struct AdminAccountDraft: Sendable {
    /// The name: 1 to 64 characters of `A-Z a-z 0-9 . _ -`.
    package var name: String
    /// The role and the scopes.
    package var grant: AdminGrant
    /// The organisation it is bound to, by id or name, or nil.
    package var organisation: String?
    /// The password, 12 to 1,024 bytes.
    package var password: Secret

    /// Makes a draft.
    package init(name: String, grant: AdminGrant, organisation: String? = nil, password: Secret) {
        self.name = name
        self.grant = grant
        self.organisation = organisation
        self.password = password
    }
}

/// A session that was opened or found.
package struct AdminSession: Sendable {
    /// How long a session lasts that nobody uses.
    package static let idleTime = Duration.seconds(1_800)
    /// How long a session lasts however it is used.
    package static let fullTime = Duration.seconds(43_200)

    /// Who has it.
    package let account: AdminAccount
    /// When it was opened.
    package let created: WallTime
    /// The word that unsafe methods must show beside the cookie.
    package let csrf: String
    /// What the cookie holds: 64 hex digits; only of a session that was just opened.
    package let id: Secret?

    /// When it ends at the latest.
    package var end: WallTime { created + Self.fullTime }
}
