import Exchange
import Policy
import Testing

@Suite struct BulkheadTests {
    private static func bulkhead(_ inFlight: Int, _ queue: Int) -> Bulkhead {
        var settings = BulkheadSettings()
        settings.inFlight = inFlight
        settings.queue = queue
        return Bulkhead(settings)
    }

    private static func ticket(_ entry: Bulkhead.Entry) -> Bulkhead.Ticket? {
        switch entry {
        case .wait(let ticket), .waitInstead(let ticket, _): ticket
        case .run, .full: nil
        }
    }

    private static func displaced(_ entry: Bulkhead.Entry) -> Bulkhead.Ticket? {
        guard case .waitInstead(_, let displaced) = entry else { return nil }
        return displaced
    }

    @Test func `as many run as may, then they wait, then it is full`() {
        var bulkhead = Self.bulkhead(2, 1)
        #expect(bulkhead.enter(priority: .default) == .run)
        #expect(bulkhead.enter(priority: .sheddable) == .run)
        let ticket = Self.ticket(bulkhead.enter(priority: .default))
        #expect(ticket != nil)
        #expect(bulkhead.enter(priority: .default) == .full)
        #expect(bulkhead.running == 2 && bulkhead.waiting == 1)
        #expect(bulkhead.leave() == ticket)
        #expect(bulkhead.running == 2 && bulkhead.waiting == 0)
        for _ in 0..<3 { #expect(bulkhead.leave() == nil) }
        #expect(bulkhead.running == 0)
    }

    @Test func `the critical are woken first, within a class who came first`() {
        var bulkhead = Self.bulkhead(1, 10)
        #expect(bulkhead.enter(priority: .default) == .run)
        let classes: [PriorityClass] = [.sheddable, .default, .critical, .sheddable, .default, .critical]
        let tickets = classes.compactMap { Self.ticket(bulkhead.enter(priority: $0)) }
        let woken = (0..<6).compactMap { _ in bulkhead.leave() }
        #expect(woken == [2, 5, 1, 4, 0, 3].map { tickets[$0] })
    }

    @Test func `a fifth of the queue is the critical's`() {
        var bulkhead = Self.bulkhead(0, 10)
        for _ in 0..<8 { #expect(Self.ticket(bulkhead.enter(priority: .default)) != nil) }
        #expect(bulkhead.enter(priority: .default) == .full)
        #expect(bulkhead.enter(priority: .sheddable) == .full)
        for _ in 0..<2 {
            let entry = bulkhead.enter(priority: .critical)
            #expect(Self.ticket(entry) != nil && Self.displaced(entry) == nil)
        }
        #expect(PriorityClass.allCases.map { bulkhead.waiting($0) } == [2, 8, 0])
    }

    @Test func `in a full queue the higher class takes the turn of the last of the lowest`() {
        var bulkhead = Self.bulkhead(1, 5)
        #expect(bulkhead.enter(priority: .critical) == .run)
        let classes: [PriorityClass] = [.sheddable, .default, .sheddable, .default]
        let tickets = classes.compactMap { Self.ticket(bulkhead.enter(priority: $0)) }
        #expect(Self.displaced(bulkhead.enter(priority: .default)) == tickets[2])
        #expect(Self.displaced(bulkhead.enter(priority: .critical)) == nil, "the fifth of the critical is free")
        #expect(Self.displaced(bulkhead.enter(priority: .critical)) == tickets[0])
        #expect(bulkhead.enter(priority: .default) == .full, "nobody of a lower class waits")
        for _ in 0..<3 {
            #expect(Self.displaced(bulkhead.enter(priority: .critical))?.priority == .default)
        }
        #expect(bulkhead.enter(priority: .critical) == .full)
        #expect(PriorityClass.allCases.map { bulkhead.waiting($0) } == [5, 0, 0])
        #expect(bulkhead.giveUp(tickets[1]) == false, "its turn was taken")
    }

    @Test func `a place is taken without waiting only where nobody waits for it`() {
        var bulkhead = Self.bulkhead(1, 2)
        let isTaken = bulkhead.enterIfFree()
        #expect(isTaken)
        let isFree = bulkhead.enterIfFree()
        #expect(!isFree)
        let ticket = Self.ticket(bulkhead.enter(priority: .default))
        var settings = bulkhead.settings
        settings.inFlight = 2
        bulkhead.change(settings)
        let isFreeLater = bulkhead.enterIfFree()
        #expect(!isFreeLater)
        #expect(bulkhead.wake() == ticket && bulkhead.running == 2)
    }

    @Test func `whoever gives up too late has a place and must leave it`() {
        var bulkhead = Self.bulkhead(1, 4)
        #expect(bulkhead.enter(priority: .default) == .run)
        let tickets = (0..<3).compactMap { _ in Self.ticket(bulkhead.enter(priority: .default)) }
        #expect(bulkhead.giveUp(tickets[1]) == true)
        #expect(bulkhead.giveUp(tickets[1]) == false)
        #expect(bulkhead.leave() == tickets[0])
        #expect(bulkhead.giveUp(tickets[0]) == false)
        #expect(bulkhead.running == 1)
        #expect(bulkhead.leave() == tickets[2])
        #expect(bulkhead.leave() == nil)
        #expect(bulkhead.running == 0 && bulkhead.waiting == 0)
    }

    @Test func `bounds may change while some wait`() {
        var bulkhead = Self.bulkhead(1, 9)
        #expect(bulkhead.enter(priority: .default) == .run)
        let tickets = (0..<3).compactMap { _ in Self.ticket(bulkhead.enter(priority: .default)) }
        var settings = bulkhead.settings
        settings.inFlight = 3
        bulkhead.change(settings)
        #expect(Self.ticket(bulkhead.enter(priority: .default)) != nil, "nobody overtakes those who wait")
        #expect(bulkhead.wake() == tickets[0])
        #expect(bulkhead.wake() == tickets[1])
        #expect(bulkhead.wake() == nil)
        settings.inFlight = 1
        bulkhead.change(settings)
        #expect(bulkhead.leave() == nil)
        #expect(bulkhead.leave() == nil)
        #expect(bulkhead.running == 1)
        #expect(bulkhead.leave() == tickets[2])
    }

    @Test(arguments: [(-1, -1), (0, 0), (.min, .min)])
    func `bounds of nothing let nobody in`(_ inFlight: Int, _ queue: Int) {
        var bulkhead = Self.bulkhead(inFlight, queue)
        for priority in PriorityClass.allCases { #expect(bulkhead.enter(priority: priority) == .full) }
        #expect(bulkhead.running == 0 && bulkhead.waiting == 0)
    }

    @Test func `one who waits keeps the turn while many behind give up`() {
        var bulkhead = Self.bulkhead(1, 128)
        #expect(bulkhead.enter(priority: .default) == .run)
        let first = Self.ticket(bulkhead.enter(priority: .default))
        var gone = 0
        for _ in 0..<200_000 {
            guard let ticket = Self.ticket(bulkhead.enter(priority: .default)) else { continue }
            if bulkhead.giveUp(ticket) { gone += 1 }
        }
        #expect(gone == 200_000 && bulkhead.waiting == 1)
        #expect(bulkhead.leave() == first)
    }

    @Test(arguments: [(1, 0), (1, 5), (3, 1), (4, 40), (16, 7)], 1...4 as ClosedRange<UInt64>)
    func `a random walk of steps keeps every promise`(_ bounds: (Int, Int), _ seed: UInt64) {
        var walk = BulkheadWalk(inFlight: bounds.0, queue: bounds.1, seed: seed)
        for _ in 0..<5_000 { walk.step() }
        walk.finish()
        #expect(walk.findings.isEmpty, "\(walk.findings.prefix(5))")
        #expect(walk.entered == walk.left && walk.entered > 100)
    }
}

/// Does what comes to mind with a bulkhead and a plain model of it, and notes where they differ.
private struct BulkheadWalk {
    var bulkhead: Bulkhead
    var dice: BalanceDice
    var running = 0
    var queues: [PriorityClass: [Bulkhead.Ticket]] = [:]
    var woken: [Bulkhead.Ticket] = []
    var findings: [String] = []
    var (entered, left) = (0, 0)

    init(inFlight: Int, queue: Int, seed: UInt64) {
        var settings = BulkheadSettings()
        settings.inFlight = inFlight
        settings.queue = queue
        bulkhead = Bulkhead(settings)
        dice = BalanceDice(seed &* 7_919 &+ UInt64(inFlight * 1_000 + queue))
    }

    mutating func step() {
        switch dice.next() % 10 {
        case 0..<5: enter()
        case 5..<8: leave()
        default: giveUp()
        }
        let waiting = queues.values.reduce(0) { $0 + $1.count }
        hold(bulkhead.running == running, "it runs another number than were let in")
        hold(running <= bulkhead.settings.inFlight, "too many run")
        hold(bulkhead.waiting == waiting && waiting <= bulkhead.settings.queue, "too many or too few wait")
        hold(waiting == 0 || running == bulkhead.settings.inFlight, "some wait beside a free place")
        for (priority, queue) in queues { hold(bulkhead.waiting(priority) == queue.count, "a class has another count") }
    }

    mutating func finish() {
        while running > 0 { leave() }
        hold(bulkhead.running == 0 && bulkhead.waiting == 0, "something is left")
    }

    private mutating func enter() {
        let priority = PriorityClass.allCases[Int(dice.next() % 3)]
        let waiting = queues.values.reduce(0) { $0 + $1.count }
        switch bulkhead.enter(priority: priority) {
        case .run:
            hold(waiting == 0, "one overtook those who wait")
            running += 1
            entered += 1
        case .wait(let ticket):
            hold(ticket.priority == priority, "a ticket of another class")
            queues[priority, default: []].append(ticket)
            hold(!isFull(priority, waiting), "a turn beside the bounds")
        case .waitInstead(let ticket, let displaced):
            let lowest = PriorityClass.allCases.last { queues[$0]?.isEmpty == false }
            hold(isFull(priority, waiting), "one lost a turn beside room")
            hold(displaced == lowest.flatMap { queues[$0]?.last }, "another lost the turn than came last of the lowest")
            hold(displaced.priority.index > priority.index, "one lost the turn to no higher class")
            queues[displaced.priority]?.removeLast()
            queues[priority, default: []].append(ticket)
            hold(!bulkhead.giveUp(displaced), "one whose turn was taken waits")
        case .full:
            let lower = PriorityClass.allCases.filter { $0.index > priority.index }
            hold(isFull(priority, waiting), "refused beside room")
            hold(lower.allSatisfy { queues[$0]?.isEmpty != false }, "refused beside a lower class")
        }
    }

    private func isFull(_ priority: PriorityClass, _ waiting: Int) -> Bool {
        let share = bulkhead.settings.queue - (priority == .critical ? 0 : bulkhead.settings.queue / 5)
        let others = waiting - (priority == .critical ? 0 : queues[.critical]?.count ?? 0)
        return waiting == bulkhead.settings.queue || others >= share
    }

    private mutating func leave() {
        guard running > 0 else { return hold(bulkhead.leave() == nil, "nobody left and one was woken") }
        let next = bulkhead.leave()
        left += 1
        let expected = PriorityClass.allCases.compactMap { queues[$0]?.first }.first
        hold(next == expected, "another was woken than is next")
        guard let next else {
            running -= 1
            return
        }
        queues[next.priority]?.removeFirst()
        woken.append(next)
        entered += 1
    }

    private mutating func giveUp() {
        if dice.next() % 4 == 0, let late = woken.randomElement(using: &dice) {
            return hold(!bulkhead.giveUp(late), "one who has a place gave up")
        }
        let priority = PriorityClass.allCases[Int(dice.next() % 3)]
        guard let place = queues[priority]?.indices.randomElement(using: &dice),
            let ticket = queues[priority]?.remove(at: place)
        else { return }
        hold(bulkhead.giveUp(ticket), "one who waits could not give up")
    }

    private mutating func hold(_ isTrue: Bool, _ words: String) {
        if !isTrue { findings.append(words) }
    }
}
