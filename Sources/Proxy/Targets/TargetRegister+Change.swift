import Exchange
import Policy
import Synchronization

extension TargetRegister {
    /// Takes over another configuration: what is known of a target survives by its upstream's name.
    ///
    /// Those that are gone are forgotten; exchanges that run may still use them. A target at another place begins with
    /// a closed breaker, a credential with another value with a closed one of its own; what an administrator holds open
    /// stays so.
    func change(_ settings: TargetSettings, targets: [Target]) {
        let now = time.now
        let byUpstream = Dictionary(targets.map { ($0.upstream, $0) }, uniquingKeysWith: { first, _ in first })
        let woken = state.withLock { state -> [(TargetPlaces, BulkheadSettings)] in
            state.settings = settings
            state.present = Set(byUpstream.keys)
            state.held = state.held.filter { byUpstream[$0] != nil }
            var places: [(TargetPlaces, BulkheadSettings)] = []
            var moved: Set<String> = []
            var shared: [String: Upstream] = [:]
            for (upstream, old) in state.shared {
                guard let target = byUpstream[upstream] else { continue }
                if old.origin != target.origin { moved.insert(upstream) }
                let isReplaced = !Self.isSame(old.secret, target.credential)
                old.credential.set(settings.breaker, isReplaced: isReplaced, at: now)
                places.append((old.places, settings.bulkheads[target.provider] ?? BulkheadSettings()))
                shared[upstream] = Upstream(
                    credential: old.credential,
                    places: old.places,
                    origin: target.origin,
                    secret: target.credential
                )
            }
            state.shared = shared
            for (key, old) in state.healths {
                guard let target = byUpstream[key.upstream], let parts = shared[key.upstream] else {
                    state.healths[key] = nil
                    continue
                }
                state.healths[key] = TargetHealth(
                    old,
                    parts,
                    target,
                    price: old.model.flatMap { settings.price(target.provider, $0) },
                    settings: settings,
                    hasMoved: moved.contains(key.upstream),
                    at: now
                )
            }
            return places
        }
        // those who are woken run at once, so not under the lock
        for (places, bounds) in woken { places.change(bounds) }
    }

    private static func isSame(_ one: Secret?, _ other: Secret?) -> Bool {
        switch (one, other) {
        case (nil, nil): true
        case (let one?, let other?): one.hasSameBytes(as: other)
        default: false
        }
    }
}

extension Target {
    /// True when a health question to the one is a health question to the other.
    func isAskedLike(_ other: Target) -> Bool {
        guard upstream == other.upstream, provider == other.provider, PoolKey(self) == PoolKey(other) else {
            return false
        }
        let isSameKey =
            switch (credential, other.credential) {
            case (nil, nil): true
            case (let mine?, let theirs?): mine.hasSameBytes(as: theirs)
            default: false
            }
        return isSameKey && upkeep == other.upkeep && basePath == other.basePath && timeouts == other.timeouts
            && credentialStyle == other.credentialStyle && credentialID == other.credentialID
            && defaultHeaders.elementsEqual(other.defaultHeaders) { $0 == $1 }
    }
}
