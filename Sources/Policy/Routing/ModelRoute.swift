/// How one of several equal targets is taken; `routes.*.balance` in the configuration.
package enum Balance: String, Sendable, CaseIterable {
    /// By their weights, at random.
    case weighted
    /// The one with the fewest attempts in flight for its weight, of two taken at random.
    case leastInFlight = "least_in_flight"
    /// The one that answers soonest (peak-EWMA of the time to the first byte, times its load), of two taken at random.
    case latency
    /// The one whose model costs least.
    case cheapest
}

/// A refusal of a provider after which the next target is tried, when asked for; `routes.*.fallback_on`.
package enum FallbackCause: String, Sendable, CaseIterable {
    /// The request is longer than the model takes.
    case contextWindow = "context_window"
    /// The provider's filter refused the request.
    case contentPolicy = "content_policy"
}

/// A model name that leads to several targets; one entry of `routes` in the configuration.
package struct ModelRoute: Sendable, Hashable {
    /// One way: a provider, all of its keys, and the model as it knows it.
    package struct Leg: Sendable, Hashable {
        /// The configured provider's name.
        package var provider: String
        /// The model as the provider knows it.
        package var model: String
        /// Its share among the legs of the same priority; at least 1.
        package var weight = 1
        /// 0 is tried first; the next higher one only when nothing is left of the lower.
        package var priority = 0

        /// Makes a leg.
        package init(provider: String, model: String) {
            self.provider = provider
            self.model = model
        }
    }

    /// A leg that gets a share of the requests.
    package struct Share: Sendable, Hashable {
        /// Where they go.
        package var leg: Leg
        /// How many of each hundred.
        package var percent: Int

        /// Makes a share.
        package init(leg: Leg, percent: Int) {
            self.leg = leg
            self.percent = percent
        }
    }

    /// The name callers ask for.
    package let name: String
    /// The ways, at least one.
    package var legs: [Leg]
    /// How one of the legs of a priority is taken.
    package var balance = Balance.weighted
    /// True when the exchanges of one conversation go the same way as long as it works.
    package var isSticky = false
    /// Refusals after which the next leg is tried.
    package var fallbackOn: Set<FallbackCause> = []
    /// A share that goes elsewhere first, and comes back to the legs when that fails.
    package var canary: Share?
    /// A share that is sent elsewhere too, its answer recorded apart and delivered to nobody.
    package var shadow: Share?
    /// When a second target is asked beside a slow first one, or nil.
    package var hedge: HedgeSettings?

    /// The legs with those of canary and shadow.
    package var allLegs: [Leg] { legs + [canary?.leg, shadow?.leg].compactMap(\.self) }

    /// Makes a route of its legs.
    package init(name: String, legs: [Leg]) {
        self.name = name
        self.legs = legs
    }
}
