/// What the history takes out of texts at the level `redacted`; the word in `[redacted:…]`.
package enum RedactionKind: String, Sendable, CaseIterable {
    /// Keys of known shapes: providers', code hosts', clouds', weir's own.
    case apiKey = "api_key"
    /// What stands behind `Bearer`, and JSON web tokens.
    case token
    /// Private keys in PEM.
    case privateKey = "private_key"
    /// E-mail addresses.
    case email
    /// Numbers of payment cards.
    case card
    /// International bank account numbers.
    case iban

    /// The kinds that are taken out where the configuration says nothing: all but `iban`.
    package static let standard: [RedactionKind] = [.apiKey, .token, .privateKey, .email, .card]
}
