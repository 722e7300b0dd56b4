package import Exchange

/// What an active look at a target found.
package enum HealthResult: Sendable, Hashable {
    /// It answered with a status from 200 to 299.
    case well
    /// It answered with another status.
    case status(Int)
    /// It could not be reached, did not answer in time or not in HTTP.
    case failed(FailureCode)

    /// True when it speaks for the target.
    package var isWell: Bool { self == .well }
}
