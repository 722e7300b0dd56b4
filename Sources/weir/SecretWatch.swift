import Exchange
import Storage
import Synchronization
import Telemetry

/// Knows what the stored secrets are sealed under, and says when a key is missing.
final class SecretWatch: Sendable {
    /// The most keys that are told apart.
    private static let capacity = 16

    private struct State {
        var facts = SealedFacts()
        var isStale = true
        /// Since when keys have been missing, or nil.
        var since: Moment?
        /// The missing keys that were complained of.
        var told: [String] = []
    }

    /// How long keys may be missing before that is said: one that was just given is read within that time.
    private static let patience = Duration.seconds(5)

    private let state = Mutex(State())
    private let store: ControlStore
    private let events: EventLog

    init(store: ControlStore, events: EventLog) {
        self.store = store
        self.events = events
    }

    /// The database has changed: the next look asks it.
    func noteChange() { state.withLock { $0.isStale = true } }

    /// True when somebody changed the database since the last look, or a key is missing.
    var isDue: Bool { state.withLock { $0.isStale || !$0.facts.missing.isEmpty } }

    /// Asks the database, and the source of the keys when one is missing; may block for as long as a command takes.
    func look(at now: Moment) throws(StorageError) {
        state.withLock { $0.isStale = false }
        let facts: SealedFacts
        do throws(StorageError) {
            facts = try store.sealedFacts()
        } catch {
            noteChange()
            throw error
        }
        let before = state.withLock { state in
            defer { state.facts = facts }
            return state.facts
        }
        if let active = facts.active, let last = before.active, active != last {
            events.emit(.log(.notice, "weir.secrets", "new secrets are sealed under the key \(active), before \(last)"))
        }
        switch complaint(of: facts.missing, at: now) {
        case .none: break
        case .over:
            events.emit(.log(.notice, "weir.secrets", "every key that secrets are sealed under is at hand"))
        case .missing:
            let names = facts.missing.joined(separator: ", ")
            let message = "secrets are sealed under \(names), which is not at hand: give it to the source of the key"
            events.emit(.log(.error, "weir.secrets", message, error: facts.fault))
        }
    }

    /// What is to be said of missing keys.
    private enum Complaint {
        case none, missing, over
    }

    private func complaint(of missing: [String], at now: Moment) -> Complaint {
        state.withLock { state in
            guard !missing.isEmpty else {
                defer { (state.since, state.told) = (nil, []) }
                return state.told.isEmpty ? .none : .over
            }
            let since = state.since ?? now
            state.since = since
            guard now - since >= Self.patience, state.told != missing else { return .none }
            state.told = missing
            return .missing
        }
    }

    /// How many secrets are sealed under which key, for those who scrape.
    var readings: [Reading] {
        let rows = state.withLock { $0.facts.rows }.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
        let rest = rows.dropFirst(Self.capacity).reduce(0) { $0 + $1.value }
        return rows.prefix(Self.capacity).map { Reading([$0.key], Double($0.value)) }
            + (rest > 0 ? [Reading([Catalogue.other], Double(rest))] : [])
    }
}
