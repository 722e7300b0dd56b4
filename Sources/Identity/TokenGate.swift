package import Exchange
import Synchronization

/// Answers whether a token is good, without waiting: the way from bytes to claims, and the only one.
///
/// Safe to call on event loops. The lock is held for look-ups in memory only, never while a signature is checked.
package final class TokenGate: Sendable {
    /// What became of a token.
    package enum Verdict: Sendable {
        /// It is good, and stands for this.
        case verified(VerifiedClaims)
        /// It is not; every reason is answered alike.
        case refused(TokenRefusal)
        /// Its issuer's keys are being fetched; ask again when `refresh` of the named issuer is over.
        case askAgain(issuer: String)
    }

    /// A verdict, and the fetch that whoever gets it must begin.
    package struct Answer: Sendable {
        /// What became of the token.
        package let verdict: Verdict
        /// To be handed to `refresh` at once, whatever the verdict is; nil when nothing is due.
        package let fetch: KeySetFetch?
    }

    /// What came of a fetch.
    package enum Refreshed: Sendable {
        /// The issuer's keys are new: so many to check tokens with, so many for other purposes.
        case fetched(keys: Int, passedOver: Int)
        /// The old ones stay: the source's error, or a `KeySetFault`.
        case failed(any Error)
        /// It took longer than `KeySetCache.longestFetch`, and another one was begun or may be.
        case tooLate
    }

    /// How many keys and tokens are held, and what became of fetches.
    package struct Readings: Sendable {
        /// The keys of every issuer.
        package let keySets: [KeySetCache.Reading]
        /// How many verified tokens are remembered.
        package let remembered: Int
        /// How many verified tokens were forgotten for want of room.
        package let forgotten: UInt64
    }

    private struct State {
        var verifier: TokenVerifier
        var keys: KeySetCache
        var verified: VerifiedTokens
        /// How often the issuers were changed; what was begun under others is begun again.
        var changes = 0
    }

    private let state: Mutex<State>

    /// Makes a gate for issuers of different names and different `iss`.
    package init(_ issuers: [TokenIssuer], remembering capacity: Int = 4_096) throws(TokenIssuerFault) {
        let verifier = try TokenVerifier(issuers)
        let (keys, verified) = (KeySetCache(issuers), VerifiedTokens(capacity: capacity))
        state = Mutex(State(verifier: verifier, keys: keys, verified: verified))
    }

    /// Trusts the verifier's issuers from now on and no others; every token is verified anew.
    ///
    /// Those whose keys are published where they were keep them, and what is fetched of them.
    package func trust(_ verifier: TokenVerifier) {
        state.withLock { state in
            state.verifier = verifier
            state.keys.keep(verifier.issuers)
            state.verified.forgetAll()
            state.changes += 1
        }
    }

    private enum Known {
        case verified(VerifiedClaims)
        case toCheck(TokenVerifier, changes: Int)
    }

    /// Checks a token; `mayWait` is false for who has asked three times already, and then it is refused.
    package func check(
        _ token: UnsafeRawBufferPointer,
        at now: Moment,
        wall: WallTime,
        mayWait: Bool = true
    ) -> Answer {
        guard token.count <= TokenReader.longestToken else {
            return Answer(verdict: .refused(.tooLong), fetch: nil)
        }
        let digest = TokenDigest(of: token)
        let known = state.withLock { state in
            state.verified.claims(of: digest, at: now).map(Known.verified)
                ?? .toCheck(state.verifier, changes: state.changes)
        }
        switch known {
        case .verified(let claims): return Answer(verdict: .verified(claims), fetch: nil)
        case .toCheck(let verifier, let changes):
            let work = Work(verifier: verifier, changes: changes, digest: digest, now: now, wall: wall)
            // the issuers were changed in between, which happens once a reload
            return check(token, work, mayWait) ?? check(token, at: now, wall: wall, mayWait: mayWait)
        }
    }

    /// What one look at a token works with.
    private struct Work {
        let verifier: TokenVerifier
        let changes: Int
        let digest: TokenDigest
        let now: Moment
        let wall: WallTime
    }

    /// The answer to a token nobody remembers; nil where its issuers are no longer those that are trusted.
    private func check(_ token: UnsafeRawBufferPointer, _ work: Work, _ mayWait: Bool) -> Answer? {
        do {
            let addressed = try work.verifier.address(try TokenReader.read(token))
            guard let (key, fetch) = choose(addressed, work) else { return nil }
            switch key {
            case .refuse(let refusal): return Answer(verdict: .refused(refusal), fetch: fetch)
            case .wait where mayWait:
                return Answer(verdict: .askAgain(issuer: addressed.issuer.name), fetch: fetch)
            case .wait: return Answer(verdict: .refused(.noKeys), fetch: fetch)
            case .use(let key): return verify(addressed, key, work).map { Answer(verdict: $0, fetch: fetch) }
            }
        } catch {
            return Answer(verdict: .refused(error), fetch: nil)
        }
    }

    /// Does what an answer's `fetch` asks for, and says what came of it; to be called once for each.
    ///
    /// It does not run where it is called, as reading a long document takes a few milliseconds.
    @concurrent
    package func refresh(
        _ fetch: KeySetFetch,
        from source: some KeySetSource,
        time: some TimeSource
    ) async -> Refreshed {
        do {
            let document = try await source.document(at: fetch.url, limit: KeySet.longestDocument)
            let keys = try KeySet(parsing: document)
            let isTaken = state.withLock { $0.keys.finish(fetch, with: keys, at: time.now) }
            return isTaken ? .fetched(keys: keys.count, passedOver: keys.passedOver) : .tooLate
        } catch {
            state.withLock { _ = $0.keys.finish(fetch, with: nil, at: time.now) }
            return .failed(error)
        }
    }

    /// True while somebody is to fetch the issuer's keys and has not told of the end.
    package func isFetching(_ issuer: String) -> Bool { state.withLock { $0.keys.isFetching(issuer) } }

    /// How many keys and tokens are held, for metrics and the admin plane.
    package func readings(at now: Moment) -> Readings {
        state.withLock {
            Readings(
                keySets: $0.keys.readings(at: now),
                remembered: $0.verified.count,
                forgotten: $0.verified.forgotten
            )
        }
    }

    private enum Key {
        case use(VerifyingKey)
        case wait
        case refuse(TokenRefusal)
    }

    private func choose(_ addressed: TokenVerifier.Addressed, _ work: Work) -> (Key, KeySetFetch?)? {
        switch addressed.key {
        case .secret(let key): return (.use(key), nil)
        case .published(let kid):
            let choice: KeySetCache.Choice? = state.withLock { state in
                guard state.changes == work.changes else { return nil }
                return state.keys.choose(kid, of: addressed.issuer.name, at: work.now)
            }
            switch choice {
            case .use(let key): return (.use(key), nil)
            case .useAndFetch(let key, let fetch): return (.use(key), fetch)
            case .fetchFirst(let fetch): return (.wait, fetch)
            case .waitForFetch: return (.wait, nil)
            case .refuse(let refusal): return (.refuse(refusal), nil)
            case nil: return nil
            }
        }
    }

    private func verify(
        _ addressed: TokenVerifier.Addressed,
        _ key: VerifyingKey,
        _ work: Work
    ) -> TokenGate.Verdict? {
        do {
            let claims = try work.verifier.verify(addressed, with: key, at: work.wall)
            let isTrusted = state.withLock { state in
                guard state.changes == work.changes else { return false }
                state.verified.remember(claims, of: work.digest, at: work.now, wall: work.wall)
                return true
            }
            return isTrusted ? .verified(claims) : nil
        } catch {
            return .refused(error)
        }
    }
}
