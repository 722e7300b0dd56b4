package import Exchange

/// Decides how often the same event is told: the first at once, then at most one a while, with a count.
///
/// Bounded: it remembers at most 256 kinds of event and forgets the longest silent one first.
package struct EventThrottle: Sendable {
    private struct Memory: Sendable {
        var told: Moment
        var kept: Int64
    }

    private let interval: Duration
    private var memories: [String: Memory] = [:]

    /// Makes a throttle that tells each kind of event at most once in `interval`.
    package init(every interval: Duration = .seconds(10)) {
        self.interval = interval
    }

    /// Tells how many events of this kind `happened` are to be reported now, earlier ones included; nil for none yet.
    package mutating func admit(_ kind: String, _ happened: Int64 = 1, now: Moment) -> Int64? {
        guard let memory = memories[kind] else {
            if memories.count >= 256, let oldest = memories.min(by: { $0.value.told < $1.value.told }) {
                memories[oldest.key] = nil
            }
            memories[kind] = Memory(told: now, kept: 0)
            return happened
        }
        if now - memory.told < interval {
            memories[kind] = Memory(told: memory.told, kept: memory.kept + happened)
            return nil
        }
        memories[kind] = Memory(told: now, kept: 0)
        return memory.kept + happened
    }
}
