package import Exchange

/// What an entry of the configuration that is kept in control.db can be.
package enum ManagedKind: String, Sendable, Hashable, CaseIterable {
    /// A provider, as one of `providers`.
    case provider
    /// A route, as one of `routes`.
    case route
    /// Another name for a model, as one of `models`.
    case alias
    /// A price, as one of `prices`.
    case price
    /// A limit, as one of `quotas`.
    case quota
    /// A budget, as one of `budgets`.
    case budget
    /// An issuer of tokens, as one of `issuers`.
    case issuer
}

/// An entry of the configuration that was made while weir ran: what the file says of such a thing, as JSON.
package struct ManagedEntry: Sendable, Hashable {
    /// What it is.
    package let kind: ManagedKind
    /// Its name, unique within its kind.
    package let name: String
    /// The keys that its section of the file has, as a JSON object; never a secret.
    package let json: String
    /// The sequence of the change that last touched it; no other state of the entry ever had it.
    package let version: Int64
    /// Who changed it last.
    package let actor: String
    /// When it was made.
    package let created: WallTime
    /// When it was last changed.
    package let updated: WallTime

    /// Puts an entry together.
    package init(
        kind: ManagedKind,
        name: String,
        json: String,
        version: Int64 = 1,
        actor: String = "",
        created: WallTime = WallTime(nanoseconds: 0),
        updated: WallTime = WallTime(nanoseconds: 0)
    ) {
        self.kind = kind
        self.name = name
        self.json = json
        self.version = version
        self.actor = actor
        self.created = created
        self.updated = updated
    }
}

/// All entries at one moment.
package struct ManagedState: Sendable, Hashable {
    /// The entries, by kind and name.
    package let entries: [ManagedEntry]
    /// How often any of them was changed; another number means another state.
    package let sequence: Int64

    /// Puts a state together.
    package init(entries: [ManagedEntry], sequence: Int64) {
        self.entries = entries
        self.sequence = sequence
    }
}

/// How much of managed entries is kept at most.
package enum ManagedBounds {
    /// Entries of one kind.
    package static let entries = 1_000
    /// Bytes of one entry's JSON.
    package static let entryBytes = 65_536
    /// Bytes of the JSON of all entries together.
    package static let bytes = 4_194_304
}
