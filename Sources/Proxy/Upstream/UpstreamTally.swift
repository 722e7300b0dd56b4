import Exchange
import Synchronization

/// How many connections there are to each provider, and what became of those that were tried.
package final class UpstreamTally: Sendable {
    private let providers = Mutex<[String: ProviderConnections]>([:])
    private let limit: Int

    /// Makes a tally of nothing; at most `limit` connections may be open or being opened, all providers together.
    package init(limit: Int = .max) {
        self.limit = limit
    }

    /// False when more connections are open or being opened than there may be, the one just begun among them.
    var mayDial: Bool {
        limit == .max || providers.withLock { $0.values.reduce(0) { $0 + $1.held } } <= limit
    }

    /// The counts of a provider; made at its first connection.
    package func counts(of provider: String) -> ProviderConnections {
        providers.withLock { providers in
            if let known = providers[provider] { return known }
            let counts = ProviderConnections()
            providers[provider] = counts
            return counts
        }
    }

    /// Every provider that was tried, with its counts, ordered by name.
    package var all: [(provider: String, counts: ProviderConnections)] {
        providers.withLock { $0.sorted { $0.key < $1.key }.map { ($0.key, $0.value) } }
    }
}

/// The connections to one provider, counted without a lock.
package final class ProviderConnections: Sendable {
    private let dialing = Atomic<Int>(0)
    private let open = Atomic<Int>(0)
    private let waiting = Atomic<Int>(0)
    private let opened = Atomic<Int>(0)
    private let dnsFailed = Atomic<Int>(0)
    private let connectFailed = Atomic<Int>(0)
    private let tlsFailed = Atomic<Int>(0)
    private let timedOut = Atomic<Int>(0)

    /// The label values of `weir_upstream_connections_open` with their counts.
    package var states: [(state: String, count: Int)] {
        let idle = waiting.load(ordering: .relaxed)
        return [
            ("connecting", dialing.load(ordering: .relaxed)),
            ("active", max(0, open.load(ordering: .relaxed) - idle)), ("idle", idle),
        ]
    }

    /// The label values of `weir_upstream_connections_total` with their counts.
    package var results: [(result: String, count: Int)] {
        [
            ("opened", opened.load(ordering: .relaxed)), ("dns_failed", dnsFailed.load(ordering: .relaxed)),
            ("connect_failed", connectFailed.load(ordering: .relaxed)),
            ("tls_failed", tlsFailed.load(ordering: .relaxed)), ("timeout", timedOut.load(ordering: .relaxed)),
        ]
    }

    /// How many are open or being opened.
    fileprivate var held: Int { dialing.load(ordering: .relaxed) + open.load(ordering: .relaxed) }

    func dialBegan() { dialing.add(1, ordering: .relaxed) }

    /// A dial ended; `failure` nil means that a connection stands.
    func dialEnded(_ failure: FailureCode?) {
        dialing.subtract(1, ordering: .relaxed)
        switch failure {
        case nil:
            opened.add(1, ordering: .relaxed)
            open.add(1, ordering: .relaxed)
        case .dnsFailed: dnsFailed.add(1, ordering: .relaxed)
        case .tlsFailed: tlsFailed.add(1, ordering: .relaxed)
        case .connectTimeout: timedOut.add(1, ordering: .relaxed)
        default: connectFailed.add(1, ordering: .relaxed)
        }
    }

    func closed() { open.subtract(1, ordering: .relaxed) }

    func waits() { waiting.add(1, ordering: .relaxed) }

    func taken() { waiting.subtract(1, ordering: .relaxed) }
}
