/// What a caller showed to prove itself.
package enum CredentialKind: String, Sendable, CaseIterable {
    /// One of weir's own keys, or what claims to be one.
    case key
    /// A token that an issuer signed, or what claims to be one.
    case token
}

/// What a look-up of a token says.
package enum TokenAnswer: Sendable {
    /// The token is good.
    case caller(Caller)
    /// The token is not; every such case is answered alike.
    case refused(AuthResult)
    /// The keys of the named issuer are being fetched; ask again once they are there.
    case wait(issuer: String)
}

/// The moment of a look-up on both clocks.
package struct TokenTime: Sendable {
    /// The monotonic clock, for what is remembered.
    package let now: Moment
    /// The civil time, for what tokens say.
    package let wall: WallTime

    /// Puts the two together.
    package init(now: Moment, wall: WallTime) {
        self.now = now
        self.wall = wall
    }
}

/// Finds callers by a token that somebody else signed, without waiting; called on event loops.
package protocol TokenDirectory: Sendable {
    /// Looks at the token whose ASCII bytes are given; `mayWait` is false for who has waited long enough.
    func caller(forToken token: UnsafeRawBufferPointer, at time: TokenTime, mayWait: Bool) -> TokenAnswer

    /// Calls `wake` once, on whatever thread, when no fetch of the issuer's keys runs any more; at once if none does.
    ///
    /// False when too many wait already: `wake` is then never called.
    func whenFetched(_ issuer: String, _ wake: @escaping @Sendable () -> Void) -> Bool
}

/// Whom a verified token stands for, by the words of its issuer.
package struct TokenHolder: Sendable {
    /// The issuer, as the configuration calls it.
    package let issuer: String
    /// Whom the issuer means: 1 to 255 bytes of visible text.
    package let subject: String
    /// The only models the token is for, as names or patterns; nil where its issuer says nothing of models.
    package let models: [String]?

    /// Names a holder.
    package init(issuer: String, subject: String, models: [String]? = nil) {
        self.issuer = issuer
        self.subject = subject
        self.models = models
    }
}

/// Finds out who the holder of a verified token is here, without waiting; called on event loops.
package protocol HolderDirectory: Sendable {
    /// Looks the holder up among those who may call.
    func caller(holding holder: TokenHolder, at wall: WallTime) -> KeyAnswer
}

/// Where those stand whose tokens an issuer signs.
package struct IssuerPlace: Sendable, Hashable {
    /// The issuer, as the configuration calls it.
    package let issuer: String
    /// The organisation all of them must belong to, by id; nil where the file names none.
    package let organisation: String?
    /// The team all of them must belong to, by id; nil where the file names none.
    package let team: String?
    /// True when those whom no user stands for act as members of the team without a name.
    package let takesUnknown: Bool
    /// The most requests of one holder at once.
    package let maxConcurrent: Int

    /// Makes a place.
    package init(
        issuer: String,
        organisation: String?,
        team: String?,
        takesUnknown: Bool,
        maxConcurrent: Int = 64
    ) {
        self.maxConcurrent = maxConcurrent
        self.issuer = issuer
        self.organisation = organisation
        self.team = team
        self.takesUnknown = takesUnknown
    }
}

/// What has become of the keys that issuers publish, for metrics.
package struct IssuerReading: Sendable, Hashable {
    /// The issuer, as the configuration calls it.
    package let issuer: String
    /// How many keys are held, 0 before the first fetch.
    package let keys: Int
    /// Their age; nil before the first fetch.
    package let age: Duration?
    /// How many fetches brought keys.
    package let fetched: UInt64
    /// How many did not.
    package let failed: UInt64

    /// Puts the counts together.
    package init(issuer: String, keys: Int, age: Duration?, fetched: UInt64, failed: UInt64) {
        self.issuer = issuer
        self.keys = keys
        self.age = age
        self.fetched = fetched
        self.failed = failed
    }
}
