import Policy
import Proxy

extension TargetSettings {
    /// Each request is tried once, and nothing is left alone: for tests of one attempt.
    static var once: TargetSettings {
        var settings = TargetSettings()
        settings.retry.attempts = 1
        settings.breaker.consecutiveFailures = 0
        settings.breaker.failurePercent = 0
        settings.breaker.credentialRefusals = .max
        return settings
    }
}
