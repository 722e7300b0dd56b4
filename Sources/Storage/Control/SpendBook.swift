package import Exchange
import Synchronization

/// Writes down what exchanges spent of budgets before their rows are stored, and again until it is.
///
/// What control.db refuses waits in memory with the slots of the flight recorder: a process that is killed meanwhile
/// leaves them to the next start, which charges the same exchange once. Calls block, and belong on no event loop, but
/// for `wait`.
package final class SpendBook: Sendable {
    /// The present figures.
    package struct Statistics: Sendable, Hashable {
        /// Exchanges whose charges wait.
        package var waiting = 0
        /// Exchanges whose charges are written down.
        package var written: Int64 = 0
        /// Exchanges whose charges found no room to wait; the next start finds them in the flight recorder.
        package var dropped: Int64 = 0
        /// True from a refusal to the next success.
        package var isBehind = false
        /// What the database said when it refused last, while `isBehind`.
        package var refusal: String?

        /// Makes figures of nothing.
        package init() {}
    }

    /// The most exchanges whose charges wait.
    package static let mostWaiting = 65_536

    private struct Waiting {
        var entries: [SpendEntry] = []
        var slots: [FlightSlot] = []
        var statistics = Statistics()
    }

    private let store: ControlStore
    private let time: any TimeSource
    private let flight: (any FlightRecorder)?
    private let state = Mutex(Waiting())

    /// Makes a book over the store; `flight` gets back the slots of those who waited.
    package init(_ store: ControlStore, time: any TimeSource, flight: (any FlightRecorder)? = nil) {
        self.store = store
        self.time = time
        self.flight = flight
    }

    /// The present figures.
    package var statistics: Statistics { state.withLock { $0.statistics } }

    /// Writes down what the entries and those who wait spent; false when the database refuses, and then nothing is.
    func commit(_ entries: [SpendEntry]) -> Bool {
        let (waiting, slots) = state.withLock { state in
            defer { (state.entries, state.slots) = ([], []) }
            return (state.entries, state.slots)
        }
        let all = waiting + entries
        guard !all.isEmpty else { return true }
        do throws(StorageError) {
            try store.charge(all, at: time.wall)
        } catch {
            state.withLock { state in
                state.entries = waiting + state.entries
                state.slots = slots + state.slots
                state.statistics.isBehind = true
                state.statistics.refusal = error.description
            }
            return false
        }
        if !slots.isEmpty { flight?.release(slots) }
        state.withLock { state in
            state.statistics.waiting = state.entries.count
            state.statistics.written += Int64(all.count)
            state.statistics.isBehind = false
            state.statistics.refusal = nil
        }
        return true
    }

    /// Has an entry wait for the next commit, with its slot; true when it is the first that waits.
    func wait(_ entry: SpendEntry, _ slot: FlightSlot?) -> Bool {
        state.withLock { state in
            guard state.entries.count < Self.mostWaiting else {
                state.statistics.dropped += 1
                return false
            }
            state.entries.append(entry)
            if let slot { state.slots.append(slot) }
            state.statistics.waiting = state.entries.count
            return state.entries.count == 1
        }
    }

    /// True while somebody waits.
    var hasWaiting: Bool { state.withLock { !$0.entries.isEmpty } }
}
