import Exchange
import Policy

/// Counts how many attempts ran at once at each upstream, from the records alone.
struct PlaceCheck {
    let exchanges: [Exchange]
    let bulkheads: [String: BulkheadSettings]
    let breaches: Breaches

    private struct Edge {
        let at: Moment
        /// 1 for a begin, -1 for an end, which goes first.
        let step: Int
    }

    /// Checks every upstream.
    func judge() {
        var edges: [String: [Edge]] = [:]
        var providers: [String: String] = [:]
        for attempt in exchanges.flatMap(\.attempts) {
            providers[attempt.upstream] = attempt.provider
            let ended = attempt.ended ?? attempt.started
            edges[attempt.upstream, default: []].append(Edge(at: attempt.started, step: 1))
            edges[attempt.upstream, default: []].append(Edge(at: ended, step: -1))
        }
        for (upstream, edges) in edges {
            let limit = providers[upstream].flatMap { bulkheads[$0] }?.inFlight ?? BulkheadSettings().inFlight
            let most = Self.most(edges)
            breaches.hold(.places, most <= limit, "\(most) attempts at once at \(upstream), \(limit) are allowed")
        }
    }

    private static func most(_ edges: [Edge]) -> Int {
        var (running, most) = (0, 0)
        // an attempt that begins and ends at one moment takes no time
        for edge in edges.sorted(by: { ($0.at, $0.step) < ($1.at, $1.step) }) {
            running += edge.step
            most = max(most, running)
        }
        return most
    }
}
