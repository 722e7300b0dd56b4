package import Exchange
import Synchronization

/// A flight recorder that keeps nothing but whether its rules are obeyed.
package final class CountingFlight: FlightRecorder {
    private struct State {
        var claimed: Int32 = 0
        var open: [FlightSlot: Bool] = [:]
        var breaches: [String] = []
    }

    private let state = Mutex(State())

    /// Makes a recorder with room for everything.
    package init() {}

    /// How many exchanges took a slot.
    package var claims: Int { state.withLock { Int($0.claimed) } }

    /// What was done that must not be done, and slots whose exchange never told its end.
    package var breaches: [String] {
        state.withLock { $0.breaches + $0.open.filter { !$0.value }.map { "slot \($0.key.index) never ended" } }
    }

    /// Takes a slot.
    package func claim(_ exchange: borrowing Exchange) -> FlightSlot? {
        state.withLock { state in
            state.claimed += 1
            let slot = FlightSlot(index: state.claimed, generation: 1)
            state.open[slot] = false
            return slot
        }
    }

    /// Notes that something has become known; the exchange must not have ended.
    package func note(_ exchange: borrowing Exchange, in slot: FlightSlot) {
        state.withLock { state in
            if state.open[slot] != false { state.breaches.append("a note behind the end of slot \(slot.index)") }
        }
    }

    /// Notes the end, which comes once.
    package func noteEnd(_ exchange: borrowing Exchange, in slot: FlightSlot) {
        state.withLock { state in
            if state.open[slot] != false { state.breaches.append("a second end of slot \(slot.index)") }
            state.open[slot] = true
        }
    }

    /// Takes slots back.
    package func release(_ slots: [FlightSlot]) {
        state.withLock { state in
            for slot in slots where state.open.removeValue(forKey: slot) != true {
                state.breaches.append("slot \(slot.index) given back before its end, or twice")
            }
        }
    }
}
