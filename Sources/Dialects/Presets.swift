package import Exchange

/// A kind of provider: everything by which providers of one dialect differ, as data.
package struct Preset: Sendable {
    /// The word by which a configuration names the kind.
    package let kind: String
    /// The environment variable that holds its key when nothing is configured; nil when there is none.
    package let environment: String?
    /// Environment variables whose values, `:` between them, make its key where `environment` is not set.
    ///
    /// All but the last of three must be there.
    package let environmentParts: [String]
    /// Where its API begins, or nil where the configuration must say it.
    ///
    /// The caller's path behind `/v1` is appended, so it holds the version part, unlike the base URL that
    /// Anthropic's SDKs take: one rule for every kind.
    package let baseURL: String?
    /// Where its API begins in a region, `${region}` standing for that; nil where there are no regions.
    package let regionalBaseURL: String?
    /// How it wants its key.
    package let credentialStyle: CredentialStyle
    /// The surfaces it answers under this base URL.
    package let surfaces: Set<Surface>
    /// Patterns of the models it is known to serve, for routing where the configuration lists none.
    package let models: [String]
    /// Header lines it needs when the caller sent none.
    package let defaultHeaders: [(name: String, value: String)]
    /// The way to its own dialect where it speaks OpenAI's beside it; nil where one way leads to all it speaks.
    package let native: NativeDialect?

    /// Where a provider of several dialects has its own, told by what ends their base paths.
    package struct NativeDialect: Sendable, Hashable {
        /// What ends the base path of the OpenAI dialect, such as `/v1`.
        package let openAITail: String
        /// What ends the base path of its own dialect; may be empty.
        package let tail: String
        /// How its own dialect wants the key.
        package let credentialStyle: CredentialStyle

        /// Both base paths for a configured one, whichever of the two that is, or the beginning of both.
        package func paths(under basePath: String) -> (openAI: String, native: NativeAccess) {
            let known = [openAITail, tail].first { !$0.isEmpty && basePath.hasSuffix($0) } ?? ""
            let root = String(basePath.dropLast(known.count))
            return (root + openAITail, NativeAccess(basePath: root + tail, credentialStyle: credentialStyle))
        }
    }

    /// Describes a kind.
    package init(
        kind: String,
        environment: String? = nil,
        environmentParts: [String] = [],
        baseURL: String? = nil,
        regionalBaseURL: String? = nil,
        credentialStyle: CredentialStyle = .bearer,
        surfaces: Set<Surface> = [.openAI],
        models: [String] = [],
        defaultHeaders: [(name: String, value: String)] = [],
        native: NativeDialect? = nil
    ) {
        self.kind = kind
        self.environment = environment
        self.environmentParts = environmentParts
        self.baseURL = baseURL
        self.regionalBaseURL = regionalBaseURL
        self.credentialStyle = credentialStyle
        self.surfaces = surfaces
        self.models = models
        self.defaultHeaders = defaultHeaders
        self.native = native
    }

    /// The preset of this kind; nil for a word that names none.
    package static func named(_ kind: String) -> Preset? {
        all.first { $0.kind == kind }
    }

    /// True where the configuration has to give a base URL.
    package var needsBaseURL: Bool { baseURL == nil && regionalBaseURL == nil && kind != "demo" }

    /// The base URL in a region; nil where there are no regions, or the word is no region's name.
    package func baseURL(region: String) -> String? {
        guard let regionalBaseURL, AWSRegion.isRegion(region) else { return nil }
        let mark = "${region}"
        guard let place = regionalBaseURL.firstRange(of: mark) else { return regionalBaseURL }
        return regionalBaseURL[..<place.lowerBound] + region + regionalBaseURL[place.upperBound...]
    }

    /// The base path and the way to its own dialect under a configured base path.
    package func access(under basePath: String) -> (basePath: String, native: NativeAccess?) {
        guard let native else { return (basePath, nil) }
        let paths = native.paths(under: basePath)
        return (paths.openAI, paths.native)
    }
}
