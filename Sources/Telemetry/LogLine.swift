import Exchange

/// Writes an exchange as the canonical line `weir.request`: one flat JSON object and a line feed.
///
/// Keys come in the order of the schema; a field that has nothing to say is left out. Every text has
/// a bound, so the line has one.
struct LogLine: ~Copyable {
    /// What a common line takes; a longer one grows.
    static let usualBytes = 4_096

    var out = ByteWriter(capacity: usualBytes)

    /// Writes the whole line.
    init(_ exchange: borrowing Exchange, fate: RowFate, envelope: LogEnvelope) {
        let level = Self.level(exchange.outcome)
        LogEnvelope.begin(&out, exchange.wallEnd, level, "weir.request")
        message(exchange)
        out.raw(envelope.resource)
        identity(exchange)
        request(exchange)
        result(exchange, fate)
        caller(exchange)
        model(exchange)
        upstream(exchange)
        times(exchange)
        stream(exchange)
        sizes(exchange)
        out.text(",\"weir.history.persisted\":\"")
        out.raw(fate.rawValue)
        out.text("\",\"weir.sample_rate\":1,\"weir.config.hash\":")
        out.json(exchange.configHash, limit: 12)
        out.text("}\n")
    }

    /// How much an outcome matters.
    static func level(_ outcome: Outcome) -> LogLevel {
        switch outcome {
        case .success, .clientError, .rejected, .clientCancelled: .info
        case .upstreamError, .timeout: .warning
        case .gatewayError, .gatewayCrashed: .error
        }
    }

    /// `POST /v1/chat/completions 200 success 1234.568 ms`; of the path only its template.
    private mutating func message(_ exchange: borrowing Exchange) {
        out.byte(UInt8(ascii: "\""))
        out.raw(exchange.ask.method.rawValue)
        out.byte(UInt8(ascii: " "))
        out.raw(exchange.ask.route.rawValue)
        out.byte(UInt8(ascii: " "))
        out.integer(Int64(exchange.answer.status))
        out.byte(UInt8(ascii: " "))
        out.raw(exchange.outcome.rawValue)
        out.byte(UInt8(ascii: " "))
        out.milliseconds(exchange.timeline.ended.nanoseconds - exchange.timeline.accepted.nanoseconds)
        out.text(" ms\"")
    }

    private mutating func identity(_ exchange: borrowing Exchange) {
        out.text(",\"trace_id\":\"")
        out.hex(exchange.trace.traceID.high, digits: 16)
        out.hex(exchange.trace.traceID.low, digits: 16)
        out.text("\",\"span_id\":\"")
        out.hex(exchange.trace.spanID, digits: 16)
        out.text("\",\"trace_flags\":\"")
        out.hex(UInt64(exchange.trace.flags), digits: 2)
        out.text("\",\"weir.request.id\":\"req_")
        exchange.id.ulid.withASCII { out.raw($0) }
        out.byte(UInt8(ascii: "\""))
        string(",\"weir.request.client_id\":", exchange.client.requestID, limit: 128)
        string(",\"weir.conversation.id\":", exchange.ask.conversation?.id, limit: 128)
        if let original = exchange.shadowOf {
            out.text(",\"weir.shadow_of\":\"req_")
            original.ulid.withASCII { out.raw($0) }
            out.byte(UInt8(ascii: "\""))
        }
    }

    private mutating func request(_ exchange: borrowing Exchange) {
        out.text(",\"http.request.method\":\"")
        out.raw(exchange.ask.method.rawValue)
        out.text("\",\"http.route\":\"")
        out.raw(exchange.ask.route.rawValue)
        out.text("\",\"url.path\":")
        path(exchange.ask.path)
        if exchange.client.isTLS {
            out.text(",\"url.scheme\":\"https\"")
        } else {
            out.text(",\"url.scheme\":\"http\"")
        }
        out.text(",\"network.protocol.version\":")
        out.json(exchange.client.protocolVersion, limit: 3)
    }

    /// The path without a query or fragment, even if one was left on it.
    private mutating func path(_ text: String) {
        var text = text
        text.withUTF8 { bytes in
            let end = bytes.firstIndex { $0 == UInt8(ascii: "?") || $0 == UInt8(ascii: "#") } ?? bytes.count
            out.json(UnsafeBufferPointer(rebasing: bytes[..<end]), limit: 256)
        }
    }

    private mutating func result(_ exchange: borrowing Exchange, _ fate: RowFate) {
        out.text(",\"http.response.status_code\":")
        out.integer(Int64(exchange.answer.status))
        out.text(",\"weir.outcome\":\"")
        out.raw(exchange.outcome.rawValue)
        out.text("\",\"weir.ending\":\"")
        out.raw(exchange.ending.rawValue)
        out.byte(UInt8(ascii: "\""))
        if let type = exchange.errorType {
            out.text(",\"error.type\":\"")
            out.raw(type.rawValue)
            out.byte(UInt8(ascii: "\""))
        }
        if let failure = exchange.failure {
            let cause = failure.cause.map { ": " + $0 } ?? ""
            string(",\"error.message\":", Scrubber.scrub(failure.message + cause), limit: 512)
        }
        flags(fate == .dropped ? exchange.flags.union(.historyDropped) : exchange.flags)
        if exchange.outcome != .success, let reason = exchange.failure?.code.rejection {
            out.text(",\"weir.rejection.reason\":\"")
            out.raw(reason.rawValue)
            out.byte(UInt8(ascii: "\""))
        }
    }

    private mutating func flags(_ flags: ResponseFlags) {
        out.text(",\"weir.response.flags\":[")
        var isFirst = true
        var rest = flags.rawValue
        while rest != 0, rest.trailingZeroBitCount < ResponseFlags.names.count {
            out.text(isFirst ? "\"" : ",\"")
            out.raw(ResponseFlags.names[rest.trailingZeroBitCount])
            out.byte(UInt8(ascii: "\""))
            rest &= rest - 1
            isFirst = false
        }
        out.byte(UInt8(ascii: "]"))
    }

    private mutating func caller(_ exchange: borrowing Exchange) {
        string(",\"client.address\":", exchange.client.address, limit: 64)
        string(",\"user_agent.original\":", exchange.client.userAgent, limit: 256)
        string(",\"weir.client.sdk\":", exchange.client.sdk, limit: 128)
        string(",\"weir.key.id\":", exchange.caller?.keyID, limit: 64)
        if let principals = exchange.caller?.principals, principals.organisation != nil {
            string(",\"weir.organisation.id\":", principals.organisation?.id, limit: 64)
            string(",\"weir.team.id\":", principals.team?.id, limit: 64)
            string(",\"weir.user.id\":", principals.user?.id, limit: 64)
        }
        out.text(",\"weir.auth.method\":\"")
        out.raw((exchange.authMethod ?? AuthMethod.none).rawValue)
        out.byte(UInt8(ascii: "\""))
    }

    /// Appends a key and a text, or nothing.
    @inline(__always)
    mutating func string(_ key: StaticString, _ value: String?, limit: Int) {
        guard let value else { return }
        out.text(key)
        out.json(value, limit: limit)
    }

    /// Appends a key and a count, or nothing.
    @inline(__always)
    mutating func integer(_ key: StaticString, _ value: Int64?) {
        guard let value else { return }
        out.text(key)
        out.integer(max(value, 0))
    }

    /// Appends a key and a time in milliseconds, or nothing.
    @inline(__always)
    mutating func time(_ key: StaticString, _ nanoseconds: Int64?) {
        guard let nanoseconds else { return }
        out.text(key)
        out.milliseconds(nanoseconds)
    }
}
