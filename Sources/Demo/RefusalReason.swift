/// Why a provider refuses a request in its own words.
package enum RefusalReason: String, Sendable, CaseIterable {
    /// The quota is used up, or the credit.
    case quota
    /// The prompt is longer than the model takes.
    case context
    /// The provider's filter stopped it.
    case policy
    /// The provider's key is not right.
    case key
}
