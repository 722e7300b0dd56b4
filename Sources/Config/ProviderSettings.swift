package import Exchange
package import Policy

/// One configured provider.
package struct ProviderSettings: Sendable, Equatable {
    /// Its name: the label `provider`, and what routes name.
    package var name: String
    /// The name of its kind.
    package var kind: String
    /// Where it is.
    package var baseURL: BaseURL
    /// The region requests are signed for, or nil for that of its address.
    package var region: String?
    /// Its credentials, in the order they are written.
    package var keys: [ProviderKey] = []
    /// The models it serves; empty for those of its kind.
    package var models: [Pattern] = []
    /// Every place where it keeps or processes what it is sent, as tags; empty where nobody said.
    package var residency: [String] = []
    /// Header lines added to requests whose caller sent none of that name; names in lower case.
    package var headers: [HeaderLine] = []
    /// The timers of an attempt.
    package var timeouts = UpstreamTimeouts()
    /// How many requests each of its targets may be given at once.
    package var bulkhead = BulkheadSettings()
    /// False when its certificate is not to be verified.
    package var verifiesCertificate = true
    /// How connections to it are made: proxy, authorities, client certificate.
    package var transport = TargetTransport()
    /// How many idle connections are kept open, over all event loops together.
    package var warmConnections = 0
    /// The path that tells whether it is well, from the root of its origin, or nil.
    package var healthPath: String?
    /// From one look at that path to the next; zero where nobody looks.
    package var healthInterval = Duration.zero

    /// What is done for it while nobody asks.
    package var upkeep: TargetUpkeep {
        var upkeep = TargetUpkeep()
        upkeep.warmConnections = warmConnections
        if let healthPath, healthInterval > .zero {
            upkeep.health = HealthQuestion(path: healthPath, interval: healthInterval)
        }
        return upkeep
    }

    /// Makes a provider without keys, models or headers of its own.
    package init(name: String, kind: String, baseURL: BaseURL) {
        self.name = name
        self.kind = kind
        self.baseURL = baseURL
    }
}

/// One credential of a provider.
package struct ProviderKey: Sendable, Equatable {
    /// The name the operator gave it, or `key-1`, `key-2` … by position; unique within its provider.
    package var name: String
    /// The credential itself.
    package var secret: Secret
    /// Where it comes from.
    package var source: CredentialSource
    /// From one look at its source to the next while weir runs; zero where nobody looks.
    package var refresh: Duration

    /// How often a file is looked at when nothing is said.
    package static let fileRefresh = Duration.seconds(10)

    /// Names a credential.
    package init(
        name: String,
        secret: Secret,
        source: CredentialSource = .written,
        refresh: Duration = .zero
    ) {
        self.name = name
        self.secret = secret
        self.source = source
        self.refresh = refresh
    }

    /// Tells whether name, origin and bytes are the same; looks at every byte.
    package static func == (left: ProviderKey, right: ProviderKey) -> Bool {
        left.name == right.name && left.source == right.source && left.refresh == right.refresh
            && left.secret.hasSameBytes(as: right.secret)
    }

    /// Why the bytes cannot be a credential, or nil; the words never hold them.
    package static func fault(of bytes: [UInt8]) -> String? { CredentialRules.fault(of: bytes) }
}

/// A header line to be sent.
package struct HeaderLine: Sendable, Hashable {
    /// The field's name in lower case.
    package var name: String
    /// Its value: printable ASCII without a blank at either end.
    package var value: String

    /// Makes a line from checked parts.
    package init(name: String, value: String) {
        self.name = name
        self.value = value
    }
}

/// Another name for a model of one provider.
package struct ModelAlias: Sendable, Hashable {
    /// The name callers use.
    package var name: String
    /// The provider that serves it.
    package var provider: String
    /// The model's name at that provider.
    package var model: String

    /// Makes an alias.
    package init(name: String, provider: String, model: String) {
        self.name = name
        self.provider = provider
        self.model = model
    }
}
