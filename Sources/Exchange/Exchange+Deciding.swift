extension Exchange {
    /// The place of the attempt that decided how the exchange ended, or nil before any.
    ///
    /// The one that leads, where that was noted. Else: without hedges it is the last one; of attempts that raced it is
    /// the one that did not fail; where all failed, the one that ended last, and one that weir itself gave up only
    /// where the caller left.
    package var decidingIndex: Int? {
        guard let last = attempts.indices.last else { return nil }
        if let leading, attempts.indices.contains(leading) { return leading }
        guard attempts.indices.contains(where: { attempts[$0].reason == .hedge }) else { return last }
        if let good = attempts.indices.last(where: { attempts[$0].errorType == nil }) { return good }
        return attempts.indices.max { standing(at: $0) < standing(at: $1) }
    }

    /// The attempt that decided how the exchange ended, or nil before any; a copy of it.
    package var decidingAttempt: Attempt? { decidingIndex.map { attempts[$0] } }

    /// How much a failed attempt says about the end: first whether it may, then when it ended.
    private func standing(at index: Int) -> (weight: Int, ended: Int64) {
        let isGivenUp = attempts[index].errorType == .cancelled && outcome != .clientCancelled
        return (isGivenUp ? 0 : 1, attempts[index].ended?.nanoseconds ?? .max)
    }
}
