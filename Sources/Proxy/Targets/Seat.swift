import Exchange
import Policy

/// The right to make one attempt at a target; given back exactly once.
///
/// Confined to its event loop.
final class Seat {
    let choice: Choice
    let health: TargetHealth
    private let leave: TargetHealth.Leave
    /// The target whose failure this attempt repeats, in whose budget it has a place; nil for a first attempt.
    private let repeated: TargetHealth?
    /// What was taken of the target's limits.
    private let hold: AttemptHold?
    /// What the attempt took of the limits of its target.
    var use = QuotaUse.nothing
    private var isGivenBack = false
    /// True once an end was told behind which nothing more can be said.
    private var isTold = false

    /// True when the attempt finds out for others whether the target is good again.
    var isProbe: Bool { leave.target.isProbe || leave.credential.isProbe }

    init(
        _ choice: Choice,
        _ health: TargetHealth,
        _ leave: TargetHealth.Leave,
        repeats repeated: TargetHealth?,
        hold: AttemptHold?
    ) {
        self.hold = hold
        self.choice = choice
        self.health = health
        self.leave = leave
        self.repeated = repeated
    }

    /// Tells the breakers what came of the attempt so far; only an answer that began well can still go wrong.
    func tell(_ end: AttemptEnd, _ attempt: Attempt, at now: Moment, using random: inout Xoshiro) {
        // a failure that ends the exchange as well would be counted twice
        guard !isTold else { return }
        isTold = end != .answered
        let firstByte = attempt.head.map { $0 - (attempt.sent ?? attempt.started) }
        health.tell(
            end,
            leave,
            firstByte: firstByte,
            retryAfter: attempt.retryAfter,
            at: now,
            using: &random
        )
    }

    /// Takes note of what the provider tells of its own limits, if it does.
    func noteLimits(_ head: HeadBlock, at wall: WallTime) {
        guard head.first(.rateLimit) != nil else { return }
        let headroom = Headroom.all(at: wall) { head.value(of: $0) }
        if !headroom.isEmpty { health.note(headroom, at: wall) }
    }

    /// The attempt is over: its place goes to the next.
    func giveBack() {
        guard !isGivenBack else { return }
        isGivenBack = true
        hold?.settle(use)
        repeated?.endRetry()
        health.leave()
        health.places.leave()
    }

    deinit { giveBack() }
}
