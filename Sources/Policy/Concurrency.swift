package import Exchange

/// How many exchanges run at once, in all, per key and per level above it, and whether one more may.
///
/// A fifth of all places is kept for the critical class, whatever the others ask for.
package struct Concurrency: Sendable {
    /// What is said to one more exchange.
    package enum Admission: Sendable, Equatable {
        /// It may run; `leave` must follow.
        case enter
        /// weir runs as many as it may, or as many as it may of this class.
        case fullHouse
        /// The key runs as many as it may.
        case fullKey(limit: Int)
        /// A level above the key runs as many as it may.
        case fullRoom(ConcurrencyRoom)
    }

    /// The most exchanges at once.
    package private(set) var limit: Int
    /// How many run now.
    package private(set) var running = 0
    /// How many of those that run are not critical.
    package private(set) var runningBelowCritical = 0
    private var percent: Int
    private var runningByKey: [String: Int] = [:]
    private var runningByRoom: [String: Int] = [:]

    /// Makes a count with a bound; memory is bounded by it too, as only keys that run are held.
    ///
    /// Those who are not critical may use `percent` of the places.
    package init(limit: Int, percent: Int = 80) {
        self.limit = limit
        self.percent = percent
    }

    /// Changes the bounds; those who run go on, also where they are more than may now.
    package mutating func change(limit: Int, percent: Int) {
        self.limit = limit
        self.percent = percent
    }

    /// Lets one more exchange of the key run, or says which bound forbids it; then nothing is taken.
    package mutating func enter(
        keyID: String,
        limit keyLimit: Int,
        rooms: [ConcurrencyRoom] = [],
        priority: PriorityClass = .default
    ) -> Admission {
        guard running < limit else { return .fullHouse }
        guard priority == .critical || runningBelowCritical < priority.share(of: limit, percent: percent) else {
            return .fullHouse
        }
        let mine = runningByKey[keyID, default: 0]
        guard mine < keyLimit else { return .fullKey(limit: keyLimit) }
        for room in rooms where runningByRoom[room.principal.id, default: 0] >= room.limit { return .fullRoom(room) }
        running += 1
        if priority != .critical { runningBelowCritical += 1 }
        runningByKey[keyID] = mine + 1
        for room in rooms { runningByRoom[room.principal.id, default: 0] += 1 }
        return .enter
    }

    /// Gives back what `enter` took, with the same rooms and in the same class.
    package mutating func leave(keyID: String, rooms: [ConcurrencyRoom] = [], priority: PriorityClass = .default) {
        guard let mine = runningByKey[keyID] else { return }
        running -= 1
        if priority != .critical { runningBelowCritical = max(0, runningBelowCritical - 1) }
        runningByKey[keyID] = mine == 1 ? nil : mine - 1
        for room in rooms {
            guard let theirs = runningByRoom[room.principal.id] else { continue }
            runningByRoom[room.principal.id] = theirs == 1 ? nil : theirs - 1
        }
    }
}
