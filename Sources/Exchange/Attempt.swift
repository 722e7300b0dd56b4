/// One try at one target.
package struct Attempt: Sendable {
    /// The provider's name.
    package let provider: String
    /// The upstream's name.
    package let upstream: String
    /// The host that was called.
    package let host: String
    /// Which stored credential was used, by id.
    package let credentialID: String?
    /// The model as it was sent, or nil where there is none.
    package let model: String?
    /// The configured name or pattern that matched the model: the label, never the caller's words.
    package let modelLabel: String
    /// Why this target was taken.
    package let reason: ChoiceReason
    /// When the attempt began.
    package let started: Moment
    /// True when its target's breaker was half open and let it through to see whether the target is well again.
    package var isProbe: Bool = false
    /// How long weir waited before it, for its own pause or because the provider asked for it.
    package var backoff: Duration = .zero
    /// How long the provider asked to wait before another try.
    package var retryAfter: Duration?
    /// When the request, head and body, had been handed to the socket.
    package var sent: Moment?
    /// When the answer's head came.
    package var head: Moment?
    /// When the first content-bearing event came; streams only.
    package var firstToken: Moment?
    /// When the last byte came or the attempt failed.
    package var ended: Moment?
    /// How long it waited for a connection.
    package var poolWait: Duration = .zero
    /// Name look-up, when a connection was opened.
    package var dns: Duration?
    /// TCP, when a connection was opened.
    package var connect: Duration?
    /// The TLS handshake, when there was one.
    package var tls: Duration?
    /// True when the connection had served before.
    package var isReused: Bool = false
    /// The answer's status, when its head came.
    package var status: Int?
    /// What went wrong, or nil.
    package var errorType: ErrorType?
    /// The provider's own id of the request.
    package var upstreamRequestID: String?
    /// How many times a dead reused connection was replaced by a fresh one; at most 1.
    package var freeRetries: Int = 0
    /// What a provider may charge for an attempt that was given up after its request was sent, besides the bill.
    ///
    /// The request's tokens, estimated, at the model's input price; what the model had written by then is not known.
    /// Nil for what was not given up, where nothing was sent or the price is unknown, and for the attempt that decided:
    /// its answer's own usage is billed.
    package var estimatedCost: Cost?

    /// Begins an attempt.
    package init(
        target: Target,
        model: String?,
        modelLabel: String,
        reason: ChoiceReason = .first,
        started: Moment
    ) {
        provider = target.provider
        upstream = target.upstream
        host = target.origin.host
        credentialID = target.credentialID
        self.model = model
        self.modelLabel = modelLabel
        self.reason = reason
        self.started = started
    }

    /// True when weir itself ended it after its request was sent, so that the provider may go on with it, and bill it.
    package var isGivenUp: Bool {
        guard sent != nil else { return false }
        return switch errorType {
        case .cancelled, .responseTimeout, .idleTimeout, .deadline: true
        default: false
        }
    }
}
