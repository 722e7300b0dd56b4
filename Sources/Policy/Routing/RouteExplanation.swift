package import Exchange

/// What would become of a request: which choices would be tried in which order, and why others would not.
package struct RouteExplanation: Sendable, Hashable {
    /// What would become of one choice.
    package enum Verdict: Sendable, Hashable {
        /// It is tried as the so-manieth, counted from 1.
        case tried(turn: Int, ChoiceReason)
        /// It is not tried.
        case passed(PassReason)
        /// It gets so many of each hundred requests, but not this one.
        case share(ChoiceReason, percent: Int)

        /// The verdict as it is shown: `1 first`, `2 fallback`, `passed over: breaker_open`, `5 % canary`.
        package var words: String {
            switch self {
            case .tried(let turn, let reason): "\(turn) \(reason.rawValue)"
            case .passed(let reason): "passed over: \(reason.rawValue)"
            case .share(let reason, let percent): "\(percent) % \(reason.rawValue)"
            }
        }
    }

    /// One choice and its verdict.
    package struct Line: Sendable, Hashable {
        /// The endpoint and credential's name.
        package let upstream: String
        /// The model as it would be asked there, or nil when none is named.
        package let model: String?
        /// Its priority, or nil for what the plan has left out.
        package let priority: Int?
        /// Its share among those of its priority, or nil for what the plan has left out.
        package let weight: Int?
        /// What would become of it.
        package let verdict: Verdict
    }

    /// The route's name, or nil where the model's name leads to a provider without one.
    package let route: String?
    /// How one of the choices of a priority is taken.
    package let balance: Balance
    /// True when the exchanges of one conversation go the same way.
    package let isSticky: Bool
    /// The choices: first those of the order, then the others.
    package let lines: [Line]

    /// Explains an order of a plan; `passes` says for a place within the choices why it would be passed over, or nil.
    package init(_ plan: Plan, order: ChoiceOrder, passes: (Int) -> PassReason?) {
        route = plan.route
        balance = plan.balance
        isSticky = plan.isSticky
        var lines: [Line] = []
        var turn = 0
        for (position, place) in order.enumerated() {
            let choice = plan.choices[place]
            if let reason = passes(place) {
                lines.append(Self.line(choice, .passed(reason)))
            } else {
                turn += 1
                let reason: ChoiceReason = choice.isCanary ? .canary : position == 0 ? .first : .fallback
                lines.append(Self.line(choice, .tried(turn: turn, reason)))
            }
        }
        for place in plan.choices.indices where !order.contains(place) {
            lines.append(Self.line(plan.choices[place], .share(.canary, percent: plan.canaryPercent)))
        }
        if let shadow = plan.shadow {
            lines.append(Self.line(shadow.choice, .share(.shadow, percent: shadow.percent)))
        }
        for over in plan.passedOver {
            lines.append(
                Line(
                    upstream: over.upstream,
                    model: over.modelLabel,
                    priority: nil,
                    weight: nil,
                    verdict: .passed(over.reason)
                )
            )
        }
        self.lines = lines
    }

    private static func line(_ choice: Choice, _ verdict: Verdict) -> Line {
        Line(
            upstream: choice.target.upstream,
            model: choice.model,
            priority: choice.priority,
            weight: choice.weight,
            verdict: verdict
        )
    }
}
