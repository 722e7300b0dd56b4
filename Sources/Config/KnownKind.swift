/// What the configuration must know about a kind of provider.
package struct KnownKind: Sendable, Hashable {
    /// The value of `kind`, such as `openai`; also the provider's name when keys come from the environment.
    package let name: String
    /// True when every provider of the kind has an address of its own.
    package let needsBaseURL: Bool
    /// The address of the kind's one provider, or nil.
    package let defaultBaseURL: String?
    /// The address in a region, `${region}` standing for that, or nil where there are no regions.
    package let regionalBaseURL: String?
    /// The environment variable its SDK reads the key from, or nil.
    package let environmentVariable: String?
    /// Environment variables whose values, `:` between them, make the key where that one is not set.
    ///
    /// The last of three may be missing.
    package let environmentParts: [String]
    /// True when requests are signed with a key of the form `access-key-id:secret-access-key[:session-token]` (AWS).
    package let signsRequests: Bool
    /// False when the kind's providers take no credential.
    package let takesKeys: Bool

    /// Describes a kind.
    package init(
        name: String,
        needsBaseURL: Bool,
        defaultBaseURL: String?,
        environmentVariable: String?,
        takesKeys: Bool = true,
        regionalBaseURL: String? = nil,
        environmentParts: [String] = [],
        signsRequests: Bool = false
    ) {
        self.name = name
        self.needsBaseURL = needsBaseURL
        self.defaultBaseURL = defaultBaseURL
        self.environmentVariable = environmentVariable
        self.takesKeys = takesKeys
        self.regionalBaseURL = regionalBaseURL
        self.environmentParts = environmentParts
        self.signsRequests = signsRequests
    }
}
