/// Who asks: the holder of a client key, whom the key belongs to, and what it may do.
///
/// An object, as the line hands it about: a copy costs one count.
package final class Caller: Sendable {
    /// The public id of the key, `key_` and a ULID.
    package let keyID: String
    /// The name the admin gave the key.
    package let keyName: String
    /// Whom the key belongs to.
    package let principals: Principals
    /// What the key may do, with all that the levels above it take away.
    package let permission: Permission
    /// When the key or a level above it ends, or nil.
    package let expires: WallTime?

    /// Makes a caller.
    package init(
        keyID: String,
        keyName: String,
        permission: Permission,
        principals: Principals = Principals(),
        expires: WallTime?
    ) {
        self.keyID = keyID
        self.keyName = keyName
        self.principals = principals
        self.permission = permission
        self.expires = expires
    }

    /// Makes the caller of a key that belongs to nobody.
    package convenience init(keyID: String, keyName: String, permission: KeyPermission, expires: WallTime?) {
        self.init(keyID: keyID, keyName: keyName, permission: Permission(permission), expires: expires)
    }

    /// The properties by which limits tell whom they are for, as far as they are the caller's.
    package var facets: QuotaFacets {
        var facets = QuotaFacets()
        facets.take(principals)
        facets.key = keyID
        return facets
    }
}

extension QuotaFacets {
    /// Takes over whom a key belongs to.
    package mutating func take(_ principals: Principals) {
        org = principals.organisation?.id ?? ""
        team = principals.team?.id ?? ""
        user = principals.user?.id ?? ""
    }
}

/// What a key itself says that it may do; an empty list allows everything of its kind.
package struct KeyPermission: Sendable, Hashable {
    /// Allowed model names or patterns with `*`, as the caller writes them.
    package var models: [String]
    /// Allowed endpoints: route templates, or patterns with `*` over the path.
    package var endpoints: [String]
    /// Allowed providers by their configured names, or patterns with `*`.
    package var providers: [String]
    /// Places where providers may keep and process what they are sent, as tags such as `eu`.
    package var residency: [String]
    /// The most requests of this key at once.
    package var maxConcurrent: Int
    /// How much of its words the history keeps; nil takes the configured level.
    package var capture: CaptureLevel?
    /// Whether its requests give way to others when weir is full.
    package var priority: PriorityClass

    /// Makes a permission; left out, everything is allowed, 64 requests at once.
    package init(
        models: [String] = [],
        endpoints: [String] = [],
        providers: [String] = [],
        residency: [String] = [],
        maxConcurrent: Int = 64,
        capture: CaptureLevel? = nil,
        priority: PriorityClass = .default
    ) {
        self.models = models
        self.endpoints = endpoints
        self.providers = providers
        self.residency = residency
        self.maxConcurrent = maxConcurrent
        self.capture = capture
        self.priority = priority
    }
}

/// What became of a credential; the value of `result` in `weir_auth_attempts_total`.
package enum AuthResult: String, Sendable, CaseIterable {
    /// The key is good.
    case ok
    /// None was sent.
    case missing
    /// Its form or checksum is wrong.
    case malformed
    /// Nobody has it.
    case unknown
    /// Its time is over.
    case expired
    /// It was revoked.
    case revoked
    /// It is good but may not do this.
    case forbidden
    /// The user, the team or the organisation it belongs to is disabled.
    case disabled
}

/// What a look-up of a client key says.
package enum KeyAnswer: Sendable {
    /// The key is good.
    case caller(Caller)
    /// The key is not; every such case is answered alike.
    case refused(AuthResult)
}

/// Finds callers by their key, without waiting; called on event loops.
package protocol KeyDirectory: Sendable {
    /// Looks up the key whose ASCII bytes are given.
    func caller(for key: UnsafeRawBufferPointer, at wall: WallTime) -> KeyAnswer
}
