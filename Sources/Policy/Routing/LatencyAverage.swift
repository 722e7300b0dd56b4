package import Exchange
import Glibc

/// The peak-sensitive moving average of a target's latency: up at once, down slowly (Finagle, linkerd: peak-EWMA).
///
/// A sample above the average becomes the average; one below draws it down by the time since the sample before, with a
/// time constant of 10 s. Without samples it fades to zero, so that a target that was slow is tried again.
package struct LatencyAverage: Sendable {
    private static let decay = 10e9
    private static let longest = Int64(86_400_000_000_000)

    private var nanoseconds = 0.0
    private var noted: Moment?

    /// Knows nothing yet.
    package init() {}

    /// Takes a sample, held between zero and a day; a moment before the last counts as the last.
    package mutating func note(_ latency: Duration, at now: Moment) {
        let sample = Double(min(max(0, latency.inNanoseconds), Self.longest))
        let kept = kept(at: now)
        nanoseconds = noted == nil || sample > nanoseconds ? sample : nanoseconds * kept + sample * (1 - kept)
        noted = max(noted ?? now, now)
    }

    /// The average as it has faded by now; nil without any sample.
    package func value(at now: Moment) -> Duration? {
        guard noted != nil else { return nil }
        return .nanoseconds(Int64(nanoseconds * kept(at: now)))
    }

    /// How much of the average is left, from 1 to 0.
    private func kept(at now: Moment) -> Double {
        guard let noted, now > noted else { return 1 }
        return exp((Double(noted.nanoseconds) - Double(now.nanoseconds)) / Self.decay)
    }
}
