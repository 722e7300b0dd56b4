package import Exchange
package import Policy

/// A client or admin key as an admin sees it; never its token.
package struct ClientKey: Sendable {
    /// The public id, `key_` and a ULID.
    package let id: String
    /// The name, unique among all keys.
    package let name: String
    /// What it is for.
    package let kind: ClientToken.Kind
    /// What it says itself that it may do.
    package let permission: KeyPermission
    /// Whom it belongs to, and everything above.
    package let principals: Principals
    /// What it may do in the end, with all that those it belongs to take away.
    package let narrowing: Narrowing
    /// What an admin key may do; nil for every other.
    package let grant: AdminGrant?
    /// How often it was changed, from 1 on.
    package let version: Int64
    /// When it was made.
    package let created: WallTime
    /// When it ends, or nil.
    package let expires: WallTime?
    /// When it was revoked, or nil.
    package let revoked: WallTime?
    /// When it was last used, to the minute; nil when never.
    package let lastUsed: WallTime?
    /// Its tokens, newest first; more than one while an old one is still good after a rotation.
    package let tokens: [Token]

    /// What may be shown of a token.
    package struct Token: Sendable, Hashable {
        /// What it begins with.
        package let prefix: String
        /// Its last four characters.
        package let last4: String
        /// When it was made.
        package let created: WallTime
        /// When it stops being good because a newer one took its place, or nil.
        package let expires: WallTime?
    }
}

/// What an admin says of a key that is to be made.
package struct ClientKeyDraft: Sendable {
    /// The name: 1 to 64 characters of `A-Z a-z 0-9 . _ -`, unique.
    package var name: String
    /// What the key is for.
    package var kind: ClientToken.Kind
    /// What it may do.
    package var permission: KeyPermission
    /// When it ends, or nil.
    package var expires: WallTime?
    /// Whom it belongs to, or nil.
    package var owner: PrincipalReference?
    /// What an admin key may do; of no matter for another.
    package var role = AdminRole.admin
    /// The parts of the admin API that an admin key is bound to; empty for all.
    package var scopes: [AdminScope] = []

    /// Makes a draft of a key that may do everything and does not end.
    package init(
        name: String,
        kind: ClientToken.Kind = .live,
        permission: KeyPermission = KeyPermission(),
        expires: WallTime? = nil,
        owner: PrincipalReference? = nil
    ) {
        self.name = name
        self.kind = kind
        self.permission = permission
        self.expires = expires
        self.owner = owner
    }
}

/// A key and the only sight of its token.
package struct IssuedKey: Sendable {
    /// The key.
    package let key: ClientKey
    /// The token, to be shown once.
    package let token: Secret
}
