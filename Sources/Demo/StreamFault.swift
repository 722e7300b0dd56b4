/// The errors a stream can bring after its status 200.
package enum StreamFault: String, Sendable, CaseIterable {
    /// The provider failed.
    case server
    /// The provider has too much to do.
    case overloaded
    /// The caller asked too often.
    case rateLimit = "rate_limit"
    /// The caller's quota is used up.
    case quota
}
