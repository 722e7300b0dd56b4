import Exchange
import GRDB
import Policy
import Storage
import Testing

@Suite struct HistoryRowTests {
    private static let names = """
        request_id started_us ended_us method route path status outcome error_type rejection_reason error_message flags \
        client_address client_request_id user_agent sdk scheme protocol_version key_id key_name auth_result operation \
        provider upstream model upstream_model response_model response_id finish_reasons is_stream max_tokens tools \
        tool_calls conversation_id conversation_source attempts upstream_status upstream_request_id reused total_us \
        overhead_us body_wait_us admission_us pool_wait_us dns_us connect_us tls_us send_us wait_us first_token_us \
        upstream_first_token_us per_output_token_us max_gap_us write_blocked_us stream_events stream_end request_bytes \
        response_bytes input_tokens output_tokens cache_read_tokens cache_write_tokens reasoning_tokens usage_source \
        trace_id span_id config_hash body_dropped body_truncated ending service_tier cost_nanousd \
        reported_cost_nanousd price price_version end_user cache_write_hour_tokens audio_input_tokens \
        audio_output_tokens tool_use_prompt_tokens web_searches model_route passed_over retry_stop shadow_of \
        organisation_id team_id user_id
        """

    @Test func `the columns are named and ordered as written down`() {
        #expect(ExchangeColumn.allCases.map(\.name) == Self.names.split(separator: " ").map(String.init))
    }

    private func target() -> Target {
        Target(
            provider: "openai",
            upstream: "openai-2",
            origin: Origin(isTLS: true, host: "api.openai.com", port: 443),
            basePath: "",
            credentialStyle: .bearer,
            credentialID: "cred_1",
            credential: nil,
            surfaces: [.openAI]
        )
    }

    private func attempt(from start: Moment, _ error: ErrorType?, _ reason: ChoiceReason = .first) -> Attempt {
        var attempt = Attempt(
            target: target(),
            model: "gpt-5-2026",
            modelLabel: "gpt-5",
            reason: reason,
            started: start
        )
        attempt.poolWait = .microseconds(10)
        attempt.dns = .microseconds(20)
        attempt.connect = .microseconds(30)
        attempt.tls = .microseconds(40)
        attempt.sent = start + .microseconds(150)
        attempt.head = start + .microseconds(400)
        attempt.firstToken = start + .microseconds(500)
        attempt.ended = start + .microseconds(900)
        attempt.status = error == nil ? 200 : 503
        attempt.errorType = error
        attempt.upstreamRequestID = "up-1"
        return attempt
    }

    private func complete() -> Exchange {
        var exchange = Sample.exchange(1)
        exchange.caller = Sample.caller(of: 7)
        exchange.client.requestID = "mine"
        exchange.client.userAgent = "openai/2"
        exchange.client.sdk = "python 2.1"
        exchange.ask.isStream = true
        exchange.ask.maxTokens = 99
        exchange.ask.tools = 2
        exchange.ask.conversation = ConversationHint(id: "c-1", source: .compatibilityHeader)
        let start = exchange.timeline.accepted
        exchange.attempts = [attempt(from: start, .http5xx), attempt(from: start + .milliseconds(1), nil, .retry)]
        exchange.attempts[0].retryAfter = .microseconds(70)
        exchange.attempts[1].backoff = .microseconds(90)
        exchange.attempts[1].isProbe = true
        exchange.modelRoute = "team-chat"
        exchange.retryStop = .budget
        exchange.shadowOf = Sample.exchange(2).id
        exchange.passedOver = [
            PassedOver(upstream: "azure-2", modelLabel: "gpt-\"5", reason: .breakerOpen),
            PassedOver(upstream: "b", modelLabel: "m", reason: .noKey),
        ]
        exchange.answer.model = "gpt-5-real"
        exchange.answer.id = "chatcmpl-9"
        exchange.answer.finishReasons = ["stop", "a\"b"]
        exchange.answer.isStream = true
        exchange.answer.events = 12
        exchange.answer.streamEnd = .complete
        exchange.answer.toolCalls = 3
        exchange.answer.requestBytes = 100
        exchange.answer.bytes = 200
        exchange.timeline.bodyWait = .microseconds(5)
        exchange.timeline.admissionWait = .microseconds(6)
        exchange.timeline.firstToken = start + .microseconds(1_600)
        exchange.timeline.lastToken = start + .microseconds(1_900)
        exchange.timeline.maxGap = .microseconds(77)
        exchange.timeline.writeBlocked = .microseconds(78)
        exchange.timeline.ended = start + .microseconds(2_000)
        exchange.usage = Usage(input: 1, output: 4, cacheRead: 2, cacheWrite: 5, reasoning: 6)
        exchange.usage?.cacheWriteHour = 7
        exchange.usage?.audioInput = 8
        exchange.usage?.audioOutput = 9
        exchange.usage?.toolUsePrompt = 10
        exchange.usage?.webSearches = 11
        exchange.bill = Bill(
            cost: Cost(nanoUSD: 12),
            reported: Cost(nanoUSD: 13),
            price: "openai/gpt-5",
            lookup: .priced,
            version: "2026-11-23"
        )
        exchange.ending = .lengthLimit
        exchange.answer.serviceTier = "flex"
        exchange.ask.user = "alice"
        exchange.usageSource = .provider
        exchange.flags = [.retried, .upstreamReset]
        exchange.captured = Captured(isTruncated: true)
        return exchange
    }

    @Test func `every fact of a complete exchange is in its column`() throws {
        let bench = try Bench()
        #expect(bench.writer.keep(complete()) == .queued)
        #expect(bench.writer.flush(within: .seconds(10)))
        let row = try #require(try bench.rows().first)
        let nulls = ExchangeColumn.allCases.filter { row[$0] == .null }
        #expect(nulls == [.errorType, .rejectionReason, .errorMessage])
        let texts: [ExchangeColumn: String] = [
            .flags: "RT,UR", .clientAddress: "127.0.0.1", .clientRequestID: "mine", .provider: "openai",
            .upstream: "openai-2", .upstreamModel: "gpt-5-2026", .responseModel: "gpt-5-real",
            .finishReasons: #"["stop","a\"b"]"#, .conversationID: "c-1", .conversationSource: "compatibility_header",
            .streamEnd: "complete", .usageSource: "provider", .traceID: "00000000000000010000000000000001",
            .spanID: "0000000000000001", .configHash: "0123456789ab", .scheme: "http", .authResult: "ok",
            .route: "/v1/chat/completions", .keyName: "name-key_7", .ending: "length_limit", .serviceTier: "flex",
            .price: "openai/gpt-5",
            .priceVersion: "2026-11-23", .endUser: "alice", .modelRoute: "team-chat", .retryStop: "budget",
            .shadowOf: Sample.exchange(2).id.description,
            .organisationID: "org_1", .teamID: "team_1", .userID: "user_1",
            .passedOver: #"[{"upstream":"azure-2","model":"gpt-\"5","reason":"breaker_open"},"#
                + #"{"upstream":"b","model":"m","reason":"no_key"}]"#,
        ]
        for (column, text) in texts { #expect(row.text(column) == text, "\(column.name)") }
        let numbers: [ExchangeColumn: Int64] = [
            .startedUs: WallTime.noon.microseconds, .endedUs: WallTime.noon.microseconds + 2_000, .status: 200,
            .isStream: 1, .maxTokens: 99, .tools: 2, .toolCalls: 3, .attempts: 2, .upstreamStatus: 200, .reused: 0,
            .totalUs: 2_000, .overheadUs: 99, .bodyWaitUs: 5, .admissionUs: 6, .poolWaitUs: 10, .dnsUs: 20,
            .connectUs: 30, .tlsUs: 40, .sendUs: 50, .waitUs: 250, .firstTokenUs: 1_600, .upstreamFirstTokenUs: 350,
            .perOutputTokenUs: 100, .maxGapUs: 77, .writeBlockedUs: 78, .streamEvents: 12, .requestBytes: 100,
            .responseBytes: 200, .inputTokens: 1, .outputTokens: 4, .cacheReadTokens: 2, .cacheWriteTokens: 5,
            .reasoningTokens: 6, .bodyDropped: 0, .bodyTruncated: 1, .cacheWriteHourTokens: 7, .audioInputTokens: 8,
            .audioOutputTokens: 9,
            .toolUsePromptTokens: 10, .webSearches: 11, .costNanousd: 12, .reportedCostNanousd: 13,
        ]
        for (column, number) in numbers { #expect(row.integer(column) == number, "\(column.name)") }
    }

    @Test func `each attempt has its row`() throws {
        let bench = try Bench()
        #expect(bench.writer.keep(complete()) == .queued)
        #expect(bench.writer.flush(within: .seconds(10)))
        let detail = try #require(try bench.reader.show("mine"))
        #expect(detail.attempts.map { $0["number"] } == [.integer(1), .integer(2)])
        #expect(detail.attempts.map { $0["error_type"] } == [.text("http_5xx"), .null])
        #expect(detail.attempts.map { $0["started_us"] } == [.integer(0), .integer(1_000)])
        #expect(detail.attempts.map { $0["send_us"] } == [.integer(50), .integer(50)])
        #expect(detail.attempts.map { $0["total_us"] } == [.integer(900), .integer(900)])
        #expect(detail.attempts[0]["credential_id"] == .text("cred_1"))
        #expect(detail.attempts.map { $0["reason"] } == [.text("first"), .text("retry")])
        #expect(detail.attempts.map { $0["backoff_us"] } == [.integer(0), .integer(90)])
        #expect(detail.attempts.map { $0["probe"] } == [.integer(0), .integer(1)])
        #expect(detail.attempts.map { $0["retry_after_us"] } == [.integer(70), .null])
    }

    @Test(arguments: [true, false]) func `of two attempts that raced the row has what the winner has`(
        hedgeWins: Bool
    ) throws {
        let bench = try Bench()
        var exchange = Sample.exchange(1)
        let start = exchange.timeline.accepted
        exchange.attempts = [
            attempt(from: start, hedgeWins ? .cancelled : nil),
            attempt(from: start + .milliseconds(1), hedgeWins ? nil : .cancelled, .hedge),
        ]
        exchange.attempts[hedgeWins ? 1 : 0].upstreamRequestID = "won"
        exchange.attempts[hedgeWins ? 0 : 1].estimatedCost = Cost(nanoUSD: 1_200_000)
        exchange.attempts[hedgeWins ? 0 : 1].ended = start + .seconds(9)
        #expect(bench.writer.keep(exchange) == .queued)
        #expect(bench.writer.flush(within: .seconds(10)))
        let detail = try #require(try bench.reader.show(exchange.id.description))
        #expect(detail.row.text(.upstreamRequestID) == "won" && detail.row.integer(.upstreamStatus) == 200)
        #expect(detail.row.integer(.attempts) == 2)
        #expect(detail.attempts.map { $0["error_type"] == .text("cancelled") } == [hedgeWins, !hedgeWins])
        let costs: [HistoryValue] = [.integer(1_200_000), .null]
        #expect(detail.attempts.map { $0["estimated_cost_nanousd"] } == (hedgeWins ? costs : costs.reversed()))
    }

    @Test func `an exchange and its shadow copies name each other`() throws {
        let bench = try Bench()
        let original = Sample.exchange(1)
        var copies = [Sample.exchange(2), Sample.exchange(3), Sample.exchange(4)]
        for place in 0..<2 { copies[place].shadowOf = original.id }
        for exchange in [original] + copies { #expect(bench.writer.keep(exchange) == .queued) }
        #expect(bench.writer.flush(within: .seconds(10)))
        let shown = try #require(try bench.reader.show(original.id.description))
        #expect(Set(shown.shadows) == Set(copies.prefix(2).map(\.id.description)))
        let copy = try #require(try bench.reader.show(copies[0].id.description))
        #expect(copy.row.text(.shadowOf) == original.id.description && copy.shadows.isEmpty)
    }

    @Test func `targets passed over are read back as they were, at most sixteen`() throws {
        let bench = try Bench()
        var exchange = Sample.exchange(1)
        exchange.passedOver = (0..<20).map { number in
            let reason = PassReason.allCases[number % PassReason.allCases.count]
            return PassedOver(upstream: "u\(number)", modelLabel: "\"reason\":\"no_key\"\\\u{7}é", reason: reason)
        }
        #expect(bench.writer.keep(exchange) == .queued)
        #expect(bench.writer.flush(within: .seconds(10)))
        #expect(try bench.rows().first?.passedOver == Array(exchange.passedOver.prefix(16)))
    }

    @Test(arguments: ["", "[", "{}", "[1,null,\"x\"]", #"[{"upstream":"a","model":"b","reason":"other"}]"#, "[[[["])
    func `what is no list of targets has none`(text: String) throws {
        let bench = try Bench()
        #expect(bench.writer.keep(Sample.exchange(1)) == .queued)
        #expect(bench.writer.flush(within: .seconds(10)))
        let queue = try DatabaseQueue(path: bench.data.history.path(CivilDay(.noon)))
        try queue.write { try $0.execute(sql: "UPDATE exchanges SET passed_over = ?", arguments: [text]) }
        #expect(try bench.rows().first?.passedOver == [])
    }

    @Test func `a failure's cause is scrubbed and cut, a refusal has its reason`() throws {
        let bench = try Bench()
        var refused = Sample.exchange(1)
        refused.failure = Failure(.unknownModel, "no such model", cause: "sk-secret")
        refused.outcome = .rejected
        var failed = Sample.exchange(2)
        failed.failure = Failure(.dnsFailed, String(repeating: "é", count: 600))
        failed.outcome = .upstreamError
        for exchange in [refused, failed] { #expect(bench.writer.keep(exchange) == .queued) }
        #expect(bench.writer.flush(within: .seconds(10)))
        let rows = try bench.rows()
        #expect(rows.map { $0.text(.errorType) } == ["dns", nil])
        #expect(rows.map { $0.text(.rejectionReason) } == [nil, "unknown_model"])
        #expect(rows[1].text(.errorMessage) == "[redacted]")
        #expect(rows[0].text(.errorMessage) == String(repeating: "é", count: 256))
    }

    @Test func `an exchange of which little is known has nulls, not zeros`() throws {
        let bench = try Bench()
        var bare = Sample.exchange(1)
        bare.caller = nil
        bare.ask.model = nil
        #expect(bench.writer.keep(bare) == .queued)
        #expect(bench.writer.flush(within: .seconds(10)))
        let row = try #require(try bench.rows().first)
        for column in [ExchangeColumn.keyID, .model, .provider, .waitUs, .inputTokens, .streamEvents, .firstTokenUs] {
            #expect(row[column] == .null, "\(column.name)")
        }
        #expect(row.integer(.attempts) == 0)
    }
}
