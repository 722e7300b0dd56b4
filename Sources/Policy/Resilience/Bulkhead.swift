package import Exchange

/// How many attempts a target is given at once, and who waits for a place, so that a slow target cannot take all.
///
/// Places pass from hand to hand: whoever leaves is told whom to wake, and that one's place is taken already. Nobody
/// who comes later goes before one who waits in the same class. A fifth of the queue is kept for the critical class. In
/// a full queue whoever comes takes the turn of the last of a lower class.
package struct Bulkhead: Sendable {
    /// What is said to one who wants a place.
    package enum Entry: Sendable, Hashable {
        /// It has one; `leave` must follow.
        case run
        /// It waits until `leave` or `wake` names its ticket, or gives up.
        case wait(Ticket)
        /// It waits in the turn of one of a lower class, which waits no more and must be told so.
        case waitInstead(Ticket, of: Ticket)
        /// It has none, and as many wait as may.
        case full
    }

    /// One who waits.
    package struct Ticket: Sendable, Hashable {
        let number: UInt64
        /// The class in which it waits.
        package let priority: PriorityClass
    }

    /// The bounds.
    package private(set) var settings: BulkheadSettings
    /// How many have a place.
    package private(set) var running = 0
    private var lines = [BulkheadLine](repeating: BulkheadLine(), count: PriorityClass.allCases.count)
    private var lastNumber: UInt64 = 0

    /// Makes an empty one.
    package init(_ settings: BulkheadSettings) {
        self.settings = settings
    }

    /// How many wait.
    package var waiting: Int { lines.reduce(0) { $0 + $1.count } }

    /// How many of the class wait.
    package func waiting(_ priority: PriorityClass) -> Int { lines[priority.index].count }

    /// Takes a place, or a turn in the queue, or neither.
    package mutating func enter(priority: PriorityClass) -> Entry {
        if enterIfFree() { return .run }
        let waiting = waiting
        let belowCritical = waiting - lines[PriorityClass.critical.index].count
        if waiting < settings.queue, priority == .critical || belowCritical < priority.share(of: settings.queue) {
            return .wait(append(priority))
        }
        guard let displaced = displace(below: priority) else { return .full }
        return .waitInstead(append(priority), of: displaced)
    }

    /// Takes a place that nobody waits for, or none.
    package mutating func enterIfFree() -> Bool {
        guard waiting == 0, running < settings.inFlight else { return false }
        running += 1
        return true
    }

    private mutating func append(_ priority: PriorityClass) -> Ticket {
        lastNumber += 1
        lines[priority.index].append(lastNumber)
        return Ticket(number: lastNumber, priority: priority)
    }

    /// Takes the turn of the last who came of the lowest class that waits below this one.
    private mutating func displace(below priority: PriorityClass) -> Ticket? {
        for lower in PriorityClass.allCases.reversed() where lower.index > priority.index {
            if let number = lines[lower.index].popLast() { return Ticket(number: number, priority: lower) }
        }
        return nil
    }

    /// Gives a place back and says who has it now and must be woken, if anybody.
    package mutating func leave() -> Ticket? {
        guard running > 0 else { return nil }
        running -= 1
        return wake()
    }

    /// Gives a free place to the first who waits, the critical before the others.
    ///
    /// To be called until it returns nil after the bounds were changed; `leave` does it otherwise.
    package mutating func wake() -> Ticket? {
        guard running < settings.inFlight else { return nil }
        for priority in PriorityClass.allCases {
            guard let number = lines[priority.index].popFirst() else { continue }
            running += 1
            return Ticket(number: number, priority: priority)
        }
        return nil
    }

    /// Leaves the queue.
    ///
    /// False when the ticket does not wait any more: unless its turn was taken by a higher class, a place was given to
    /// it, and `leave` must follow.
    package mutating func giveUp(_ ticket: Ticket) -> Bool {
        lines[ticket.priority.index].remove(ticket.number)
    }

    /// Changes the bounds; those who have a place or wait keep it.
    package mutating func change(_ settings: BulkheadSettings) {
        self.settings = settings
    }
}
