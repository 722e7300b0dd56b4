import Exchange

/// What is known of a choice at the moment it may be taken; by default nothing, and nothing runs.
package struct TargetLoad: Sendable, Hashable {
    /// The attempts that run there now.
    package var inFlight = 0
    /// How long it takes to the first byte, by `LatencyAverage`; nil when not known.
    package var latency: Duration?
    /// What a million tokens in and a million tokens out cost together, in nano-dollars; nil when not known.
    package var price: Int64?
    /// True when it is to be left alone: a breaker of its own or of its credential is open.
    package var isOpen = false

    /// Knows nothing.
    package init() {}

    /// The load by which the least loaded is told: attempts in flight for each unit of weight.
    func crowding(weight: Int) -> Double { Double(max(0, inFlight)) / Double(max(1, weight)) }

    /// The latency times the attempts it would be shared by, in nanoseconds.
    ///
    /// One whose latency is not known goes before all others while nothing runs there, so that it becomes known, and
    /// behind all others while something does, so that only one at a time finds out (as in Finagle).
    var delay: Double {
        guard let latency else { return Double(max(0, inFlight)) * 1e30 }
        return Double(max(0, latency.inNanoseconds)) * (Double(max(0, inFlight)) + 1)
    }
}
