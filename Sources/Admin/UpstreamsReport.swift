package import Exchange
import Hummingbird

/// The targets and their breakers, as `/api/v1/upstreams` answers them.
package struct UpstreamsReport: Sendable, Codable, ResponseEncodable {
    /// What the breaker saw of late.
    package struct Window: Sendable, Codable {
        /// Good results.
        package var successes: Int
        /// Failures.
        package var failures: Int
        /// Slow answers.
        package var slow: Int
    }

    /// One target and model.
    package struct Upstream: Sendable, Codable {
        /// The provider's name.
        package var provider: String
        /// The target's name.
        package var upstream: String
        /// The configured name or pattern of the model.
        package var model: String
        /// The breaker's state.
        package var breaker: String
        /// Why it is not closed.
        package var cause: String?
        /// What it saw of late.
        package var window: Window
        /// Seconds until the next probe, where one is due.
        package var nextProbeSeconds: Double?
        /// The attempts that run.
        package var inFlight: Int
        /// The exchanges that wait for a place.
        package var waiting: Int
        /// Seconds to the first byte, recent peaks counting most.
        package var latencySeconds: Double?

        private enum CodingKeys: String, CodingKey {
            case provider, upstream, model, breaker, cause, window, waiting
            case nextProbeSeconds = "next_probe_seconds"
            case inFlight = "in_flight"
            case latencySeconds = "latency_seconds"
        }

        init(_ state: TargetState) {
            provider = state.provider
            upstream = state.upstream
            model = state.modelLabel
            breaker = state.breaker
            cause = state.cause
            window = Window(successes: state.successes, failures: state.failures, slow: state.slow)
            nextProbeSeconds = state.openFor.map(Self.seconds)
            inFlight = state.inFlight
            waiting = state.waiting
            latencySeconds = state.latency.map(Self.seconds)
        }

        /// Seconds to the millisecond; time that has gone by is none.
        private static func seconds(_ duration: Duration) -> Double {
            (max(duration, .zero) / .seconds(1) * 1_000).rounded() / 1_000
        }
    }

    /// The targets, in the order of the configuration.
    package var upstreams: [Upstream]

    /// Makes a report of what the targets say.
    package init(_ states: [TargetState]) {
        upstreams = states.map(Upstream.init)
    }
}

/// What became of an order.
struct OrderReport: Sendable, Codable, ResponseEncodable {
    /// The upstream's name.
    var upstream: String
    /// The model, where one was named.
    var model: String?
    /// How many breakers it concerned.
    var breakers: Int
}
