import Exchange

/// Binds a finished exchange to the columns of `exchanges`.
struct ExchangeRow {
    /// The statement that takes the values.
    static let insert =
        "INSERT INTO exchanges (\(ExchangeColumn.list)) VALUES ("
        + ExchangeColumn.allCases.map { _ in "?" }.joined(separator: ", ") + ")"

    private let statement: BoundStatement

    /// Makes a row for the statement, which must have been prepared from `insert`.
    init(_ statement: BoundStatement) { self.statement = statement }

    /// Binds every column that is not NULL.
    func bind(_ row: PendingRow, id: String, conversation: ConversationHint?, scrub: (String) -> String) {
        let facts = row.facts
        setRequest(facts.exchange, id)
        setOutcome(facts.exchange, scrub)
        setCaller(facts.exchange)
        setAnswer(facts.exchange)
        setTimes(facts.exchange)
        setRouting(facts.exchange)
        if let attempt = facts.exchange.decidingAttempt { setUpstream(attempt) }
        setUsage(facts.exchange)
        if let bill = facts.exchange.bill { setBill(bill) }
        set(.conversationID, conversation?.id)
        set(.conversationSource, conversation?.source.rawValue)
        set(.bodyDropped, row.isBodyDropped)
        set(.bodyTruncated, row.captured?.isTruncated ?? false)
    }

    private func set(_ column: ExchangeColumn, _ text: String?) { statement.bind(text, at: column.place) }

    private func set(_ column: ExchangeColumn, _ number: Int64?) { statement.bind(number, at: column.place) }

    private func set(_ column: ExchangeColumn, _ number: Int?) {
        statement.bind(number.map(Int64.init), at: column.place)
    }

    private func set(_ column: ExchangeColumn, _ flag: Bool) { statement.bind(flag ? 1 : 0, at: column.place) }

    private func set(_ column: ExchangeColumn, _ duration: Duration?) {
        statement.bind(duration?.inMicroseconds, at: column.place)
    }

    private func setRequest(_ exchange: borrowing Exchange, _ id: String) {
        let ask = exchange.ask
        set(.requestID, id)
        set(.method, ask.method.rawValue)
        set(.route, ask.route.rawValue)
        set(.path, ask.path)
        set(.operation, ask.operation.rawValue)
        set(.model, ask.model)
        set(.isStream, ask.isStream)
        set(.maxTokens, ask.maxTokens)
        set(.endUser, ask.user)
        set(.tools, ask.tools)
        set(.traceID, Self.hex([exchange.trace.traceID.high, exchange.trace.traceID.low]))
        set(.spanID, Self.hex([exchange.trace.spanID]))
        set(.configHash, exchange.configHash)
    }

    /// Sixteen hex digits for each word, in lower case, written in place: this is done for every row.
    private static func hex(_ words: [UInt64]) -> String {
        String(unsafeUninitializedCapacity: 16 * words.count) { digits in
            for (index, word) in words.enumerated() {
                for place in 0..<16 {
                    let digit = UInt8(truncatingIfNeeded: word >> (60 - 4 * UInt64(place))) & 15
                    digits[16 * index + place] = digit + (digit < 10 ? UInt8(ascii: "0") : UInt8(ascii: "a") - 10)
                }
            }
            return 16 * words.count
        }
    }

    private func setOutcome(_ exchange: borrowing Exchange, _ scrub: (String) -> String) {
        set(.status, exchange.answer.status)
        set(.outcome, exchange.outcome.rawValue)
        set(.ending, exchange.ending.rawValue)
        set(.errorType, exchange.errorType?.rawValue)
        set(.rejectionReason, exchange.failure?.code.rejection?.rawValue)
        if let failure = exchange.failure {
            set(.errorMessage, BoundedWords.cut(scrub(failure.cause ?? failure.message), to: 512))
        }
        set(.flags, exchange.flags.isEmpty ? "" : exchange.flags.codes.joined(separator: ","))
    }

    private func setCaller(_ exchange: borrowing Exchange) {
        let client = exchange.client
        set(.clientAddress, client.address)
        set(.clientRequestID, client.requestID)
        set(.userAgent, client.userAgent)
        set(.sdk, client.sdk)
        set(.scheme, client.isTLS ? "https" : "http")
        set(.protocolVersion, client.protocolVersion)
        set(.keyID, exchange.caller?.keyID)
        set(.keyName, exchange.caller?.keyName)
        set(.organisationID, exchange.caller?.principals.organisation?.id)
        set(.teamID, exchange.caller?.principals.team?.id)
        set(.userID, exchange.caller?.principals.user?.id)
        set(.authResult, exchange.auth.rawValue)
    }

    private func setAnswer(_ exchange: borrowing Exchange) {
        let answer = exchange.answer
        set(.responseModel, answer.model)
        set(.responseID, answer.id)
        set(.serviceTier, answer.serviceTier)
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

    private func setTimes(_ exchange: borrowing Exchange) {
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

    private func setRouting(_ exchange: borrowing Exchange) {
        set(.modelRoute, exchange.modelRoute)
        if !exchange.passedOver.isEmpty { set(.passedOver, PassedText.write(exchange.passedOver)) }
        set(.retryStop, exchange.retryStop?.rawValue)
        set(.shadowOf, exchange.shadowOf?.description)
    }

    private func setUpstream(_ attempt: Attempt) {
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

    private func setUsage(_ exchange: borrowing Exchange) {
        set(.inputTokens, exchange.usage?.input)
        set(.outputTokens, exchange.usage?.output)
        set(.cacheReadTokens, exchange.usage?.cacheRead)
        set(.cacheWriteTokens, exchange.usage?.cacheWrite)
        set(.reasoningTokens, exchange.usage?.reasoning)
        set(.cacheWriteHourTokens, exchange.usage?.cacheWriteHour)
        set(.audioInputTokens, exchange.usage?.audioInput)
        set(.audioOutputTokens, exchange.usage?.audioOutput)
        set(.toolUsePromptTokens, exchange.usage?.toolUsePrompt)
        set(.webSearches, exchange.usage?.webSearches)
        set(.usageSource, exchange.usageSource?.rawValue)
    }

    private func setBill(_ bill: Bill) {
        set(.costNanousd, bill.cost?.nanoUSD)
        set(.reportedCostNanousd, bill.reported?.nanoUSD)
        set(.price, bill.price)
        set(.priceVersion, bill.version)
    }
}

extension ExchangeColumn {
    /// The place of the column's parameter, counted from 1.
    fileprivate var place: Int { rawValue + 1 }
}
