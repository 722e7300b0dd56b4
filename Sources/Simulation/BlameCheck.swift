import Exchange
import Support

/// Who is blamed for a failure must have done it.
struct BlameCheck {
    let world: World
    let caller: CallerEnd
    let errand: Errand
    let record: Exchange
    /// What providers did with the request, asking by asking.
    let plays: [Scripts.Play]

    private func hold(_ isTrue: Bool, _ sentence: @autoclosure () -> String) {
        world.breaches.hold(.blame, isTrue, "request \(errand.number) (\(errand.name)): \(sentence())")
    }

    /// True when some asking was not answered whole and in good order.
    private var isSomeoneAtFault: Bool {
        plays.contains { play in
            let answer = play.script.answer
            return answer?.isWhole != true || play.script.isEarly || play.script.ending != .stays
                || (answer?.status ?? 0) >= 400 || answer?.isErrorEvent == true
        }
    }

    func judge() {
        guard let failure = record.failure else { return }
        let code = failure.code
        switch code {
        case .upstreamReset, .upstreamTruncated, .upstreamProtocol, .upstreamErrorEvent, .upstreamAuth:
            hold(isSomeoneAtFault, "\(code) though the provider answered well")
        case .connectFailed: hold(world.failedDials > 0, "a connection failed that nobody refused")
        case .requestTimeout: hold(caller.hasStopped || world.elapsed > .seconds(4), "the caller was not late")
        case .connectTimeout: hold(world.elapsed > .seconds(4), "a connection was not late")
        case .idleTimeout, .responseTimeout, .sendTimeout:
            let isStuck = world.providers.contains { $0.isStuck }
            hold(isSomeoneAtFault || isStuck || world.elapsed > .seconds(4), "\(code) of a provider that was not late")
        case .deadlineExceeded:
            let isShort = errand.time.map { record.timeline.total >= $0 } ?? false
            hold(isShort || record.timeline.total >= Terms.timeouts.total, "a deadline that had not come")
        case .internal: hold(false, "a fault of weir's own: \(failure.message)")
        case .draining: hold(world.isDraining, "draining though nobody drains")
        case .circuitOpen:
            let isOpen = record.passedOver.contains {
                $0.reason != .saturated && $0.reason != .rateLimited && !$0.reason.isSettled
            }
            hold(isOpen, "no target was left alone: \(record.passedOver)")
        case .upstreamSaturated:
            let isFull = record.passedOver.contains { $0.reason == .saturated || $0.reason == .rateLimited }
            hold(isFull, "no target was full: \(record.passedOver)")
        default: break
        }
    }
}
