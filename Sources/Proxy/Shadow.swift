import Exchange
import NIOCore
import Policy

/// A copy of a request that goes to a second place for comparison: the caller's end that nobody reads.
///
/// It walks the part of the line behind `Reserve` with a record of its own. It is made once the request is whole, costs
/// the caller no place, and goes on when the caller leaves. Confined to its event loop.
final class Shadow: CallerSide, Drainable {
    /// The most copies that run at once in the process; one more fails with `overloaded`.
    static let most = 64

    let head: HeadBlock
    private let gateway: Gateway
    private let room: LoopRoom
    private let slot = Slot()
    private let plan: Plan
    private var passage: Passage?

    private init(of original: Passage, to choice: Choice) {
        gateway = original.gateway
        room = original.room
        head = original.caller.head.copy()
        plan = Plan(
            targets: [choice.target],
            model: choice.model,
            modelLabel: choice.modelLabel,
            isRenamed: choice.isRenamed
        )
    }

    /// Sends a copy of a request whose body is whole to another choice.
    static func cast(by original: Passage, to choice: Choice) {
        let shadow = Shadow(of: original, to: choice)
        shadow.passage = Passage(copying: original, for: shadow, slot: shadow.slot)
        shadow.room.watch(shadow)
        let bound = NIOLoopBound(shadow, eventLoop: shadow.room.loop)
        Task(executorPreference: shadow.room.executor) { await bound.value.serve() }
    }

    private func serve() async {
        guard let passage else { return }
        await gateway.shadowLine(passage, plan)
        room.unwatch(self)
        self.passage = nil
    }

    // MARK: what is watched

    func tick(_ now: Moment) { passage?.tick(now) }

    func drain() {}

    func endForDrain() {
        room.executor.enter()
        passage?.fail(Failure(.draining, "weir is shutting down"))
        room.executor.leave()
    }

    // MARK: CallerSide, to nobody

    var isWritable: Bool { true }

    func writeHead(_ head: AnswerHead) {}

    func write(_ piece: ByteBuffer) {}

    func flush() {}

    func finish() {}

    func cut() {}

    func setReading(_ isOn: Bool) {}

    func sendContinue() {}
}

extension Passage {
    /// Sends a copy of the request elsewhere, when the route wants that of this one and it may run twice.
    @inline(never)
    func castShadow(_ plan: Plan, _ tries: Tries) {
        guard plan.shadow != nil, exchange.shadowOf == nil, tries.mayRunTwice, !gateway.isDraining,
            let choice = Balancer.shadow(plan, conversation: conversation(of: plan), using: &room.random)
        else { return }
        Shadow.cast(by: self, to: choice)
    }
}
