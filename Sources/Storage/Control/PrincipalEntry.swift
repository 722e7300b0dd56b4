package import Exchange

/// An organisation, a team or a user as an admin sees it.
package struct PrincipalEntry: Sendable, Hashable {
    /// Its id and name.
    package let principal: Principal
    /// What it belongs to, itself included.
    package let chain: Principals
    /// What it says about everybody below.
    package let attributes: Attributes
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
    /// The version that is to be changed; nil changes whatever there is.
    package var expecting: Int64?

    /// Makes a change.
    package init(name: String? = nil, attributes: Attributes? = nil, expecting: Int64? = nil) {
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
