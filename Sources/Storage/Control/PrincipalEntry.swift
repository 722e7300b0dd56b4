package import Exchange

/// What an issuer of tokens calls a user.
package struct UserIdentity: Sendable, Hashable {
    /// The issuer, as the configuration calls it.
    package let issuer: String
    /// The user's name there, as the issuer's tokens have it: 1 to 255 bytes.
    package let subject: String

    /// Names a user of an issuer.
    package init(issuer: String, subject: String) {
        self.issuer = issuer
        self.subject = subject
    }

    /// Takes two columns that are both there or both missing.
    init?(issuer: String?, subject: String?) {
        guard let issuer, let subject else { return nil }
        self.init(issuer: issuer, subject: subject)
    }

    // `==` on strings follows canonical equivalence: who is who is decided by bytes.

    /// Tells whether both have the same bytes.
    package static func == (left: UserIdentity, right: UserIdentity) -> Bool {
        left.issuer.utf8.elementsEqual(right.issuer.utf8) && left.subject.utf8.elementsEqual(right.subject.utf8)
    }

    /// Hashes the bytes.
    package func hash(into hasher: inout Hasher) {
        for byte in subject.utf8 { hasher.combine(byte) }
    }
}

/// An organisation, a team or a user as an admin sees it.
package struct PrincipalEntry: Sendable, Hashable {
    /// Its id and name.
    package let principal: Principal
    /// What it belongs to, itself included.
    package let chain: Principals
    /// What it says about everybody below.
    package let attributes: Attributes
    /// What an issuer of tokens calls the user, or nil.
    package let identity: UserIdentity?
    /// How often it was changed, from 1 on; a change can ask for the version it expects.
    package let version: Int64
    /// When it was made.
    package let created: WallTime
    /// When it was last changed.
    package let updated: WallTime

    /// The one it stands below, or nil.
    package var parent: Principal? { principal.kind.parent.flatMap { chain[$0] } }
}

/// What an admin says of an organisation, a team or a user that is to be made.
package struct PrincipalDraft: Sendable {
    /// What it is to be.
    package var kind: PrincipalKind
    /// The name: 1 to 64 characters of `A-Z a-z 0-9 . _ -`, unique among those with the same parent.
    package var name: String
    /// The id or name of what it stands below; nil for an organisation.
    package var parent: String?
    /// What it says about everybody below.
    package var attributes: Attributes
    /// What an issuer of tokens calls the user; nil for nothing, and for anything but a user.
    package var identity: UserIdentity?

    /// Makes a draft of one that takes nothing away.
    package init(
        _ kind: PrincipalKind,
        name: String,
        below parent: String? = nil,
        attributes: Attributes = Attributes()
    ) {
        self.kind = kind
        self.name = name
        self.parent = parent
        self.attributes = attributes
    }
}

/// What is to be another than before; nil stays.
package struct PrincipalChange: Sendable {
    /// The new name, or nil.
    package var name: String?
    /// All the new attributes, or nil.
    package var attributes: Attributes?
    /// What an issuer is to call the user from now on, `.some(nil)` for no more; nil stays.
    package var identity: UserIdentity??
    /// The version that is to be changed; nil changes whatever there is.
    package var expecting: Int64?

    /// Makes a change.
    package init(
        name: String? = nil,
        attributes: Attributes? = nil,
        identity: UserIdentity?? = nil,
        expecting: Int64? = nil
    ) {
        self.identity = identity
        self.name = name
        self.attributes = attributes
        self.expecting = expecting
    }
}

/// Which organisation, team or user is meant.
package struct PrincipalReference: Sendable, Hashable {
    /// What it is.
    package let kind: PrincipalKind
    /// Its id; its name, where no other of the kind has it; or its path, such as `acme/search/ann` for a user.
    package let name: String

    /// Makes a reference.
    package init(_ kind: PrincipalKind, _ name: String) {
        self.kind = kind
        self.name = name
    }
}

/// Some of the organisations, teams or users, in the order of their ids.
package struct PrincipalPage: Sendable, Hashable {
    /// The most entries of a page.
    package static let most = 200

    /// The entries.
    package let entries: [PrincipalEntry]
    /// The id behind which the next page begins; nil when there is none.
    package let next: String?
}
