/// A limit: for whom, of what, how much in which time.
///
/// In any span of time t at most `burst` + `amount` x t / `window` are let in, and never fewer while there is demand:
/// there are no windows with edges. A limit of concurrency knows neither window nor burst.
package struct QuotaRule: Sendable, Hashable {
    /// The longest window.
    private static let longestWindow = Duration.seconds(366 * 86_400)

    /// The name by which it is known in answers, and by which its state survives a change of its numbers.
    package let id: String
    /// Whom it is for.
    package let scope: QuotaScope
    /// What it counts.
    package let unit: QuotaUnit
    /// How much in a window; 0 lets nothing in.
    package let amount: Int64
    /// The window, from a nanosecond to 366 days.
    package let window: Duration
    /// How much at once after a time of rest; 0 lets nothing in.
    package let burst: Int64
    /// Whether it is enforced.
    package let mode: QuotaMode

    /// Makes a limit; a number out of bounds becomes the nearest within, and without `burst` it is the amount.
    package init(
        id: String,
        scope: QuotaScope,
        unit: QuotaUnit,
        amount: Int64,
        window: Duration = .seconds(60),
        burst: Int64? = nil,
        mode: QuotaMode = .enforce
    ) {
        self.id = id
        self.scope = scope
        self.unit = unit
        self.amount = max(amount, 0)
        self.window = min(max(window, .nanoseconds(1)), Self.longestWindow)
        self.burst = max(burst ?? amount, 0)
        self.mode = mode
    }
}
