/// One request's whole life: who asked, what, where it went, what came back and how long each part took.
///
/// Each step of the line fills in its part; at the end every recorder takes it once. It is changed
/// only on its own event loop.
package struct Exchange: Sendable {
    /// The id in every output.
    package let id: RequestID
    /// The trace it belongs to.
    package var trace: Trace
    /// The connection it came on.
    package var client: Client
    /// What is asked.
    package var ask: Ask
    /// Who asks, once known.
    package var caller: Caller?
    /// What became of the credential.
    package var auth: AuthResult = .missing
    /// What the caller showed to prove itself; a key until something else is seen.
    package var credential = CredentialKind.key
    /// The tries at targets, in order; at most 8.
    package var attempts: [Attempt] = []
    /// The place of the attempt whose end the caller was told of; nil before any, and where nobody noted it.
    package var leading: Int?
    /// The targets of the plan that were not tried, and why; at most 16.
    package var passedOver: [PassedOver] = []
    /// What forbade another attempt after the last one failed, or nil.
    package var retryStop: RetryStop?
    /// The route of the configuration that named the targets, or nil where none did.
    package var modelRoute: String?
    /// The exchange whose request this one repeats for comparison, or nil.
    package var shadowOf: RequestID?
    /// What the caller was answered.
    package var answer = Answer()
    /// The tokens, or nil where none are to be expected.
    package var usage: Usage?
    /// What it cost, or nil where no tokens are to be expected.
    package var bill: Bill?
    /// Where the tokens came from, or nil where none are to be expected.
    package var usageSource: UsageSource?
    /// What it adds to what was spent of budgets; at most one for each budget.
    package var charges: [BudgetCharge] = []
    /// When it all happened.
    package var timeline: Timeline
    /// How it ended.
    package var outcome: Outcome = .success
    /// How it ended, told apart as finely as weir can.
    package var ending: Ending = .complete
    /// What failed, or nil.
    package var failure: Failure?
    /// The why at a glance.
    package var flags: ResponseFlags = []
    /// The words, when they are to be kept.
    package var captured: Captured?
    /// How much the history keeps.
    package var capture: CaptureLevel = .off
    /// Its place in the flight recorder, or nil when it has none.
    package var flightSlot: FlightSlot?
    /// What became of its row.
    package var persisted: RowFate = .off
    /// The revision of the configuration that served it: 12 hex digits.
    package let configHash: String

    /// Begins an exchange.
    package init(id: RequestID, trace: Trace, client: Client, ask: Ask, timeline: Timeline, configHash: String) {
        self.id = id
        self.trace = trace
        self.client = client
        self.ask = ask
        self.timeline = timeline
        self.configHash = configHash
    }

    /// Time per output token: the span between first and last token over the tokens behind the first.
    package var timePerOutputToken: Duration? {
        guard let first = timeline.firstToken, let last = timeline.lastToken, let output = usage?.output,
            output > 1
        else { return nil }
        return (last - first) / Int(output - 1)
    }
}

/// The connection a request came on.
package struct Client: Sendable {
    /// The peer's address, without port.
    package var address: String
    /// True when the caller speaks TLS to weir.
    package var isTLS: Bool
    /// The protocol: `1.0`, `1.1` or `2`.
    package var protocolVersion: String
    /// The caller's own `x-request-id`, when it has 1 to 128 visible ASCII characters.
    package var requestID: String?
    /// The `user-agent`, cut at 256 bytes.
    package var userAgent: String?
    /// The SDK and its version, from its own headers.
    package var sdk: String?

    /// Makes a client.
    package init(address: String, isTLS: Bool, protocolVersion: String) {
        self.address = address
        self.isTLS = isTLS
        self.protocolVersion = protocolVersion
    }
}

/// What the caller was answered.
package struct Answer: Sendable {
    /// The status sent to the caller; 0 when it left before one was sent.
    package var status: Int = 0
    /// The body bytes received from the caller.
    package var requestBytes: Int64 = 0
    /// The body bytes sent to the caller.
    package var bytes: Int64 = 0
    /// The model as the provider named it.
    package var model: String?
    /// The answer's id as the provider named it.
    package var id: String?
    /// The tier the provider says it served the answer in, such as `flex` or `priority`.
    package var serviceTier: String?
    /// The provider's own finish words, one per choice.
    package var finishReasons: [String] = []
    /// True when the answer was relayed as an event stream.
    package var isStream: Bool = false
    /// Events relayed; streams only.
    package var events: Int64 = 0
    /// How the stream ended; streams only.
    package var streamEnd: StreamEnd?
    /// The names of the tools that were called, each once, in their order; at most 32 of at most 64 bytes.
    package var toolNames: [String] = []
    /// Tool calls in the answer.
    package var toolCalls: Int = 0

    /// Makes the answer of an exchange that has none yet.
    package init() {}
}
