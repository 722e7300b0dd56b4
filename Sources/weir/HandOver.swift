import Exchange
import Storage
import Synchronization
import Telemetry

/// Leaves the state directory to a server that waits for it, while this one still finishes what it has.
struct HandOver: Sendable {
    private let house: House
    /// Fulfilled when the operators' listener is to be closed, so that the successor can have its address.
    let adminEnd = Promise<Void>()

    init(house: House) {
        self.house = house
    }

    /// Leaves the directory if somebody waits for it; to be called again and again once nothing is accepted any more.
    func offer() {
        guard adminEnd.known == nil, house.directory.hasSuccessor else { return }
        adminEnd.fulfil(())
        if let flight = house.flight, !flight.leave(house.directory.flight, at: house.time.wall) {
            // The successor would take open slots for a crash's; it waits until this process has ended.
            return house.events.emit(.log(.error, "weir.restart", "the flight recorder's file cannot be moved"))
        }
        house.claim.release()
        house.events.emit(.log(.notice, "weir.restart", "the state directory is left to the next server"))
    }
}
