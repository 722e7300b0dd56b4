package import Exchange

/// Where an exchange may go, how one of the choices is taken, and what else its route asks for.
package struct Plan: Sendable {
    /// A choice that gets a share of the requests beside the others.
    package struct Share: Sendable {
        /// Where they go.
        package let choice: Choice
        /// How many of each hundred, from 1 to 100.
        package let percent: Int
    }

    /// What a route says; made once with the table and shared by its plans.
    final class Terms: Sendable {
        let route: ModelRoute
        let canaryCount: Int
        let canaryPercent: Int
        let shadow: Share?
        let passedOver: [PassedOver]
        let fingerprint: UInt64

        init(route: ModelRoute, canaries: Int, shadow: Share?, passedOver: [PassedOver]) {
            self.route = route
            canaryCount = canaries
            canaryPercent = canaries == 0 ? 0 : min(max(route.canary?.percent ?? 0, 0), 100)
            self.shadow = shadow
            self.passedOver = passedOver
            fingerprint = Fingerprint.of(route.name, "")
        }
    }

    /// The choices by rising priority, those of the canary behind them; the first is never a canary.
    package let choices: Choices
    let terms: Terms?
    /// The choices that the caller may not use; only where it is bound to some.
    let barred: [PassedOver]

    init(choices: Choices, terms: Terms?, barred: [PassedOver] = []) {
        self.choices = choices
        self.terms = terms
        self.barred = barred
    }

    /// Makes a plan to some targets, all alike; never to none.
    package init(targets: [Target], model: String?, modelLabel: String, isRenamed: Bool) {
        let wish = Choices.Wish(model: model, label: modelLabel, isRenamed: isRenamed)
        self.init(choices: Choices(Choices.alike(targets), wish: wish), terms: nil)
    }

    /// The route's name, or nil where the model's name led to a provider without one.
    package var route: String? { terms?.route.name }
    /// How one of the choices of a priority is taken; several keys without a route by what is in flight.
    package var balance: Balance { terms?.route.balance ?? .leastInFlight }
    /// True when the exchanges of one conversation go the same way as long as it works.
    package var isSticky: Bool { terms?.route.isSticky ?? false }
    /// Refusals after which the next choice is tried.
    package var fallbackOn: Set<FallbackCause> { terms?.route.fallbackOn ?? [] }
    /// When a second target is asked beside a slow first one, or nil.
    package var hedge: HedgeSettings? { terms?.route.hedge }
    /// A choice that some requests are sent to as well, or nil; `Balancer.shadow` says whether this one is.
    package var shadow: Share? { terms?.shadow }
    /// How many of each hundred requests go to the canary first; 0 where there is none.
    package var canaryPercent: Int { terms?.canaryPercent ?? 0 }
    /// The ways that no request of this surface, or of this caller, can take, and why; at most 16.
    package var passedOver: [PassedOver] {
        let settled = terms?.passedOver ?? []
        return barred.isEmpty ? settled : Array((settled + barred).prefix(16))
    }
    /// How many of the choices are the canary's; they are the last.
    var canaryCount: Int { terms?.canaryCount ?? 0 }

    /// The targets of the choices.
    package var targets: [Target] { choices.offered.map(\.target) }
    /// The first choice's model.
    package var model: String? { choices.first?.model }
    /// The first choice's label.
    package var modelLabel: String { choices.first?.modelLabel ?? "_other" }
    /// True when the first choice's model must be written into the body.
    package var isRenamed: Bool { choices.first?.isRenamed ?? false }
}
