/// When a second target is asked beside a slow first one; `routes.*.hedge` in the configuration.
package struct HedgeSettings: Sendable, Hashable {
    /// How long the first attempt may be silent before a second begins beside it.
    package var after: Duration
    /// The most hedges for each hundred requests of the route.
    package var percent: Int

    /// Makes settings; there is no default, as hedging is off unless asked for.
    package init(after: Duration, percent: Int = 5) {
        self.after = after
        self.percent = percent
    }
}
