/// What somebody is that keys can belong to; each stands below exactly one of the kind before it.
package enum PrincipalKind: String, Sendable, CaseIterable {
    /// An organisation, which stands below nothing.
    case organisation
    /// A team of an organisation.
    case team
    /// A user of a team.
    case user

    /// What its ids begin with.
    package var prefix: String {
        switch self {
        case .organisation: "org_"
        case .team: "team_"
        case .user: "user_"
        }
    }

    /// The kind that stands above it, or nil.
    package var parent: PrincipalKind? {
        switch self {
        case .organisation: nil
        case .team: .organisation
        case .user: .team
        }
    }
}

/// An organisation, a team or a user, as a caller belongs to it.
package struct Principal: Sendable, Hashable {
    /// What it is.
    package let kind: PrincipalKind
    /// Its id: the kind's prefix and a ULID; it never changes.
    package let id: String
    /// Its name: 1 to 64 characters of `A-Z a-z 0-9 . _ -`, unique among those with the same parent.
    package let name: String

    /// Names a principal.
    package init(_ kind: PrincipalKind, id: String, name: String) {
        self.kind = kind
        self.id = id
        self.name = name
    }
}

/// Whom a key belongs to, and everything above; all nil for a key that belongs to nobody.
package struct Principals: Sendable, Hashable {
    /// The organisation, or nil.
    package var organisation: Principal?
    /// The team, or nil.
    package var team: Principal?
    /// The user, or nil.
    package var user: Principal?

    /// Belongs to nobody.
    package init() {}

    /// The one of a kind.
    package subscript(kind: PrincipalKind) -> Principal? {
        get {
            switch kind {
            case .organisation: organisation
            case .team: team
            case .user: user
            }
        }
        set {
            switch kind {
            case .organisation: organisation = newValue
            case .team: team = newValue
            case .user: user = newValue
            }
        }
    }

    /// The narrowest of them: whom the key itself names; nil where it belongs to nobody.
    package var owner: Principal? { user ?? team ?? organisation }
}
