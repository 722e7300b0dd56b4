/// When a target is left alone for a while; the section `breaker` of the configuration.
package struct BreakerSettings: Sendable, Hashable {
    /// Failures in a row that open the breaker; 0 switches this off.
    package var consecutiveFailures = 5
    /// How far back the share of failures looks; ten slices of it are kept.
    package var window = Duration.seconds(30)
    /// The fewest results within the window for a share to mean anything.
    package var volume = 20
    /// The share of failures, in percent, that opens the breaker; 0 switches this off.
    package var failurePercent = 50
    /// A first byte later than this is slow.
    package var slowTime = Duration.seconds(30)
    /// The share of slow answers, in percent, that opens the breaker; 0 switches this off.
    package var slowPercent = 0
    /// How long the breaker stays open at first; each failed probe doubles it.
    package var openTime = Duration.seconds(5)
    /// How long it stays open at most.
    package var longestOpenTime = Duration.seconds(60)
    /// Good probes in a row that close it.
    package var probes = 2
    /// Refusals of a credential (401, 403) in a row that open its breaker.
    package var credentialRefusals = 3
    /// How long a refused credential is left alone.
    package var credentialOpenTime = Duration.seconds(60)
    /// How long a credential whose quota is used up is left alone.
    package var quotaOpenTime = Duration.seconds(300)

    /// The defaults of docs/configuration.md.
    package init() {}
}
