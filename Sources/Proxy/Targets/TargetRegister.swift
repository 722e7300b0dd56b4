package import Exchange
package import Policy
import Synchronization

/// How targets are judged.
package struct TargetSettings: Sendable {
    /// When and how often a request is tried again.
    package var retry: RetrySettings
    /// When a target is left alone.
    package var breaker: BreakerSettings
    /// How much a provider's targets may be given at once, by the provider's name.
    package var bulkheads: [String: BulkheadSettings] = [:]
    /// Told of each change of a breaker, or nil.
    package var watcher: (any TargetWatcher)?
    /// What a million tokens in and out cost at a provider's model, in nano-dollars; nil where that is not known.
    package var price: @Sendable (_ provider: String, _ model: String) -> Int64? = { _, _ in nil }

    /// Makes settings.
    package init(retry: RetrySettings = RetrySettings(), breaker: BreakerSettings = BreakerSettings()) {
        self.retry = retry
        self.breaker = breaker
    }
}

/// What is known of every target and model that was asked; one for the process.
///
/// Bounded: a target and model beyond the 4,096th share one entry for each upstream.
package final class TargetRegister: Sendable {
    static let most = 4_096

    /// What the models of one upstream have in common.
    struct Upstream: Sendable {
        let credential: CredentialHealth
        let places: TargetPlaces
        let origin: Origin
        let secret: Secret?
    }

    /// What tells one entry from another.
    struct Key: Hashable {
        let upstream: String
        let modelLabel: String
    }

    struct State: Sendable {
        var healths: [Key: TargetHealth] = [:]
        var shared: [String: Upstream] = [:]
        /// The upstreams that are isolated as a whole: a model that is asked for later is isolated too.
        var held: Set<String> = []
        /// The upstreams of the present configuration; nil while there was only one.
        var present: Set<String>?
        /// How targets are judged.
        var settings: TargetSettings
    }

    /// How targets are judged.
    package var settings: TargetSettings { state.withLock { $0.settings } }
    /// What each route has earned of second attempts.
    let hedges = HedgeBudgets()
    let time: any TimeSource
    let state: Mutex<State>

    /// Makes an empty register.
    package init(_ settings: TargetSettings, time: any TimeSource) {
        state = Mutex(State(settings: settings))
        self.time = time
    }

    /// Lists a choice, so that administrators see it before its first use.
    package func list(_ choice: Choice) { _ = health(of: choice) }

    /// What is known of a choice; made at its first use.
    func health(of choice: Choice) -> TargetHealth {
        let (health, isToBeHeld) = state.withLock { state in
            var key = Key(upstream: choice.target.upstream, modelLabel: choice.modelLabel)
            if let known = state.healths[key] { return (known, false) }
            if state.healths.count >= Self.most {
                key = Key(upstream: choice.target.upstream, modelLabel: "_other")
                if let known = state.healths[key] { return (known, false) }
            }
            let shared = state.shared[choice.target.upstream] ?? Self.shared(choice.target, state.settings)
            state.shared[choice.target.upstream] = shared
            let price = choice.model.flatMap { state.settings.price(choice.target.provider, $0) }
            let health = TargetHealth(choice, shared, price: price, settings: state.settings)
            state.healths[key] = health
            return (health, state.held.contains(key.upstream))
        }
        // the watcher is told of it, so not under the lock
        if isToBeHeld { health.hold(true, at: time.now) }
        return health
    }

    private static func shared(_ target: Target, _ settings: TargetSettings) -> Upstream {
        Upstream(
            credential: CredentialHealth(target, settings.breaker),
            places: TargetPlaces(settings.bulkheads[target.provider] ?? BulkheadSettings()),
            origin: target.origin,
            secret: target.credential
        )
    }

    /// An active check of a target succeeded or failed: all of its models are told.
    package func note(
        _ target: Target,
        isHealthy: Bool,
        at now: Moment,
        using random: inout some RandomNumberGenerator
    ) {
        for health in all where health.upstream == target.upstream {
            health.note(isHealthy: isHealthy, at: now, using: &random)
        }
    }

    private var all: [TargetHealth] {
        state.withLock { state in
            state.healths.filter { state.present?.contains($0.key.upstream) ?? true }.sorted {
                ($0.key.upstream, $0.key.modelLabel) < ($1.key.upstream, $1.key.modelLabel)
            }
            .map(\.value)
        }
    }
}

extension TargetRegister: TargetDirectory {
    /// Every target and model that was asked, by name.
    package var states: [TargetState] {
        let (now, wall) = (time.now, time.wall)
        return all.map { $0.described(at: now, wall: wall) }
    }

    /// Holds the breakers of an upstream open, or that of one of its models.
    package func isolate(upstream: String, model: String?) -> Int { hold(true, upstream, model) }

    /// Leaves the breakers of an upstream, or that of one of its models, to themselves again.
    package func release(upstream: String, model: String?) -> Int { hold(false, upstream, model) }

    private func hold(_ isHeld: Bool, _ upstream: String, _ model: String?) -> Int {
        let now = time.now
        if model == nil {
            state.withLock { state in
                guard state.shared[upstream] != nil else { return }
                if isHeld { state.held.insert(upstream) } else { state.held.remove(upstream) }
            }
        }
        let concerned = all.filter { $0.upstream == upstream && (model == nil || $0.modelLabel == model) }
        for health in concerned { health.hold(isHeld, at: now) }
        return concerned.count
    }
}
