package import Exchange
package import Identity

/// What becomes of a token whose holder no user stands for.
package enum UnknownUsers: String, Sendable, CaseIterable {
    /// It is refused.
    case refuse
    /// Its holder acts as a member of the issuer's team, without a name.
    case team
}

/// Somebody whose tokens weir believes, as the file says it.
package struct IssuerSettings: Sendable, Equatable {
    /// What the configuration calls it.
    package let name: String
    /// What `iss` must be.
    package var issuer = ""
    /// Of these, `aud` must name one.
    package var audiences: [String] = []
    /// The algorithms it may use; those of its keys in common use, or HS256 beside a secret, where left out.
    package var algorithms: [TokenAlgorithm] = []
    /// Where its keys are published, or nil.
    package var keysURL: String?
    /// The secret it shares, or nil.
    package var secret: Secret?
    /// The PEM file of the authorities trusted for `keysURL`, or nil for the system's.
    package var caFile: String?
    /// True when its keys may be published at an address within the house.
    package var allowsPrivate = false
    /// What is asked of its tokens beyond their signature.
    package var terms = TokenIssuer.Terms()
    /// The organisation its tokens are for, by id or name, or nil.
    package var organisation: String?
    /// The team its tokens are for, by id, name or path, or nil.
    package var team: String?
    /// What becomes of holders whom no user stands for.
    package var unknownUsers = UnknownUsers.refuse
    /// The most requests of one holder at once.
    package var maxConcurrent = 64

    /// Makes an issuer of nothing yet.
    package init(name: String) {
        self.name = name
    }

    /// The issuer as its tokens are checked by.
    package var trusted: TokenIssuer {
        get throws(TokenIssuerFault) {
            try TokenIssuer(name, url: issuer, audiences: audiences, trust: trust, terms: terms)
        }
    }

    private var trust: TokenIssuer.Trust {
        if let secret { return .secret(secret) }
        let usual: Set<TokenAlgorithm> = [.rs256, .es256]
        return .keySet(url: keysURL ?? "", algorithms: algorithms.isEmpty ? usual : Set(algorithms))
    }

    /// Tells whether all is the same, the secret included; looks at every byte of it.
    package static func == (left: IssuerSettings, right: IssuerSettings) -> Bool {
        left.name == right.name && left.issuer == right.issuer && left.audiences == right.audiences
            && left.algorithms == right.algorithms && left.keysURL == right.keysURL && left.caFile == right.caFile
            && left.allowsPrivate == right.allowsPrivate && left.terms == right.terms
            && left.organisation == right.organisation && left.team == right.team
            && left.unknownUsers == right.unknownUsers && left.maxConcurrent == right.maxConcurrent
            && isSame(left.secret, right.secret)
    }

    /// True where both share a secret with weir, and another one.
    func hasOtherSecret(than other: IssuerSettings) -> Bool {
        secret != nil && other.secret != nil && !Self.isSame(secret, other.secret)
    }

    private static func isSame(_ one: Secret?, _ other: Secret?) -> Bool {
        switch (one, other) {
        case (nil, nil): true
        case (let one?, let other?): one.hasSameBytes(as: other)
        default: false
        }
    }
}
