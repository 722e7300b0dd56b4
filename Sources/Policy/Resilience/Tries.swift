package import Exchange

/// What is done after an attempt ended.
package enum NextTry: Sendable, Hashable {
    /// The same target is asked again, after a pause.
    case same(after: Duration)
    /// Another target is asked, at once.
    case other
    /// The end stands; the reason is nil where the end itself allows no repetition.
    case stop(RetryStop?)
}

/// Which target a repetition would ask.
package enum NextPlace: Sendable, Hashable {
    /// The one that was asked last.
    case same
    /// Another one.
    case other
}

/// Decides over the attempts of one exchange: whether, where and when there is another.
package struct Tries: Sendable {
    /// How often one exchange waits for a place in which a repetition may run.
    private static let mostWaits = 4

    private let settings: RetrySettings
    /// When every attempt and pause must be over.
    package let deadline: Moment
    private let isRepeatable: Bool
    private let isBodyKept: Bool
    private let fallbackOn: Set<FallbackCause>
    /// The attempts that have ended.
    package private(set) var made = 0
    private var pauses = 0
    private var waits = 0
    private var hasLeftSilent = false

    /// Begins with nothing tried.
    ///
    /// `isRepeatable` is true for inference and for what only reads, `isBodyKept` when the request's body, if it has
    /// one, is at hand in full. All attempts and pauses end before `deadline`.
    package init(
        _ settings: RetrySettings,
        deadline: Moment,
        isRepeatable: Bool,
        isBodyKept: Bool,
        fallbackOn: Set<FallbackCause> = []
    ) {
        self.settings = settings
        self.deadline = deadline
        self.isRepeatable = isRepeatable
        self.isBodyKept = isBodyKept
        self.fallbackOn = fallbackOn
    }

    /// True when the attempt that runs is not the last that may be made.
    package var isAnotherAllowed: Bool { made + 1 < settings.attempts }

    /// True when the request may be sent a second time while the first one runs.
    package var mayRunTwice: Bool { isRepeatable && isBodyKept && settings.attempts > 1 }

    /// Counts an attempt that was begun beside another.
    package mutating func countHedge() { made += 1 }

    /// Which other target may be asked after an end; what to look for in the plan before `after` is called.
    package func elsewhere(_ end: AttemptEnd) -> RetryRule.Elsewhere {
        switch RetryRule(end).elsewhere {
        case .anyTargetOnce where hasLeftSilent: .never
        case .whenAsked(let cause) where !fallbackOn.contains(cause): .never
        case let elsewhere: elsewhere
        }
    }

    /// Decides what follows from the end of an attempt; to be called once for each.
    ///
    /// `canUseOther` says that the plan has a target left of the kind that `elsewhere` names. Another target goes
    /// before the same one, since it is asked without a pause. `budget` takes a token of the target named, and is the
    /// last question before a repetition is granted, so that no token is taken in vain.
    package mutating func after(
        _ end: AttemptEnd,
        hint: RetryHint? = nil,
        canUseOther: Bool,
        at now: Moment,
        using generator: inout some RandomNumberGenerator,
        budget: (NextPlace) -> Bool
    ) -> NextTry {
        made += 1
        let elsewhere = heeded(elsewhere(end), hint)
        let same = heeded(RetryRule(end).sameTarget, end, hint)
        let hasNoWay = same == .never && (elsewhere == .never || !canUseOther)
        if hasNoWay { return .stop(isFinal(end, elsewhere) ? nil : .noTarget) }
        if let stop = obstacle(end, at: now) { return .stop(stop) }

        var isDenied = false
        if canUseOther, elsewhere != .never {
            if budget(.other) {
                if elsewhere == .anyTargetOnce { hasLeftSilent = true }
                return .other
            }
            isDenied = true
        }
        switch pause(same, hint, at: now, using: &generator) {
        case .failure(let stop): return .stop(isDenied ? .budget : stop)
        case .success(let pause):
            guard budget(.same) else { return .stop(.budget) }
            pauses += 1
            return .same(after: pause)
        }
    }

    /// How long to wait before a repetition that was granted asks for its place again, which it did not get.
    ///
    /// Nil when it has waited often enough or has no time left: then the end before it stands, for want of budget.
    package mutating func wait(at now: Moment, using generator: inout some RandomNumberGenerator) -> Duration? {
        guard waits < Self.mostWaits, case .success(let pause) = pause(.afterPause, nil, at: now, using: &generator)
        else { return nil }
        waits += 1
        return pause
    }

    /// What forbids every repetition, or nil.
    private func obstacle(_ end: AttemptEnd, at now: Moment) -> RetryStop? {
        if !isBodyKept || !(isRepeatable || RetryRule(end).nothingWasSent) { return .notReplayable }
        if made >= settings.attempts { return .attempts }
        return now < deadline ? nil : .deadline
    }

    /// True when the end is the answer, and not a failure for which no target was left.
    private func isFinal(_ end: AttemptEnd, _ elsewhere: RetryRule.Elsewhere) -> Bool {
        switch RetryRule(end).elsewhere {
        case .anyTarget: elsewhere == .never
        case .anyTargetOnce, .otherKey: false
        case .never, .otherModel, .whenAsked: true
        }
    }

    /// A provider that says no means the same request for the same model with the same credential.
    private func heeded(_ elsewhere: RetryRule.Elsewhere, _ hint: RetryHint?) -> RetryRule.Elsewhere {
        guard hint?.shouldRetry == false else { return elsewhere }
        return switch elsewhere {
        case .never, .anyTarget, .anyTargetOnce: .never
        case .otherKey, .otherModel, .whenAsked: elsewhere
        }
    }

    private func heeded(_ same: RetryRule.SameTarget, _ end: AttemptEnd, _ hint: RetryHint?) -> RetryRule.SameTarget {
        switch hint?.shouldRetry {
        case false: .never
        case true where end == .refused: .asTold
        default: same
        }
    }

    private enum Pause {
        case success(Duration)
        case failure(RetryStop)
    }

    /// How long to pause before the same target is asked again, or why it cannot be.
    private func pause(
        _ same: RetryRule.SameTarget,
        _ hint: RetryHint?,
        at now: Moment,
        using generator: inout some RandomNumberGenerator
    ) -> Pause {
        guard same != .never else { return .failure(.noTarget) }
        let left = deadline - now
        var shortest = Duration.zero
        var longest = ownPause
        if same == .asTold, let told = hint?.wait, told > .zero {
            guard told <= settings.longestWait else { return .failure(.noTarget) }
            shortest = told
            longest = told + told / 2
        }
        guard shortest < left else { return .failure(.deadline) }
        let bound = max(shortest.inNanoseconds, min(longest, left).inNanoseconds - 1)
        let pause = Int64.random(in: shortest.inNanoseconds...bound, using: &generator)
        return .success(.nanoseconds(pause))
    }

    /// The longest of weir's own pauses: it doubles with each that was made.
    private var ownPause: Duration {
        var pause = min(settings.pause, settings.longestPause)
        for _ in 0..<min(pauses, 64) where pause < settings.longestPause {
            pause = min(pause + pause, settings.longestPause)
        }
        return max(pause, .zero)
    }
}
