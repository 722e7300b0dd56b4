/// A configured provider, as far as prices need to know it.
package struct PricedProvider: Sendable, Hashable {
    /// Its configured name, which attempts carry.
    package let name: String
    /// The name of its kind, such as `openai` or `openai_compatible`.
    package let kind: String
    /// The host of its address, in lower case.
    package let host: String

    /// Describes a provider.
    package init(name: String, kind: String, host: String) {
        self.name = name
        self.kind = kind
        self.host = host
    }
}
