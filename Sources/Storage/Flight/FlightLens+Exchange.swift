import Exchange

extension FlightLens {
    /// The longest an exchange can have lasted; keeps sums of times from overflowing, whatever a file says.
    private static let longest: Int64 = 100_000_000_000_000_000
    /// The times a request can have begun at: from 1970 to 2200.
    private static let begins: ClosedRange<Int64> = 0...7_258_118_400_000_000_000

    /// Reads the first half: an exchange of which only the beginning is known; nil when its time cannot be.
    mutating func beginning(_ words: FlightWords) -> Exchange? {
        let id = RequestID(ULID(high: number(), low: number()))
        let wall = WallTime(nanoseconds: number())
        guard Self.begins.contains(wall.nanoseconds) else { return nil }
        var trace = Trace(traceID: (number(), number()), spanID: number(), flags: 0)
        let parent: UInt64 = number()
        trace.parentID = parent == 0 ? nil : parent
        trace.flags = number()
        let numbers = (0..<6).map { _ in number(UInt8.self) }
        let isTLS = flag()
        let version = text() ?? "1.1"
        let configHash = text() ?? ""
        var client = Client(address: text() ?? "", isTLS: isTLS, protocolVersion: version)
        client.requestID = text()
        let path = text() ?? ""
        client.sdk = text()
        client.userAgent = text()
        let shadowOf = ULID(high: number(), low: number())
        let ask = Ask(
            method: words.word(numbers[0], .method) ?? .other,
            path: path,
            route: words.word(numbers[1], .route) ?? .unmatched,
            surface: words.word(numbers[2], .surface) ?? .openAI,
            operation: words.word(numbers[3], .operation) ?? .other,
            format: words.word(numbers[4], .format) ?? .opaque
        )
        let timeline = Timeline(accepted: Moment(nanoseconds: 0), wall: wall)
        var exchange = Exchange(
            id: id,
            trace: trace,
            client: client,
            ask: ask,
            timeline: timeline,
            configHash: configHash
        )
        exchange.capture = words.word(numbers[5], .capture) ?? .metadata
        if shadowOf.high != 0 || shadowOf.low != 0 { exchange.shadowOf = RequestID(shadowOf) }
        return exchange
    }

    /// Reads the second half into the exchange; says how far it had come and how many providers it had tried.
    mutating func progress(of exchange: inout Exchange, _ words: FlightWords) -> (step: FlightStep?, tries: Int) {
        exchange.timeline.ended = Moment(nanoseconds: min(max(number(Int64.self), 0), Self.longest))
        let step = FlightStep(rawValue: number())
        takeCaller(&exchange, words)
        takeAnswer(&exchange, words)
        takeEnd(&exchange, words, hasEnded: step == .ended)
        let tries = Int(number(UInt8.self))
        let attempt = tries > 0 ? DecidingAttempt(&self, words) : nil
        takeTexts(&exchange, words, attempt)
        return (step, tries)
    }

    private mutating func takeCaller(_ exchange: inout Exchange, _ words: FlightWords) {
        exchange.auth = words.word(number(), .auth) ?? .missing
        exchange.capture = words.word(number(), .capture) ?? exchange.capture
        exchange.ask.isStream = flag()
        exchange.ask.maxTokens = count()
        exchange.ask.tools = Int(number(UInt16.self))
        exchange.timeline.bodyWait = .nanoseconds(max(number(Int64.self), 0))
        exchange.timeline.admissionWait = .nanoseconds(max(number(Int64.self), 0))
    }

    private mutating func takeAnswer(_ exchange: inout Exchange, _ words: FlightWords) {
        exchange.answer.status = Int(number(UInt16.self))
        exchange.answer.isStream = flag()
        exchange.answer.requestBytes = number()
        exchange.answer.bytes = number()
        exchange.answer.events = number()
        exchange.answer.toolCalls = Int(number(UInt16.self))
        let usage = Usage(input: count(), output: count(), cacheRead: count(), cacheWrite: count(), reasoning: count())
        if !usage.isEmpty { exchange.usage = usage }
        exchange.usageSource = words.word(number(), .usageSource)
        exchange.timeline.headWritten = moment()
        exchange.timeline.firstToken = moment()
        exchange.timeline.lastToken = moment()
    }

    private mutating func takeEnd(_ exchange: inout Exchange, _ words: FlightWords, hasEnded: Bool) {
        let outcome: Outcome? = words.word(number(), .outcome)
        let ending: Ending? = words.word(number(), .ending)
        let code: FailureCode? = words.word(number(), .failure)
        exchange.answer.streamEnd = words.word(number(), .streamEnd)
        exchange.flags = ResponseFlags(rawValue: number())
        let cost = count().map { Cost(nanoUSD: $0) }
        let reported = count().map { Cost(nanoUSD: $0) }
        if let lookup: PriceLookup = words.word(number(), .priceLookup) {
            exchange.bill = Bill(cost: cost, reported: reported, lookup: lookup, version: "")
        }
        guard hasEnded, let outcome else { return settleCrash(&exchange) }
        exchange.outcome = outcome
        exchange.ending = ending ?? exchange.ending
        // a slot holds no words of weir's or a provider's
        exchange.failure = code.map { Failure($0, "the flight recorder holds the code alone") }
    }

    /// Says of an exchange that had not ended where its tokens come from: what was seen, or nothing.
    private func settleCrash(_ exchange: inout Exchange) {
        guard exchange.answer.status == 200, exchange.ask.isInference, exchange.ask.operation != .countTokens,
            exchange.ask.format != .opaque
        else { return }
        exchange.usageSource = exchange.usage == nil ? .missing : .partial
    }

    private mutating func takeTexts(_ exchange: inout Exchange, _ words: FlightWords, _ attempt: DecidingAttempt?) {
        let keyID = text()
        exchange.ask.model = text()
        let source: ConversationHint.Source? = words.word(number(), .conversationSource)
        let conversation = text()
        if let source, let conversation {
            exchange.ask.conversation = ConversationHint(id: conversation, source: source)
        }
        // read in any case: what stands behind is found by what stands before
        let (version, price) = (text(), text())
        exchange.bill?.version = version ?? ""
        exchange.bill?.price = price
        let keyName = text()
        exchange.answer.finishReasons = text().map { [$0] } ?? []
        exchange.answer.model = text()
        exchange.answer.id = text()
        exchange.ask.user = text()
        let upstreamID = text()
        let reason: ChoiceReason? = words.word(number(), .choice)
        if flag() { exchange.modelRoute = exchange.ask.model }
        let principals = principals()
        exchange.caller = keyID.map { id in
            let permission = Permission(KeyPermission())
            let name = keyName ?? ""
            return Caller(keyID: id, keyName: name, permission: permission, principals: principals, expires: nil)
        }
        guard let attempt else { return }
        exchange.attempts = [
            attempt.attempt(model: exchange.ask.model, reason: reason ?? .first, upstreamID: upstreamID)
        ]
    }

    /// Whom the key belonged to; a slot has their ids alone.
    private mutating func principals() -> Principals {
        var principals = Principals()
        for kind in PrincipalKind.allCases {
            // what an earlier version wrote ends in zeros
            guard let id = text(), !id.isEmpty else { continue }
            principals[kind] = Principal(kind, id: id, name: "")
        }
        return principals
    }

    fileprivate mutating func moment() -> Moment? { count().map { Moment(nanoseconds: min($0, Self.longest)) } }
}

/// The attempt that decided the exchange, or decides so far, as its slot names it.
private struct DecidingAttempt {
    private let started: Moment
    private let sent: Moment?
    private let head: Moment?
    private let firstToken: Moment?
    private let ended: Moment?
    private let status: Int
    private let errorType: ErrorType?
    private let isReused: Bool
    private let freeRetries: Int
    private let target: Target
    private let isRenamed: Bool
    private let sentModel: String?

    init(_ lens: inout FlightLens, _ words: FlightWords) {
        started = lens.moment() ?? Moment(nanoseconds: 0)
        sent = lens.moment()
        head = lens.moment()
        firstToken = lens.moment()
        ended = lens.moment()
        status = Int(lens.number(UInt16.self))
        errorType = words.word(lens.number(), .errorType)
        isReused = lens.flag()
        freeRetries = Int(lens.number(UInt8.self))
        let provider = lens.text() ?? ""
        let upstream = lens.text() ?? ""
        target = Target(
            provider: provider,
            upstream: upstream,
            origin: Origin(isTLS: false, host: lens.text() ?? "", port: 0),
            basePath: "",
            credentialStyle: .none,
            credentialID: lens.text(),
            credential: nil,
            surfaces: []
        )
        isRenamed = lens.flag()
        sentModel = isRenamed ? lens.text() : nil
    }

    func attempt(model: String?, reason: ChoiceReason, upstreamID: String?) -> Attempt {
        var attempt = Attempt(
            target: target,
            model: isRenamed ? sentModel : model,
            modelLabel: "_other",
            reason: reason,
            started: started
        )
        attempt.sent = sent
        attempt.head = head
        attempt.firstToken = firstToken
        attempt.ended = ended
        attempt.status = status == 0 ? nil : status
        attempt.errorType = errorType
        attempt.isReused = isReused
        attempt.freeRetries = freeRetries
        attempt.upstreamRequestID = upstreamID
        return attempt
    }
}
