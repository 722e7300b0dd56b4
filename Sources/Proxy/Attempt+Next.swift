import Dialects
import Exchange
import NIOCore
import Policy

/// What is tried next.
struct Next {
    /// The choice that was asked last, when it is to be asked again.
    var same: Choice?
    /// The choice that was asked last, whatever comes next.
    var last: Choice?
    /// Which other may be asked.
    var elsewhere = RetryRule.Elsewhere.anyTarget
    /// How long to wait before.
    var pause = Duration.zero
    /// The target that failed, whose retry budget has paid for this; nil for a first attempt.
    var repeats: TargetHealth?
    /// True when too many repetitions run for this one to begin in time.
    var isDenied = false

    /// Nothing was tried yet.
    static var first: Next { Next() }
}

/// What follows from an attempt.
enum Following {
    /// Another one.
    case repeated(Next)
    /// None: what it came to stands, for the reason given, if there is one.
    case over(RetryStop?)
}

extension Passage {
    /// In which order the choices of the plan are tried.
    func order(of plan: Plan) -> ChoiceOrder {
        let now = gateway.time.now
        return Balancer.order(plan, conversation: conversation(of: plan), using: &room.random) { place in
            room.health(of: plan.choices[place], gateway).load(at: now)
        }
    }

    /// The conversation as a number, where the plan keeps it on one way.
    func conversation(of plan: Plan) -> UInt64? {
        plan.isSticky ? exchange.ask.conversation.map { Self.number(of: $0.id) } : nil
    }

    /// A number of the conversation's name, the same in every process (FNV-1a).
    private static func number(of text: String) -> UInt64 {
        text.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    }

    /// The rules for this exchange's attempts, and its deadline.
    @inline(never)
    func tries(for plan: Plan) -> Tries {
        var retry = snapshot.judging.retry
        // a copy's failure is what is compared
        if exchange.shadowOf != nil { retry.attempts = 1 }
        let deadline = deadline(plan.choices[0].target.timeouts)
        self.deadline = deadline
        return Tries(
            retry,
            deadline: deadline,
            isRepeatable: isRepeatable,
            isBodyKept: hasWholeBody && body.readableBytes <= retry.bodyBytes,
            fallbackOn: plan.fallbackOn
        )
    }

    /// The configured time, or less where the caller asks for less.
    private func deadline(_ timeouts: UpstreamTimeouts) -> Moment {
        var whole = exchange.ask.isStream ? timeouts.streamTotal : timeouts.total
        let head = caller.head
        if let text = head.text(.weirTimeout, limit: 16), let asked = Int(text), asked > 0 {
            whole = min(whole, .milliseconds(asked))
        }
        // an SDK that gives up by then reads no answer that comes later
        if !exchange.ask.isStream, let text = head.text(.stainlessTimeout, limit: 16), let asked = Double(text),
            asked >= 1, asked < 86_400
        {
            whole = min(whole, .milliseconds(Int64(asked * 1_000)))
        }
        return exchange.timeline.accepted + whole
    }

    /// True for what may be sent twice: inference that leaves nothing behind at the provider, and what only reads.
    private var isRepeatable: Bool {
        let ask = exchange.ask
        if ask.method == .get || ask.method == .head { return true }
        if ask.operation == .other { return ask.path.hasSuffix("/rerank") }
        return ask.operation != .responses || scan?.isStored == false
    }

    /// Tells the breakers what came of the attempt that runs.
    @inline(never)
    func tell(_ seat: Seat, _ end: AttemptEnd) {
        seat.tell(end, current, at: gateway.time.now, using: &room.random)
    }

    /// Tells the breakers what an attempt came to, and decides what follows from it.
    @inline(never)
    func follow(_ attempted: Attempted, _ seat: Seat, _ tries: inout Tries, _ search: Search) -> Following {
        tell(seat, attempted.end)
        var next = Next(last: seat.choice)
        next.elsewhere = tries.elsewhere(attempted.end)
        let now = gateway.time.now
        let other = search.peek(next.elsewhere, from: seat.choice) { room.health(of: $0, gateway).wouldPass(at: now) }
        let verdict = tries.after(
            attempted.end,
            hint: attempted.hint,
            canUseOther: other != nil,
            at: now,
            using: &room.random
        ) { _ in seat.health.takeRetry(at: now) }
        next.repeats = seat.health
        switch verdict {
        case .same(let pause):
            next.same = seat.choice
            next.pause = pause
            return .repeated(next)
        case .other: return .repeated(next)
        case .stop(let stop):
            if stop == .noTarget { passOver(search, next, at: now) }
            return .over(stop)
        }
    }

    /// Notes the choices that are left, but would not be let through.
    private func passOver(_ search: Search, _ next: Next, at now: Moment) {
        var rest = search
        while let choice = rest.next(next.elsewhere, from: next.last) {
            if let reason = room.health(of: choice, gateway).refusal(at: now) { passOver(choice, reason) }
        }
    }

    /// An attempt is over, and another follows; an answer that came whole may still be needed.
    func leave(_ seat: Seat) {
        current.ended = current.ended ?? gateway.time.now
        closeUpstream()
        seat.giveBack()
    }

    /// Hands on what the last attempt came to: its answer, or what weir says in its place.
    @inline(never)
    func over(_ last: Attempted?, _ stop: RetryStop?) throws(Failure) -> Source {
        guard let last else { throw refusal }
        exchange.retryStop = last.end == .answered ? nil : stop
        if let failure = last.failure { throw failure }
        guard let reply = last.reply else { throw Failure(.internal, "an attempt came to nothing") }
        self.reply = reply
        if !reply.isEnded, upstream == nil {
            let status = reply.head.status
            let what = status < 300 ? "began its answer with an error" : "failed with status \(status)"
            throw Failure(.upstreamReset, "the provider \(what), and nobody else could be asked")
        }
        if last.end == .refusedCredential {
            let words = beginning(of: reply)
            let status = reply.head.status
            closeUpstream()
            throw failed(
                Failure(
                    .upstreamAuth,
                    "the provider refused the gateway's own credential",
                    cause: "status \(status): \(words)"
                )
            )
        }
        return .there(reply)
    }

    /// What is said when no target may be asked at all.
    private var refusal: Failure {
        let wait = max(1, ((notBefore.map { $0 - gateway.time.now }) ?? .seconds(1)).inNanoseconds)
        let after = Duration.nanoseconds(wait)
        if exchange.passedOver.contains(where: { $0.reason == .saturated }) {
            return Failure(.upstreamSaturated, "every target is at its limit of requests", retryAfter: .seconds(1))
        }
        if exchange.passedOver.contains(where: { $0.reason == .rateLimited }) {
            return Failure(.upstreamSaturated, "every target is at its limit", retryAfter: after)
        }
        return Failure(.circuitOpen, "every target is left alone for a while after failures", retryAfter: after)
    }

    /// Notes a choice that was not tried.
    func passOver(_ choice: Choice, _ reason: PassReason) {
        if reason == .breakerOpen || reason == .credentialOpen || reason == .isolated {
            exchange.flags.insert(.breakerOpen)
        }
        guard exchange.passedOver.count < 16 else { return }
        exchange.passedOver.append(
            PassedOver(upstream: choice.target.upstream, modelLabel: choice.modelLabel, reason: reason)
        )
    }
}
