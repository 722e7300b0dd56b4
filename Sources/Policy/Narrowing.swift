package import Exchange

/// Decides what a key may do in the end: what it says itself, narrowed by each level it belongs to.
///
/// Whatever is narrowed, in whatever order, the permission is never wider than before, nor wider than the level.
package struct Narrowing: Sendable, Hashable {
    /// What is left of the permission.
    package private(set) var permission: Permission
    /// When the first of all levels ends, or nil.
    package private(set) var expires: WallTime?
    /// False when a level is disabled.
    package private(set) var isEnabled = true

    /// Begins with what the key itself says.
    package init(_ own: KeyPermission, expires: WallTime? = nil) {
        permission = Permission(own)
        self.expires = expires
    }

    /// Takes away what a level above takes away.
    package mutating func narrow(by attributes: Attributes, of principal: Principal) {
        Self.add(attributes.models, to: &permission.models)
        Self.add(attributes.endpoints, to: &permission.endpoints)
        Self.add(attributes.providers, to: &permission.providers)
        if !attributes.residency.isEmpty { permission.residency.append(attributes.residency) }
        if let capture = attributes.capture { permission.mostCapture = min(permission.mostCapture, capture) }
        if let priority = attributes.priority, priority.index > permission.priority.index {
            permission.priority = priority
        }
        if let limit = attributes.maxConcurrent {
            permission.rooms.append(ConcurrencyRoom(of: principal, limit: max(0, limit)))
        }
        if let end = attributes.expires { expires = min(expires ?? end, end) }
        isEnabled = isEnabled && attributes.isEnabled
    }

    /// Takes everything away: a level is named and not to be found.
    package mutating func close() { isEnabled = false }

    private static func add(_ entries: [String], to lists: inout [[Pattern]]) {
        if !entries.isEmpty { lists.append(entries.map { Pattern($0) }) }
    }
}
