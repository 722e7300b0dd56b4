/// What a caller may do: what its key says, with what every level above takes away.
///
/// Lists are kept by level, as patterns cannot be cut down to what two have in common: a name must match an entry of
/// each list. A level that says nothing has no list.
package struct Permission: Sendable, Hashable {
    /// Allowed models, a list for each level that names any.
    package var models: [[Pattern]]
    /// Allowed endpoints, a list for each level that names any.
    package var endpoints: [[Pattern]]
    /// Allowed providers, a list for each level that names any.
    package var providers: [[Pattern]]
    /// Allowed places of providers, a list for each level that names any.
    package var residency: [[String]]
    /// The most requests of the key at once.
    package var maxConcurrent: Int
    /// The bounds of the levels above on requests at once.
    package var rooms: [ConcurrencyRoom]
    /// How much of its words the key has the history keep; nil takes the configured level.
    package var capture: CaptureLevel?
    /// The most that the history keeps whatever key and configuration say.
    package var mostCapture: CaptureLevel
    /// Whether its requests give way to others when weir is full.
    package var priority: PriorityClass

    /// Makes the permission of a key that belongs to nobody.
    package init(_ own: KeyPermission) {
        models = Self.lists(own.models)
        endpoints = Self.lists(own.endpoints)
        providers = Self.lists(own.providers)
        residency = own.residency.isEmpty ? [] : [own.residency]
        maxConcurrent = own.maxConcurrent
        rooms = []
        capture = own.capture
        mostCapture = .full
        priority = own.priority
    }

    private static func lists(_ entries: [String]) -> [[Pattern]] {
        entries.isEmpty ? [] : [entries.map { Pattern($0) }]
    }
}

/// The places that everybody below one principal has together.
package struct ConcurrencyRoom: Sendable, Hashable {
    /// Whose they are.
    package let principal: Principal
    /// How many there are.
    package let limit: Int

    /// Makes a room.
    package init(of principal: Principal, limit: Int) {
        self.principal = principal
        self.limit = limit
    }
}
