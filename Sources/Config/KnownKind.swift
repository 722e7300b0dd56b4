/// What the configuration must know about a kind of provider.
package struct KnownKind: Sendable, Hashable {
    /// The value of `kind`, such as `openai`; also the provider's name when keys come from the environment.
    package let name: String
    /// True when every provider of the kind has an address of its own.
    package let needsBaseURL: Bool
    /// The address of the kind's one provider, or nil.
    package let defaultBaseURL: String?
    /// The environment variable its SDK reads the key from, or nil.
    package let environmentVariable: String?
    /// False when the kind's providers take no credential.
    package let takesKeys: Bool

    /// Describes a kind.
    package init(
        name: String,
        needsBaseURL: Bool,
        defaultBaseURL: String?,
        environmentVariable: String?,
        takesKeys: Bool = true
    ) {
        self.name = name
        self.needsBaseURL = needsBaseURL
        self.defaultBaseURL = defaultBaseURL
        self.environmentVariable = environmentVariable
        self.takesKeys = takesKeys
    }
}
