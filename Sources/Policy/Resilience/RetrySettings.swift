/// When and how often a request is tried again; the section `retry` of the configuration.
package struct RetrySettings: Sendable, Hashable {
    /// The most attempts of one request, over all targets; 1 means that nothing is tried again.
    package var attempts = 3
    /// The longest pause before the first repetition at the same target; each further one doubles it.
    package var pause = Duration.milliseconds(250)
    /// The longest pause at all.
    package var longestPause = Duration.seconds(8)
    /// The longest wait a provider may ask for (`Retry-After`) that is waited at all.
    package var longestWait = Duration.seconds(20)
    /// How many repetitions of a target may run at once for each hundred requests it has in flight.
    package var budgetPercent = 20
    /// How many repetitions of a target may run at once in any case.
    package var budgetConcurrent = 3
    /// How many repetitions a second a target may have in any case.
    package var budgetPerSecond = 1
    /// The largest body that is kept to be sent again, in bytes.
    package var bodyBytes = 8_388_608
    /// How much of a stream is held back until its first event is whole, in bytes.
    package var holdBytes = 65_536
    /// How long a stream's head is held back for its first event.
    package var holdTime = Duration.seconds(10)

    /// The defaults of docs/configuration.md.
    package init() {}
}
