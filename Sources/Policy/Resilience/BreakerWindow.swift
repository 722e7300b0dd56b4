import Exchange

/// What attempts came to within a time.
package struct BreakerCounts: Sendable, Hashable {
    /// Those that succeeded.
    package internal(set) var successes = 0
    /// Those that failed, refusals for the rate included.
    package internal(set) var failures = 0
    /// Those whose first byte was late or never came; each is among the others too.
    package internal(set) var slow = 0

    /// All of them.
    package var total: Int { successes + failures }

    mutating func subtract(_ other: BreakerCounts) {
        successes -= other.successes
        failures -= other.failures
        slow -= other.slow
    }
}

/// The last results of a target, in ten slices of time, with their sum at hand.
struct BreakerWindow: Sendable {
    private static let slices: Int64 = 10

    private let sliceLength: Int64
    private var ring = [BreakerCounts](repeating: BreakerCounts(), count: Int(slices))
    private var current: Int64 = .min
    /// The sum as of the last result.
    private(set) var sum = BreakerCounts()

    init(length: Duration) {
        sliceLength = max(1, length.inNanoseconds / Self.slices)
    }

    mutating func note(isFailure: Bool, isSlow: Bool, at now: Moment) {
        advance(to: now)
        var result = BreakerCounts()
        result.successes = isFailure ? 0 : 1
        result.failures = isFailure ? 1 : 0
        result.slow = isSlow ? 1 : 0
        let index = Int(current % Self.slices)
        ring[index].add(result)
        sum.add(result)
    }

    /// The sum as of `now`.
    func counts(at now: Moment) -> BreakerCounts {
        var copy = self
        copy.advance(to: now)
        return copy.sum
    }

    mutating func clear() {
        for index in ring.indices { ring[index] = BreakerCounts() }
        sum = BreakerCounts()
    }

    /// Forgets the slices that have become too old; a clock that goes back changes nothing.
    private mutating func advance(to now: Moment) {
        let slice = max(0, now.nanoseconds) / sliceLength
        guard slice > current else { return }
        let steps = current < 0 ? Self.slices : min(slice - current, Self.slices)
        for step in 0..<steps {
            let index = Int((slice - step + Self.slices) % Self.slices)
            sum.subtract(ring[index])
            ring[index] = BreakerCounts()
        }
        current = slice
    }
}

extension BreakerCounts {
    fileprivate mutating func add(_ other: BreakerCounts) {
        successes += other.successes
        failures += other.failures
        slow += other.slow
    }
}
