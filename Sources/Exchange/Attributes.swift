/// What an organisation, a team or a user says about everybody below it; it can only take away.
///
/// An empty list and nil say nothing, so that what is above and below decides.
package struct Attributes: Sendable, Hashable {
    /// The most entries of a list.
    package static let mostEntries = 256
    /// The most bytes of an entry.
    package static let longestEntry = 256

    /// Allowed model names or patterns with `*`, as callers write them.
    package var models: [String]
    /// Allowed endpoints: route templates, or patterns with `*` over the path.
    package var endpoints: [String]
    /// Allowed providers by their configured names, or patterns with `*`.
    package var providers: [String]
    /// Places where providers may keep and process what they are sent, as tags such as `eu`.
    package var residency: [String]
    /// The most that the history may keep of words; nil for no bound.
    package var capture: CaptureLevel?
    /// The best class that requests may have; nil for no bound.
    package var priority: PriorityClass?
    /// The most requests at once, of everybody below together; nil for no bound.
    package var maxConcurrent: Int?
    /// When everything below ends, or nil.
    package var expires: WallTime?
    /// False where nobody below may ask anything.
    package var isEnabled: Bool

    /// Makes attributes that take nothing away.
    package init(
        models: [String] = [],
        endpoints: [String] = [],
        providers: [String] = [],
        residency: [String] = [],
        maxConcurrent: Int? = nil
    ) {
        self.models = models
        self.endpoints = endpoints
        self.providers = providers
        self.residency = residency
        self.maxConcurrent = maxConcurrent
        isEnabled = true
    }
}
