import Exchange
import Support
import Synchronization

/// Every change of a breaker, with the moment at which it was told.
final class Diary: TargetWatcher {
    /// What a breaker guards.
    struct Place: Hashable {
        let upstream: String
        /// `_all` for a credential.
        let modelLabel: String
    }

    /// One change.
    struct Entry {
        let at: Moment
        let change: TargetChange
    }

    private struct State: Sendable {
        var entries: [(at: Moment, change: TargetChange)] = []
        var refusals = 0
    }

    private let time: ManualTime
    private let state = Mutex(State())
    private let tell: (@Sendable (TargetChange) -> Void)?

    init(_ time: ManualTime, tell: (@Sendable (TargetChange) -> Void)?) {
        self.time = time
        self.tell = tell
    }

    func changed(_ change: TargetChange) {
        let now = time.now
        state.withLock { $0.entries.append((now, change)) }
        tell?(change)
    }

    func refused(_ breaker: TargetChange.Breaker, upstream: String, modelLabel: String) {
        state.withLock { $0.refusals += 1 }
    }

    /// The changes in their order.
    var entries: [Entry] { state.withLock { $0.entries.map { Entry(at: $0.at, change: $0.change) } } }
}
