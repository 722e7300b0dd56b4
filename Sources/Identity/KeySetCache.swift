package import Exchange

/// Decides with which published key a token is checked, and when an issuer's keys are fetched anew.
///
/// Keys are good for 10 minutes. From 8 minutes on they are fetched beside the requests; past 10 a token waits for the
/// fetch, unless one failed within the last minute: then the old keys serve, for 24 hours in all, while it is tried
/// again every 10 seconds. So a key that was withdrawn is taken past its 10 minutes only while its issuer cannot be
/// asked. A key that is not in the set has it fetched anew when the last fetch began 60 seconds ago or more;
/// otherwise, and when it is still not there, the token is refused. One fetch runs at a time for each issuer, and
/// nothing here waits.
package struct KeySetCache: Sendable {
    /// How long keys are good.
    package static let lifetime = Duration.seconds(600)
    /// At which age they are fetched beside the requests.
    package static let refreshAge = Duration.seconds(480)
    /// How long keys serve when new ones cannot be had, from when they were fetched.
    package static let staleLifetime = Duration.seconds(86_400)
    /// The least time from one fetch to another that only an unknown key asks for.
    package static let unknownKeyPause = Duration.seconds(60)
    /// The least time from a failed fetch to the next.
    package static let failurePause = Duration.seconds(10)
    /// How long a failed fetch excuses keys that are no longer good.
    package static let failureMemory = Duration.seconds(60)
    /// When a fetch is given up whose end nobody reported.
    package static let longestFetch = Duration.seconds(30)

    /// What is to be done with a token.
    package enum Choice: Sendable {
        /// Check it with this key.
        case use(VerifyingKey)
        /// Check it with this key, and begin a fetch beside it.
        case useAndFetch(VerifyingKey, KeySetFetch)
        /// Begin a fetch and ask again behind it.
        case fetchFirst(KeySetFetch)
        /// A fetch is under way; ask again behind it.
        case waitForFetch
        /// Refuse it: `unknownKey`, or `noKeys` when there are none to look in.
        case refuse(TokenRefusal)
    }

    /// What is to be told of an issuer's keys.
    package struct Reading: Sendable, Hashable {
        /// The issuer's name.
        package let issuer: String
        /// How many keys there are, 0 before the first fetch.
        package let keys: Int
        /// The keys' age; nil before the first fetch.
        package let age: Duration?
        /// How many fetches brought keys.
        package let fetched: UInt64
        /// How many did not, those included that were given up.
        package let failed: UInt64
    }

    private struct Entry: Sendable {
        let url: String
        var keys: KeySet?
        var fetchedAt = Moment(nanoseconds: 0)
        var lastBegun: Moment?
        var failedAt: Moment?
        var running: KeySetFetch?
        var fetched: UInt64 = 0
        var failed: UInt64 = 0

        /// The age of keys that may still serve.
        func age(at now: Moment) -> Duration? {
            guard keys != nil, now - fetchedAt < staleLifetime else { return nil }
            return now - fetchedAt
        }
    }

    private var entries: [String: Entry] = [:]
    private var number: UInt64 = 0

    /// Makes a cache without keys for those issuers that publish them.
    package init(_ issuers: [TokenIssuer]) {
        for issuer in issuers {
            if let url = issuer.keySetURL { entries[issuer.name] = Entry(url: url) }
        }
    }

    /// Keeps the keys of those issuers who publish them where they did, and a fetch that runs; forgets all others.
    package mutating func keep(_ issuers: [TokenIssuer]) {
        let old = entries
        entries = [:]
        for issuer in issuers {
            guard let url = issuer.keySetURL else { continue }
            let known = old[issuer.name]
            entries[issuer.name] = known?.url == url ? known : Entry(url: url)
        }
    }

    /// Decides over the key that a token of an issuer names; asked again behind a fetch, it decides anew.
    package mutating func choose(_ keyID: String, of issuer: String, at now: Moment) -> Choice {
        guard var entry = entries[issuer] else { return .refuse(.noKeys) }
        giveUp(&entry, at: now)
        let choice = choose(keyID, of: issuer, in: &entry, at: now)
        entries[issuer] = entry
        return choice
    }

    /// Takes what a fetch brought, a failure as nil; false when the fetch had been given up before.
    ///
    /// Keys that are not in the new set are gone at once; after a failure the old ones stay.
    @discardableResult
    package mutating func finish(_ fetch: KeySetFetch, with keys: KeySet?, at now: Moment) -> Bool {
        guard var entry = entries[fetch.issuer], entry.running == fetch else { return false }
        entry.running = nil
        if let keys {
            entry.keys = keys
            entry.fetchedAt = now
            entry.failedAt = nil
            entry.fetched &+= 1
        } else {
            entry.failedAt = now
            entry.failed &+= 1
        }
        entries[fetch.issuer] = entry
        return true
    }

    /// True while a fetch of the issuer's keys is under way.
    package func isFetching(_ issuer: String) -> Bool { entries[issuer]?.running != nil }

    /// What is to be told of every issuer's keys, by name.
    package func readings(at now: Moment) -> [Reading] {
        entries.sorted { $0.key < $1.key }.map { name, entry in
            Reading(
                issuer: name,
                keys: entry.keys?.count ?? 0,
                age: entry.keys.map { _ in now - entry.fetchedAt },
                fetched: entry.fetched,
                failed: entry.failed
            )
        }
    }

    private func giveUp(_ entry: inout Entry, at now: Moment) {
        guard entry.running != nil, let begun = entry.lastBegun, now - begun >= Self.longestFetch else { return }
        entry.running = nil
        entry.failedAt = now
        entry.failed &+= 1
    }

    private mutating func choose(
        _ keyID: String,
        of issuer: String,
        in entry: inout Entry,
        at now: Moment
    ) -> Choice {
        let mayRetry = entry.failedAt.map { now - $0 >= Self.failurePause } ?? true
        guard let age = entry.age(at: now), let keys = entry.keys else {
            if entry.running != nil { return .waitForFetch }
            return mayRetry ? .fetchFirst(begin(&entry, of: issuer, at: now)) : .refuse(.noKeys)
        }
        let isExcused = entry.failedAt.map { now - $0 < Self.failureMemory } ?? false
        if age >= Self.lifetime, !isExcused {
            return entry.running != nil ? .waitForFetch : .fetchFirst(begin(&entry, of: issuer, at: now))
        }
        guard let key = keys.key(keyID) else {
            if entry.running != nil { return .waitForFetch }
            let isPast = entry.lastBegun.map { now - $0 >= Self.unknownKeyPause } ?? true
            return isPast && mayRetry ? .fetchFirst(begin(&entry, of: issuer, at: now)) : .refuse(.unknownKey)
        }
        guard age >= Self.refreshAge, entry.running == nil, mayRetry else { return .use(key) }
        return .useAndFetch(key, begin(&entry, of: issuer, at: now))
    }

    private mutating func begin(_ entry: inout Entry, of issuer: String, at now: Moment) -> KeySetFetch {
        number &+= 1
        let fetch = KeySetFetch(issuer: issuer, url: entry.url, number: number)
        entry.running = fetch
        entry.lastBegun = now
        return fetch
    }
}
