import Exchange
import GRDB

/// The values of one row of `exchanges`, in the order of its columns.
struct ExchangeRow {
    private(set) var values = [DatabaseValue](repeating: .null, count: ExchangeColumn.allCases.count)

    /// The statement that takes the values.
    static let insert =
        "INSERT INTO exchanges (\(ExchangeColumn.list)) VALUES ("
        + ExchangeColumn.allCases.map { _ in "?" }.joined(separator: ", ") + ")"

    /// Projects a finished exchange.
    init(_ row: PendingRow, conversation: ConversationHint?, scrub: (String) -> String) {
        let exchange = row.exchange
        setRequest(exchange)
        setOutcome(exchange, scrub)
        setCaller(exchange)
        setAnswer(exchange)
        setTimes(exchange)
        if let last = exchange.attempts.last { setUpstream(last) }
        setUsage(exchange)
        set(.conversationID, conversation?.id)
        set(.conversationSource, conversation?.source.rawValue)
        set(.bodyDropped, row.isBodyDropped)
        set(.bodyTruncated, exchange.captured?.isTruncated ?? false)
    }

    private mutating func set(_ column: ExchangeColumn, _ text: String?) {
        if let text { values[column.rawValue] = BoundedWords.column(text).databaseValue }
    }

    private mutating func set(_ column: ExchangeColumn, _ value: (some FixedWidthInteger & DatabaseValueConvertible)?) {
        if let value { values[column.rawValue] = value.databaseValue }
    }

    private mutating func set(_ column: ExchangeColumn, _ value: Bool) {
        values[column.rawValue] = value.databaseValue
    }

    private mutating func set(_ column: ExchangeColumn, _ duration: Duration?) {
        if let duration { values[column.rawValue] = (duration.inNanoseconds / 1_000).databaseValue }
    }

    private mutating func setRequest(_ exchange: Exchange) {
        let ask = exchange.ask
        set(.requestID, exchange.id.description)
        set(.method, ask.method.rawValue)
        set(.route, ask.route.rawValue)
        set(.path, ask.path)
        set(.operation, ask.operation.rawValue)
        set(.model, ask.model)
        set(.isStream, ask.isStream)
        set(.maxTokens, ask.maxTokens)
        set(.tools, ask.tools)
        set(.traceID, Radix.hex(exchange.trace.traceID.high) + Radix.hex(exchange.trace.traceID.low))
        set(.spanID, Radix.hex(exchange.trace.spanID))
        set(.configHash, exchange.configHash)
    }

    private mutating func setOutcome(_ exchange: Exchange, _ scrub: (String) -> String) {
        set(.status, exchange.answer.status)
        set(.outcome, exchange.outcome.rawValue)
        let errorType = exchange.failure?.code.errorType ?? exchange.attempts.last?.errorType
        set(.errorType, exchange.outcome == .success ? nil : errorType?.rawValue)
        set(.rejectionReason, exchange.failure?.code.rejection?.rawValue)
        if let failure = exchange.failure {
            set(.errorMessage, BoundedWords.cut(scrub(failure.cause ?? failure.message), to: 512))
        }
        set(.flags, exchange.flags.codes.joined(separator: ","))
    }

    private mutating func setCaller(_ exchange: Exchange) {
        let client = exchange.client
        set(.clientAddress, client.address)
        set(.clientRequestID, client.requestID)
        set(.userAgent, client.userAgent)
        set(.sdk, client.sdk)
        set(.scheme, client.isTLS ? "https" : "http")
        set(.protocolVersion, client.protocolVersion)
        set(.keyID, exchange.caller?.keyID)
        set(.keyName, exchange.caller?.keyName)
        set(.authResult, exchange.auth.rawValue)
    }

    private mutating func setAnswer(_ exchange: Exchange) {
        let answer = exchange.answer
        set(.responseModel, answer.model)
        set(.responseID, answer.id)
        if !answer.finishReasons.isEmpty { set(.finishReasons, BoundedWords.json(answer.finishReasons)) }
        set(.toolCalls, answer.toolCalls)
        set(.requestBytes, answer.requestBytes)
        set(.responseBytes, answer.bytes)
        guard answer.isStream else { return }
        set(.streamEvents, answer.events)
        set(.streamEnd, answer.streamEnd?.rawValue)
        set(.maxGapUs, exchange.timeline.maxGap)
        set(.writeBlockedUs, exchange.timeline.writeBlocked)
    }

    private mutating func setTimes(_ exchange: Exchange) {
        let timeline = exchange.timeline
        set(.startedUs, timeline.wall.microseconds)
        set(.endedUs, (timeline.wall + timeline.total).microseconds)
        set(.totalUs, timeline.total)
        set(.overheadUs, exchange.overhead)
        set(.bodyWaitUs, timeline.bodyWait)
        set(.admissionUs, timeline.admissionWait)
        set(.firstTokenUs, timeline.firstToken.map { $0 - timeline.accepted })
        set(.perOutputTokenUs, exchange.timePerOutputToken)
        set(.attempts, exchange.attempts.count)
    }

    private mutating func setUpstream(_ attempt: Attempt) {
        set(.provider, attempt.provider)
        set(.upstream, attempt.upstream)
        set(.upstreamModel, attempt.model)
        set(.upstreamStatus, attempt.status)
        set(.upstreamRequestID, attempt.upstreamRequestID)
        set(.reused, attempt.isReused)
        set(.poolWaitUs, attempt.poolWait)
        set(.dnsUs, attempt.dns)
        set(.connectUs, attempt.connect)
        set(.tlsUs, attempt.tls)
        set(.sendUs, attempt.sendTime)
        set(.waitUs, attempt.waitTime)
        set(.upstreamFirstTokenUs, attempt.firstTokenTime)
    }

    private mutating func setUsage(_ exchange: Exchange) {
        set(.inputTokens, exchange.usage?.input)
        set(.outputTokens, exchange.usage?.output)
        set(.cacheReadTokens, exchange.usage?.cacheRead)
        set(.cacheWriteTokens, exchange.usage?.cacheWrite)
        set(.reasoningTokens, exchange.usage?.reasoning)
        set(.usageSource, exchange.usageSource?.rawValue)
    }
}
