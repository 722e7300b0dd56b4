package import Exchange

/// A kind of provider: everything by which providers of one dialect differ, as data.
package struct Preset: Sendable {
    /// The word by which a configuration names the kind.
    package let kind: String
    /// The environment variable that holds its key when nothing is configured; nil when there is none.
    package let environment: String?
    /// Where its API begins, or nil where the configuration must say it.
    ///
    /// The caller's path behind `/v1` is appended, so it holds the version part, unlike the base URL that
    /// Anthropic's SDKs take: one rule for every kind.
    package let baseURL: String?
    /// How it wants its key.
    package let credentialStyle: CredentialStyle
    /// The surfaces it answers under this base URL.
    package let surfaces: Set<Surface>
    /// Patterns of the models it is known to serve, for routing where the configuration lists none.
    package let models: [String]
    /// Header lines it needs when the caller sent none.
    package let defaultHeaders: [(name: String, value: String)]

    /// Describes a kind.
    package init(
        kind: String,
        environment: String? = nil,
        baseURL: String? = nil,
        credentialStyle: CredentialStyle = .bearer,
        surfaces: Set<Surface> = [.openAI],
        models: [String] = [],
        defaultHeaders: [(name: String, value: String)] = []
    ) {
        self.kind = kind
        self.environment = environment
        self.baseURL = baseURL
        self.credentialStyle = credentialStyle
        self.surfaces = surfaces
        self.models = models
        self.defaultHeaders = defaultHeaders
    }

    /// The preset of this kind; nil for a word that names none.
    package static func named(_ kind: String) -> Preset? {
        all.first { $0.kind == kind }
    }

    /// True where the configuration has to give a base URL.
    package var needsBaseURL: Bool { baseURL == nil && kind != "demo" }
}
