import Exchange

/// Which requests of a model that fails do fail; every rule that is set must agree.
package struct FaultRule: Sendable, Hashable {
    /// So many requests fail at the beginning, or of each `every`.
    package var times: Int?
    /// The length of a cycle of requests; 0 is no cycle.
    package var every = 0
    /// How likely a request fails.
    package var likelihood: Double?
    /// The start of the sequence of draws.
    package var seed: UInt64 = 0
    /// Requests fail for so long at the beginning, or of each `period`.
    package var down: Duration?
    /// The length of a cycle of time; zero is no cycle.
    package var period = Duration.zero

    /// A rule by which every request fails.
    package init() {}

    /// Takes the rule from the knobs; `seed` moves the draws.
    init(_ choice: ModelChoice, seed: UInt64) {
        times = choice.count(.times)
        every = choice.count(.every) ?? 0
        likelihood = choice.value(.p)
        self.seed = seed &+ UInt64(choice.count(.seed) ?? 0)
        down = choice.value(.down).map { .seconds($0) }
        period = choice.time(.period)
    }

    /// Tells whether the `turn`-th request (from 0) fails, the first one having come `elapsed` ago.
    package func fails(turn: Int, elapsed: Duration) -> Bool {
        if let times, (every > 0 ? turn % every : turn) >= times { return false }
        if let down {
            let whole = period.inNanoseconds
            let passed = elapsed.inNanoseconds
            if (whole > 0 ? passed % whole : passed) >= down.inNanoseconds { return false }
        }
        guard let likelihood else { return true }
        return Chance.draw(seed: seed, index: UInt64(turn)) < likelihood
    }
}
