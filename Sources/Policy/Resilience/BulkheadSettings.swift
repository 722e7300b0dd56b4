/// How much a target may be given at once; `providers.*.concurrency` in the configuration.
package struct BulkheadSettings: Sendable, Hashable {
    /// The most attempts at once.
    package var inFlight = 256
    /// The most exchanges that wait for a place.
    package var queue = 128
    /// How long one waits for a place.
    package var wait = Duration.seconds(2)

    /// The defaults of docs/configuration.md.
    package init() {}
}
