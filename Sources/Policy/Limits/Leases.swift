import Exchange

/// The reservations that are not settled yet, oldest first; each ends by itself after a while.
struct Leases: Sendable {
    /// What was taken for one exchange.
    struct Taken: Sendable {
        /// The list of what was taken from limits, or -1.
        var limits: Int32
        /// The list of what was taken from budgets, or -1.
        var budgets: Int32

        /// Nothing, which needs no settling.
        static let nothing = Taken(limits: -1, budgets: -1)
    }

    private struct Lease {
        var taken: Taken
        var ends: Int64
        var generation: UInt32
        var isOpen: Bool
        var older: Int32
        /// The next free place where it is not open.
        var newer: Int32
    }

    private var leases: [Lease] = []
    private var free: Int32 = -1
    private var oldest: Int32 = -1
    private var newest: Int32 = -1
    /// How many are open.
    private(set) var count = 0

    /// Begins a lease that ends at `ends`; ends must come in their order.
    mutating func open(_ taken: Taken, ends: Int64) -> Reservation {
        let place: Int32
        if free >= 0 {
            place = free
            free = leases[Int(place)].newer
        } else {
            place = Int32(leases.count)
            leases.append(Lease(taken: taken, ends: ends, generation: 0, isOpen: false, older: -1, newer: -1))
        }
        let generation = leases[Int(place)].generation
        leases[Int(place)] = Lease(
            taken: taken,
            ends: ends,
            generation: generation,
            isOpen: true,
            older: newest,
            newer: -1
        )
        if newest >= 0 { leases[Int(newest)].newer = place } else { oldest = place }
        newest = place
        count += 1
        return Reservation(slot: place, generation: generation)
    }

    /// What was taken for a reservation; nil when it was closed before, or never opened.
    mutating func close(_ reservation: Reservation) -> Taken? {
        guard leases.indices.contains(Int(reservation.slot)) else { return nil }
        let lease = leases[Int(reservation.slot)]
        guard lease.isOpen, lease.generation == reservation.generation else { return nil }
        if lease.older >= 0 { leases[Int(lease.older)].newer = lease.newer } else { oldest = lease.newer }
        if lease.newer >= 0 { leases[Int(lease.newer)].older = lease.older } else { newest = lease.older }
        leases[Int(reservation.slot)].isOpen = false
        leases[Int(reservation.slot)].generation = lease.generation &+ 1
        leases[Int(reservation.slot)].newer = free
        free = reservation.slot
        count -= 1
        return lease.taken
    }

    /// Closes the oldest whose end has come; nil when there is none.
    mutating func closeEnded(at now: Int64) -> Taken? {
        guard oldest >= 0, leases[Int(oldest)].ends <= now else { return nil }
        return close(Reservation(slot: oldest, generation: leases[Int(oldest)].generation))
    }
}
