/// How many second attempts may run beside first ones: so many of each hundred requests.
///
/// Each request earns a part of a hedge. What the last 200 requests have earned is kept at most, so that quiet hours do
/// not pay for a storm; a first hedge needs the requests that earn it.
package struct HedgeBudget: Sendable {
    private static let kept = 200

    /// The most hedges for each hundred requests, from 0 to 100.
    package private(set) var percent: Int
    /// In hundredths of a hedge.
    private var earned = 0

    /// Begins with nothing earned.
    package init(_ settings: HedgeSettings) {
        percent = min(max(settings.percent, 0), 100)
    }

    /// Takes over changed settings; what was earned stays, as far as it would have been kept.
    package mutating func set(_ settings: HedgeSettings) {
        percent = min(max(settings.percent, 0), 100)
        earned = min(earned, percent * Self.kept)
    }

    /// Counts a request of the route.
    package mutating func request() {
        earned = min(earned + percent, percent * Self.kept)
    }

    /// Takes a hedge if one has been earned.
    package mutating func take() -> Bool {
        guard earned >= 100 else { return false }
        earned -= 100
        return true
    }
}
