package import Exchange
import Synchronization

/// Turns tokens into callers for the event loops, and fetches issuers' keys beside them.
///
/// A look-up takes short locks only. What is to be fetched goes through a queue to whoever runs `fetchKeySets`; those
/// who wait for an issuer's keys are woken when its fetch is over, well or not. Both are bounded.
package final class TokenDesk: TokenDirectory {
    /// The most who wait for one issuer's keys.
    package static let mostWaiting = 1_024

    /// What came of a fetch, for the log.
    package struct Report: Sendable {
        /// The issuer, as the configuration calls it.
        package let issuer: String
        /// What came of it.
        package let result: TokenGate.Refreshed
    }

    private let gate: TokenGate
    private let holders: Mutex<any HolderDirectory>
    private let waiting = Mutex<[String: [@Sendable () -> Void]]>([:])
    private let orders: AsyncStream<KeySetFetch>
    private let order: AsyncStream<KeySetFetch>.Continuation

    /// Makes a desk for the gate's issuers, whose tokens' holders are looked up among `holders`.
    package init(_ gate: TokenGate, holders: any HolderDirectory) {
        self.gate = gate
        self.holders = Mutex(holders)
        // one fetch runs at a time for each issuer
        (orders, order) = AsyncStream.makeStream(bufferingPolicy: .bufferingOldest(TokenVerifier.mostIssuers * 2))
    }

    /// Trusts the verifier's issuers from now on, whose tokens' holders are looked up among `holders`.
    package func trust(_ verifier: TokenVerifier, holders: any HolderDirectory) {
        gate.trust(verifier)
        self.holders.withLock { $0 = holders }
    }

    /// Looks at a token, and orders the fetch that it makes due.
    package func caller(
        forToken token: UnsafeRawBufferPointer,
        at time: TokenTime,
        mayWait: Bool
    ) -> TokenAnswer {
        let answer = gate.check(token, at: time.now, wall: time.wall, mayWait: mayWait)
        if let fetch = answer.fetch { begin(fetch) }
        switch answer.verdict {
        case .refused(let refusal): return .refused(refusal.authResult)
        case .askAgain(let issuer): return .wait(issuer: issuer)
        case .verified(let claims):
            let holder = TokenHolder(issuer: claims.issuer, subject: claims.user, models: claims.models)
            switch holders.withLock({ $0 }).caller(holding: holder, at: time.wall) {
            case .caller(let caller): return .caller(caller)
            case .refused(let why): return .refused(why)
            }
        }
    }

    /// Calls `wake` when no fetch of the issuer's keys runs any more.
    package func whenFetched(_ issuer: String, _ wake: @escaping @Sendable () -> Void) -> Bool {
        let isQueued: Bool? = waiting.withLock { waiting in
            // whoever is to fetch may not have come so far
            if waiting[issuer] == nil, gate.isFetching(issuer) { waiting[issuer] = [] }
            guard let count = waiting[issuer]?.count else { return nil }
            guard count < Self.mostWaiting else { return false }
            waiting[issuer]?.append(wake)
            return true
        }
        if let isQueued { return isQueued }
        wake()
        return true
    }

    /// How many wait for an issuer's keys.
    package func waitingCount(_ issuer: String) -> Int { waiting.withLock { $0[issuer]?.count ?? 0 } }

    /// Fetches what look-ups order until the task is cancelled, several issuers at once; tells `report` of each end.
    package func fetchKeySets(
        from source: some KeySetSource,
        time: some TimeSource,
        report: @escaping @Sendable (Report) -> Void
    ) async {
        await withDiscardingTaskGroup { group in
            for await fetch in orders {
                group.addTask { [self] in
                    let result = await gate.refresh(fetch, from: source, time: time)
                    release(fetch.issuer)
                    report(Report(issuer: fetch.issuer, result: result))
                }
            }
            group.cancelAll()
        }
    }

    /// What has become of the keys of each issuer that publishes some.
    package func readings(at now: Moment) -> [IssuerReading] {
        gate.readings(at: now).keySets.map {
            IssuerReading(issuer: $0.issuer, keys: $0.keys, age: $0.age, fetched: $0.fetched, failed: $0.failed)
        }
    }

    /// A fetch that was given up is waited for no longer: those who wait for it now wait for the new one.
    private func begin(_ fetch: KeySetFetch) {
        waiting.withLock { waiting in waiting[fetch.issuer] = waiting[fetch.issuer] ?? [] }
        if case .enqueued = order.yield(fetch) { return }
        release(fetch.issuer)
    }

    private func release(_ issuer: String) {
        for wake in waiting.withLock({ $0.removeValue(forKey: issuer) }) ?? [] { wake() }
    }
}
