package import Exchange

/// A provider's credential as an admin sees it; never the secret.
package struct Credential: Sendable, Hashable {
    /// Who put it there.
    package enum Source: String, Sendable, CaseIterable {
        /// The configuration or the environment, at start.
        case config
        /// An admin.
        case cli
    }

    /// The public id, `cred_` and a ULID.
    package let id: String
    /// The provider's name.
    package let provider: String
    /// The credential's name, unique for its provider.
    package let name: String
    /// The origin it may be sent to, in canonical form.
    package let origin: String
    /// Who put it there.
    package let source: Source
    /// Counts the values it has had.
    package let version: UInt32
    /// The name of the key that wraps it.
    package let kid: String
    /// When it was first stored.
    package let created: WallTime
    /// When its value last changed.
    package let updated: WallTime
    /// When it was disabled, or nil.
    package let disabled: WallTime?
    /// When it is disabled because another has taken its place, or nil; until then it is a spare.
    package let ends: WallTime?
}

/// A credential that is to be stored.
package struct CredentialDraft: Sendable {
    /// The provider's name.
    package var provider: String
    /// The credential's name.
    package var name: String
    /// The origin it may be sent to.
    package var origin: Origin
    /// The credential.
    package var secret: Secret
    /// Who puts it there.
    package var source: Credential.Source

    /// Makes a draft.
    package init(provider: String, name: String, origin: Origin, secret: Secret, source: Credential.Source) {
        self.provider = provider
        self.name = name
        self.origin = origin
        self.secret = secret
        self.source = source
    }
}
