/// What came of opening a provider's credential.
package struct CredentialOpening: Sendable, Hashable {
    /// The credential; never its secret.
    package let credential: Credential
    /// Why it did not open, in words; nil when it did.
    package let failure: String?

    /// Tells what came of it.
    package init(_ credential: Credential, failure: String? = nil) {
        self.credential = credential
        self.failure = failure
    }
}
