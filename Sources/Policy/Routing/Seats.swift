import Glibc

/// The choices of one priority while they are put in order.
struct Seats {
    private struct Seat {
        var place = 0
        var weight = 1
        /// The lower goes first; what it is depends on the balance.
        var cost = 0.0
    }

    private let plan: Plan
    private let balance: Balance
    private let thread: UInt64?
    /// The ready ones from the front, the open ones from the back.
    private var seats = InlineArray<64, Seat>(repeating: Seat())
    private var ready = 0
    private var open = 64

    /// Begins with none; `thread` is the conversation they are to be ranked by, or nil.
    init(_ plan: Plan, _ thread: UInt64?) {
        self.plan = plan
        self.thread = thread
        balance = plan.balance
    }

    /// Adds a choice; a plan has no more than there are seats.
    mutating func add(_ place: Int, _ load: TargetLoad) {
        guard ready < open else { return }
        let weight = plan.choices.offered[place].weight
        let seat = Seat(place: place, weight: weight, cost: cost(place, weight, load))
        if load.isOpen {
            open -= 1
            seats[open] = seat
        } else {
            seats[ready] = seat
            ready += 1
        }
    }

    /// Appends all of them to the order: the ready ones by the rule, then the open ones by the same.
    mutating func seat(in order: inout ChoiceOrder, using generator: inout some RandomNumberGenerator) {
        rank(0, ready, using: &generator)
        rank(open, 64, using: &generator)
        for index in 0..<ready { order.append(seats[index].place) }
        for index in open..<64 { order.append(seats[index].place) }
    }

    private func cost(_ place: Int, _ weight: Int, _ load: TargetLoad) -> Double {
        if let thread {
            // Weighted rendezvous: of exponential variables with the weights as rates the least wins, each by its
            // share; what the others drew does not depend on who is there, so only a vanished one's winners move.
            let draw = Fingerprint.mixed(plan.choices.offered[place].fingerprint ^ Fingerprint.mixed(thread))
            return -log((Double(draw >> 11) + 0.5) * 0x1p-53) / Double(weight)
        }
        return switch balance {
        case .weighted: 0
        case .leastInFlight: load.crowding(weight: weight)
        case .latency: load.delay
        case .cheapest: load.price.map { Double($0) } ?? .infinity
        }
    }

    private mutating func rank(_ start: Int, _ end: Int, using generator: inout some RandomNumberGenerator) {
        guard end - start > 1 else { return }
        if thread != nil { return sort(start, end) }
        for index in start..<(end - 1) {
            draw(index, end, using: &generator)
            guard balance == .leastInFlight || balance == .latency else { continue }
            draw(index + 1, end, using: &generator)
            if seats[index + 1].cost < seats[index].cost { swap(index, index + 1) }
        }
        if balance == .cheapest { sort(start, end) }
    }

    /// Brings one of those from `index` on there, each by its weight.
    private mutating func draw(_ index: Int, _ end: Int, using generator: inout some RandomNumberGenerator) {
        guard end - index > 1 else { return }
        var sum = 0
        for other in index..<end { sum += seats[other].weight }
        var rest = Int.random(in: 0..<sum, using: &generator)
        for other in index..<end {
            rest -= seats[other].weight
            if rest < 0 { return swap(index, other) }
        }
    }

    /// By cost; equal ones stay in their order.
    private mutating func sort(_ start: Int, _ end: Int) {
        for index in (start + 1)..<end {
            var place = index
            while place > start, seats[place].cost < seats[place - 1].cost {
                swap(place, place - 1)
                place -= 1
            }
        }
    }

    private mutating func swap(_ one: Int, _ other: Int) {
        guard one != other else { return }
        seats.swapAt(one, other)
    }
}
