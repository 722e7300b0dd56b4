import Exchange
import Storage
import Support
import Synchronization

/// What outlives a killed process: the flight recorder's file and the rows that were committed.
///
/// It is the world's flight recorder, and looks at the rules while it hands each call on to the real one. At drawn
/// points it keeps a wreck: what the disk would hold if the process were killed there.
final class Disk: FlightRecorder {
    /// What a process that was killed has left.
    struct Wreck: Sendable {
        /// The flight recorder's file.
        let file: [UInt8]
        /// Where the process was.
        let point: String
        /// The exchanges whose slots were taken, with how much of them is to be kept.
        let open: [RequestID: CaptureLevel]
        /// The exchanges that had ended, with their outcomes.
        let ended: [RequestID: Outcome]
        /// Those of them whose rows had been committed.
        let stored: [Exchange]
        let wall: WallTime
    }

    private struct State: Sendable {
        var ids: [FlightSlot: RequestID] = [:]
        var levels: [RequestID: CaptureLevel] = [:]
        var ended: [RequestID: Outcome] = [:]
        var stored: [RequestID: Exchange] = [:]
        var claims = 0
        var points = 0
        var kills: [Int]
        var wrecks: [Wreck] = []
        var breaches: [String] = []
    }

    private let table: FlightTable
    private let path: String
    private let time: ManualTime
    private let state: Mutex<State>

    /// Makes the flight recorder's file in the folder; `kills` are the points after which a wreck is kept.
    init(folder: String, slots: Int, kills: [Int], time: ManualTime) throws {
        let files = FlightFiles(folder: folder)
        path = files.current
        PlainFile.delete(path)
        table = try FlightTable(files: files, slots: slots, time: time)
        self.time = time
        state = Mutex(State(kills: kills))
    }

    deinit { PlainFile.delete(path) }

    var wrecks: [Wreck] { state.withLock { $0.wrecks } }
    var claims: Int { state.withLock { $0.claims } }
    /// The rows that are committed.
    var storedIDs: Set<RequestID> { state.withLock { Set($0.stored.keys) } }

    /// What was done that must not be done, and slots that nobody gave back.
    var breaches: [String] {
        let stale = table.statistics.stale
        return state.withLock { state in
            state.breaches + state.ids.values.map { "the slot of \($0) was never given back" }
                + (stale > 0 ? ["\(stale) slots were given back by nobody who had them"] : [])
        }
    }

    /// The process gets here, and may be killed.
    func reach(_ point: String) {
        let isKilled = state.withLock { state in
            state.points += 1
            return state.kills.contains(state.points)
        }
        guard isKilled else { return }
        let file = PlainFile.read(path)
        state.withLock { state in
            let open = Set(state.ids.values)
            state.wrecks.append(
                Wreck(
                    file: file,
                    point: point,
                    open: state.levels.filter { open.contains($0.key) },
                    ended: state.ended.filter { open.contains($0.key) },
                    stored: open.compactMap { state.stored[$0] },
                    wall: time.wall
                )
            )
        }
    }

    /// A row is committed.
    func store(_ exchange: Exchange) {
        state.withLock { state in
            if state.stored[exchange.id] != nil { state.breaches.append("two rows of \(exchange.id)") }
            state.stored[exchange.id] = exchange
        }
    }

    // MARK: the flight recorder

    func claim(_ exchange: borrowing Exchange) -> FlightSlot? {
        let (id, level) = (exchange.id, exchange.capture)
        let isNow = exchange.timeline.accepted == time.now && exchange.timeline.wall == time.wall
        guard let slot = table.claim(exchange) else { return nil }
        state.withLock { state in
            state.claims += 1
            if !isNow { state.breaches.append("\(id) was not accepted now") }
            if state.ids[slot] != nil { state.breaches.append("slot \(slot.index) was taken twice") }
            state.ids[slot] = id
            state.levels[id] = level
        }
        reach("behind an acceptance")
        return slot
    }

    func note(_ exchange: borrowing Exchange, in slot: FlightSlot) {
        let (id, level) = (exchange.id, exchange.capture)
        table.note(exchange, in: slot)
        state.withLock { state in
            if state.ids[slot] != id { state.breaches.append("a note of \(id) in a slot it does not hold") }
            if state.ended[id] != nil { state.breaches.append("a note behind the end of \(id)") }
            state.levels[id] = level
        }
        reach("behind a note")
    }

    func noteEnd(_ exchange: borrowing Exchange, in slot: FlightSlot) {
        let (id, level, outcome) = (exchange.id, exchange.capture, exchange.outcome)
        reach("before an end")
        table.noteEnd(exchange, in: slot)
        state.withLock { state in
            if state.ids[slot] != id { state.breaches.append("the end of \(id) in a slot it does not hold") }
            if state.ended[id] != nil { state.breaches.append("a second end of \(id)") }
            state.ended[id] = outcome
            state.levels[id] = level
        }
        reach("behind an end")
    }

    func release(_ slots: [FlightSlot]) {
        reach("before slots are given back")
        table.release(slots)
        state.withLock { state in
            for slot in slots {
                guard let id = state.ids.removeValue(forKey: slot) else {
                    state.breaches.append("slot \(slot.index) was given back twice")
                    continue
                }
                if state.ended[id] == nil { state.breaches.append("the slot of \(id) was given back before its end") }
            }
        }
        reach("behind slots are given back")
    }
}
