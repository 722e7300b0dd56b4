import Exchange
import NIOCore
import Policy
import Synchronization

extension Passage {
    /// Finds out who asks, from exactly one credential.
    func admit() async throws(Failure) -> Caller {
        if let fault { throw fault }
        let credentials = caller.head.fields.filter { $0.id.isCredential }
        // Gemini's callers may send their key in the query.
        let query = meaning.surface == .gemini ? CallerQuery(caller.head.query).keys : []
        guard credentials.count + query.count > 0 else {
            throw Failure(.authMissing, "no API key: send Authorization: Bearer wr_… or x-api-key")
        }
        guard credentials.count + query.count == 1 else {
            exchange.auth = .malformed
            throw Failure(.invalidRequest, "send exactly one credential")
        }
        switch try await answer(credentials.first, or: query.first ?? "") {
        case .caller(let caller):
            exchange.auth = .ok
            exchange.caller = caller
            exchange.capture = snapshot.capture.level(
                route: exchange.ask.route,
                path: exchange.ask.path,
                key: caller.permission.capture,
                bound: caller.permission.mostCapture
            )
            return caller
        case .refused(let why):
            exchange.auth = why
            throw refusal
        }
    }

    /// What a credential that is not good is answered; from the same address, too many of them are told to wait.
    private var refusal: Failure {
        let plain = Failure(.authInvalid, "the API key is not valid")
        guard let address = NetworkAddress(exchange.client.address) else { return plain }
        switch gateway.failedAuths.withLock({ $0.fail(address, at: gateway.time.now) }) {
        case .refused: return plain
        case .throttled(let time):
            return Failure(.authThrottled, "too many invalid API keys from this address", retryAfter: time)
        }
    }

    /// What is said to the credential in a field, or to a key from the query; keys are never waited for.
    private func answer(_ field: HeadField?, or key: String) async throws(Failure) -> KeyAnswer {
        switch look(field, key, mayWait: true) {
        case .caller(let caller): return .caller(caller)
        case .refused(let why): return .refused(why)
        case .wait(let issuer): return try await answer(field, or: key, behind: issuer)
        }
    }

    private func look(_ field: HeadField?, _ key: String, mayWait: Bool) -> TokenAnswer {
        guard let field else { return Array(key.utf8).withUnsafeBytes { look($0, mayWait) } }
        return caller.head.withValue(field) { value in
            let credential = field.id == .authorization ? Self.bearer(value) : value
            return credential.map { look($0, mayWait) } ?? .refused(.malformed)
        }
    }

    /// Asks whoever knows this kind of credential, whatever field brought it.
    private func look(_ credential: UnsafeRawBufferPointer, _ mayWait: Bool) -> TokenAnswer {
        guard let tokens = gateway.tokens, Self.isToken(credential) else {
            switch gateway.keys.caller(for: credential, at: exchange.timeline.wall) {
            case .caller(let caller): return .caller(caller)
            case .refused(let why): return .refused(why)
            }
        }
        exchange.credential = .token
        let time = TokenTime(now: gateway.time.now, wall: gateway.time.wall)
        return tokens.caller(forToken: credential, at: time, mayWait: mayWait)
    }

    /// True for what has two dots and is none of weir's own keys.
    private static func isToken(_ credential: UnsafeRawBufferPointer) -> Bool {
        if credential.starts(with: "wr_".utf8) { return false }
        var dots = 0
        for byte in credential where byte == UInt8(ascii: ".") { dots += 1 }
        return dots == 2
    }

    /// The token behind `Bearer`, in any case of the word; nil when the value has another form.
    private static func bearer(_ value: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer? {
        guard value.count > 7, FieldTable.matches(value.prefix(6), "bearer"), ByteClass.isBlank(value[6]) else {
            return nil
        }
        let token = value.dropFirst(7).drop { ByteClass.isBlank($0) }
        return token.isEmpty ? nil : UnsafeRawBufferPointer(rebasing: token)
    }

    // MARK: while an issuer's keys are fetched

    /// How long a token waits for the keys of its issuer.
    private static let longestKeyWait = Duration.seconds(5)
    /// How often it asks again.
    private static let mostKeyWaits = 3

    /// Asks again once the issuer's keys are there; the caller's body is held back until then.
    ///
    /// An address that is told to wait anyway does not hold a place here.
    private func answer(_ field: HeadField?, or key: String, behind first: String) async throws(Failure) -> KeyAnswer {
        let address = NetworkAddress(exchange.client.address)
        let isThrottled = address.map { address in
            gateway.failedAuths.withLock { $0.isThrottled(address, at: gateway.time.now) }
        }
        if isThrottled == true { return .refused(.unknown) }
        let end = gateway.time.now + Self.longestKeyWait
        holdCaller(true)
        pauseEnd = end
        defer {
            pauseEnd = nil
            holdCaller(false)
        }
        var issuer = first
        for turn in 1...Self.mostKeyWaits {
            guard try await isFetched(issuer, before: end) else { break }
            switch look(field, key, mayWait: turn < Self.mostKeyWaits) {
            case .caller(let caller): return .caller(caller)
            case .refused(let why): return .refused(why)
            case .wait(let next): issuer = next
            }
        }
        return .refused(.unknown)
    }

    /// Waits until no fetch of the issuer's keys runs; false when that takes too long or too many wait already.
    private func isFetched(_ issuer: String, before end: Moment) async throws(Failure) -> Bool {
        let wait = KeyWait(slot)
        let bound = NIOLoopBound(wait, eventLoop: room.loop)
        let executor = room.executor
        let isQueued = gateway.tokens?.whenFetched(issuer) {
            executor.loop.execute {
                executor.enter()
                bound.value.end()
                executor.leave()
            }
        }
        guard isQueued == true else { return false }
        try await until { wait.isOver || gateway.time.now >= end }
        return wait.isOver
    }
}

/// What the line waits for while the keys of an issuer are fetched.
///
/// Confined to its event loop.
private final class KeyWait {
    private(set) var isOver = false
    private let slot: Slot

    init(_ slot: Slot) {
        self.slot = slot
    }

    func end() {
        isOver = true
        slot.wake()
    }
}
