/// How much an administrator may do; each role may all that the ones before it may.
package enum AdminRole: String, Sendable, CaseIterable, Comparable {
    /// Sees everything and changes nothing.
    case viewer
    /// Runs the house from day to day: client keys, teams, users, breakers, credentials that are on or off.
    case `operator`
    /// Does everything.
    case admin

    /// True when the first may less than the second.
    package static func < (left: AdminRole, right: AdminRole) -> Bool { left.rank < right.rank }

    private var rank: Int {
        switch self {
        case .viewer: 0
        case .operator: 1
        case .admin: 2
        }
    }
}

/// One part of the admin API; to write in a part is to read it too.
package enum AdminScope: String, Sendable, CaseIterable {
    /// Reads the state of the house.
    case statusRead = "status:read"
    /// Reads targets and breakers.
    case upstreamsRead = "upstreams:read"
    /// Opens breakers and lets them go.
    case upstreamsWrite = "upstreams:write"
    /// Asks the history.
    case logsRead = "logs:read"
    /// Reads keys, never a token.
    case keysRead = "keys:read"
    /// Makes, changes, rotates and revokes keys.
    case keysWrite = "keys:write"
    /// Reads organisations, teams and users.
    case principalsRead = "principals:read"
    /// Makes, changes and deletes organisations, teams and users.
    case principalsWrite = "principals:write"
    /// Reads what is known of providers' credentials, never a secret.
    case credentialsRead = "credentials:read"
    /// Stores, replaces, enables and disables providers' credentials.
    case credentialsWrite = "credentials:write"
    /// Reads how limits stand.
    case limitsRead = "limits:read"
    /// Reads the configuration: providers, routes, limits, budgets.
    case configRead = "config:read"
    /// Changes and reloads the configuration.
    case configWrite = "config:write"
    /// Reads the audit trail.
    case auditRead = "audit:read"

    /// The scope that includes this one, or nil.
    package var wider: AdminScope? {
        rawValue.hasSuffix(":read") ? AdminScope(rawValue: rawValue.dropLast(4) + "write") : nil
    }
}

/// What an administrator may do: a role, which scopes and an organisation can only narrow.
package struct AdminGrant: Sendable, Hashable {
    /// The role.
    package var role: AdminRole
    /// The parts of the API it is bound to; empty for all.
    package var scopes: [AdminScope]
    /// The id of the organisation it is bound to; nil for the whole house.
    package var organisation: String?

    /// Makes a grant of the whole house.
    package init(_ role: AdminRole, scopes: [AdminScope] = [], organisation: String? = nil) {
        self.role = role
        self.scopes = scopes
        self.organisation = organisation
    }

    /// True when it has that role or a higher one, and the scope.
    package func allows(_ role: AdminRole, _ scope: AdminScope) -> Bool {
        role <= self.role && has(scope)
    }

    /// True when whoever has this may give the other away: it may do nothing that this one may not.
    package func covers(_ other: AdminGrant) -> Bool {
        guard other.role <= role, organisation == nil || organisation == other.organisation else { return false }
        return scopes.isEmpty || !other.scopes.isEmpty && other.scopes.allSatisfy(has)
    }

    private func has(_ scope: AdminScope) -> Bool {
        scopes.isEmpty || scopes.contains(scope) || scope.wider.map(scopes.contains) ?? false
    }
}

/// An admin key whose token was shown.
package struct AdminKey: Sendable, Hashable {
    /// The key's id.
    package let id: String
    /// The key's name.
    package let name: String
    /// What it may do.
    package let grant: AdminGrant

    /// Makes the key.
    package init(id: String, name: String, grant: AdminGrant) {
        self.id = id
        self.name = name
        self.grant = grant
    }
}
