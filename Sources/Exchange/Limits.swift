/// The bounds of the data plane; every one is a key under `limits` in the configuration.
package struct Limits: Sendable, Hashable {
    /// The largest request head, in bytes.
    package var headBytes: Int
    /// The most header fields of a request.
    package var headFields: Int
    /// The longest request target, in bytes.
    package var targetBytes: Int
    /// The largest body of an inference request, in bytes.
    package var bodyBytes: Int
    /// The largest body that streams through (files, audio, batches), in bytes.
    package var streamedBodyBytes: Int
    /// The most of one body that the history captures, in bytes.
    package var captureBytes: Int
    /// From a request's first byte to the end of its head.
    package var headTime: Duration
    /// The whole of a request's body.
    package var bodyTime: Duration
    /// Between two pieces of a request's body.
    package var bodyIdleTime: Duration
    /// How long a kept-alive connection may be silent.
    package var keepAliveTime: Duration
    /// The most requests of one connection.
    package var requestsPerConnection: Int
    /// How long a caller may take no byte of its answer.
    package var writeStallTime: Duration
    /// The TLS handshake of a caller.
    package var handshakeTime: Duration
    /// The most connections at once.
    package var connections: Int
    /// The most exchanges in flight at once.
    package var inFlight: Int
    /// The most idle connections kept to one origin, per event loop.
    package var idleUpstreamConnections: Int
    /// How long an idle upstream connection is kept.
    package var upstreamIdleTime: Duration
    /// How long an upstream connection lives at all.
    package var upstreamAge: Duration
    /// The memory the process may take before it refuses work, in bytes; 0 for what the control group or machine has.
    package var memoryBytes: Int
    /// How much of `inFlight` callers that are not critical may take, in percent.
    package var priorityPercent: Int
    /// How long a stream of events may be silent before a comment is sent to keep its connection; 0 for never.
    package var sseKeepAliveTime: Duration
    /// How many bad credentials one address may send in `failedAuthTime` before it is told to wait; 0 for no bound.
    package var failedAuths: Int
    /// In which time; it slides.
    package var failedAuthTime: Duration

    /// The defaults of docs/configuration.md.
    package init() {
        headBytes = 32_768
        headFields = 128
        targetBytes = 16_384
        bodyBytes = 33_554_432
        streamedBodyBytes = 536_870_912
        captureBytes = 1_048_576
        headTime = .seconds(10)
        bodyTime = .seconds(60)
        bodyIdleTime = .seconds(15)
        keepAliveTime = .seconds(75)
        requestsPerConnection = 1_000
        writeStallTime = .seconds(60)
        handshakeTime = .seconds(10)
        connections = 10_000
        inFlight = 10_000
        idleUpstreamConnections = 64
        upstreamIdleTime = .seconds(30)
        upstreamAge = .seconds(600)
        memoryBytes = 0
        priorityPercent = 80
        sseKeepAliveTime = .seconds(15)
        failedAuths = 30
        failedAuthTime = .seconds(60)
    }
}
