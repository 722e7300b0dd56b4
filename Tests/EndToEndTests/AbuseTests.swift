import Exchange
import NIOCore
import NIOPosix
import Policy
import Proxy
import Support
import Telemetry
import Testing

/// What callers and providers try in order to lead a request, a key or an answer somewhere else.
@Suite(.serialized) struct AbuseTests {
    private static let plain = Canned.whole(Canned.chat("x"))

    // MARK: where a request goes

    /// Fields by which other gateways let callers choose the provider's address or switch its check off.
    private static let fields = [
        "x-base-url: @", "x-api-base: @", "x-target-url: @", "x-upstream-url: @", "helicone-target-url: @",
        "x-portkey-custom-host: @", "x-portkey-config: {\"custom_host\":\"@\"}", "x-forwarded-host: HOST",
        "x-original-url: @", "x-rewrite-url: @", "x-forwarded-server: HOST", "forwarded: host=HOST;proto=http",
        "x-host: HOST", "x-http-destinationurl: @", "x-weir-base-url: @", "openai-base-url: @",
        "x-skip-tls-verification: true", "destination: @", "x-proxy-url: @", "via: 1.1 HOST",
    ]

    /// Members of a body by which other gateways do.
    private static let members = [
        #""api_base":"@""#, #""base_url":"@""#, #""apiBase":"@""#, #""baseURL":"@""#, #""endpoint":"@""#,
        #""custom_llm_provider":"openai","api_base":"@""#, #""litellm_params":{"api_base":"@"}"#,
        #""extra_body":{"api_base":"@","base_url":"@"}"#, #""metadata":{"api_base":"@"}"#, #""proxy":"@""#,
        #""ssl_verify":false,"api_key":"stolen","organization":"@""#,
        #""fallbacks":[{"model":"gpt-5","api_base":"@"}]"#,
        #""model_list":[{"model_name":"gpt-5","litellm_params":{"api_base":"@"}}]"#, #""user_config":{"base_url":"@"}"#,
    ]

    /// Asks with the address of another listener; that one must hear of nothing.
    private func expectNoTurn(_ send: (CannedHouse, _ url: String, _ host: String) async throws -> WireMessage)
        async throws
    {
        try await CannedHouse.run(Self.plain) { house in
            let host = "127.0.0.1:\(house.other.port)"
            let answer = try await send(house, "http://\(host)/v1", host)
            #expect(house.other.opened == 0)
            #expect(!answer.text.contains(House.providerKey))
            for asked in house.provider.requests {
                #expect(asked["host"] == "127.0.0.1:\(house.provider.port)")
                #expect(asked["authorization"] == "Bearer \(House.providerKey)")
            }
        }
    }

    @Test(arguments: fields) func `no field leads a request elsewhere`(_ field: String) async throws {
        try await expectNoTurn { house, url, host in
            let line = field.replacing("@", with: url).replacing("HOST", with: host) + "\r\n"
            return try await house.ask(request("x", fields: line)).answer
        }
    }

    @Test(arguments: members) func `no member of a body leads a request elsewhere`(_ member: String) async throws {
        try await expectNoTurn { house, url, _ in
            let (answer, _) = try await house.ask(request("x", extra: member.replacing("@", with: url)))
            #expect(answer.status == 200 && house.provider.requests.count == 1)
            return answer
        }
    }

    @Test(arguments: [
        "@/chat/completions", "/v1/chat/completions?api_base=@", "/v1/chat/completions?base_url=@",
        "//HOST/v1/chat/completions", "/upstream/HOST/v1/chat/completions", "/upstream/@/v1/chat/completions",
        "/v1/chat/completions#@", "HOST/v1/chat/completions", "/\\HOST/v1/chat/completions", "*",
    ]) func `no target of a request leads it elsewhere`(_ target: String) async throws {
        try await expectNoTurn { house, url, host in
            let path = target.replacing("@", with: url).replacing("HOST", with: host)
            return try await house.ask(request("x", path: path)).answer
        }
    }

    @Test func `a forged Host neither leads a request elsewhere nor opens anything`() async throws {
        try await expectNoTurn { house, _, host async throws -> WireMessage in
            let good = request("x").replacing("Host: weir", with: "Host: \(host)")
            let bad = request("x", key: "wr_live_nobody").replacing("Host: weir", with: "Host: localhost")
            #expect(try await house.ask(bad).answer.status == 401)
            return try await house.ask(good).answer
        }
    }

    // MARK: answers that somebody else gets

    @Test(arguments: [
        Canned.whole(Canned.chat("a")) + Canned.whole(Canned.chat("EVIL")),
        Canned.whole("", status: 204) + Canned.whole(Canned.chat("EVIL")),
        Array("HTTP/1.1 204 X\r\n\r\n\(Canned.chat("EVIL"))".utf8),
        Array("HTTP/1.1 304 X\r\ncontent-length: 200\r\n\r\n".utf8) + Canned.whole(Canned.chat("EVIL")),
        Array("HTTP/1.1 100 X\r\ncontent-length: 9\r\n\r\n".utf8) + Canned.whole(Canned.chat("a"))
            + Canned.whole(Canned.chat("EVIL")),
        Canned.stream(Array(Canned.chat("a").utf8)) + Array("0\r\n\r\n".utf8) + Canned.whole(Canned.chat("EVIL")),
    ]) func `bytes nobody asked for are no answer to the next request`(_ poison: [UInt8]) async throws {
        try await CannedHouse.run([poison, Canned.whole(Canned.chat("clean"))]) { house in
            _ = try await house.ask(request("x"))
            let (answer, exchange) = try await house.ask(request("x"))
            #expect(answer.status == 200 && answer.text.contains("clean") && !answer.text.contains("EVIL"))
            #expect(exchange.outcome == .success && exchange.attempts.last?.isReused == false)
        }
    }

    // MARK: who is believed

    @Test func `a caller's own word for its address is not believed`() async throws {
        try await CannedHouse.run(Self.plain) { house in
            for field in ["x-forwarded-for", "x-real-ip", "forwarded", "true-client-ip", "cf-connecting-ip", "via"] {
                let (_, exchange) = try await house.ask(request("x", fields: "\(field): 203.0.113.9\r\n"))
                #expect(exchange.client.address == "127.0.0.1")
            }
            #expect(house.provider.requests.allSatisfy { $0["x-forwarded-for"] == nil && $0["forwarded"] == nil })
        }
    }

    @Test(arguments: ["x-http-method-override", "x-method-override", "x-http-method"])
    func `a field makes no other method of a request`(_ field: String) async throws {
        try await CannedHouse.run(Self.plain) { house in
            let (_, exchange) = try await house.ask(request("x", fields: "\(field): DELETE\r\n"))
            #expect(exchange.ask.method == .post)
            #expect(house.provider.requests.first?.firstLine.hasPrefix("POST ") == true)
        }
    }

    @Test func `a caller cannot have its credential dropped from the check by naming it a field of the connection`()
        async throws
    {
        try await CannedHouse.run(Self.plain) { house async throws -> Void in
            let bad = request("x", key: "wr_live_nobody", fields: "Connection: authorization\r\n")
            #expect(try await house.ask(bad).answer.status == 401)
            let both = request("x", fields: "Connection: authorization, x-api-key\r\nx-api-key: \(House.key)\r\n")
            #expect(try await house.ask(both).answer.status == 400)
            #expect(house.provider.requests.isEmpty)
            let good = request("x", fields: "Connection: authorization\r\n")
            #expect(try await house.ask(good).answer.status == 200)
            #expect(house.provider.requests.first?["authorization"] == "Bearer \(House.providerKey)")
        }
    }

    /// Says of every key what its last letter stands for.
    private struct Verdicts: KeyDirectory {
        static let all: [AuthResult] = [.malformed, .unknown, .expired, .revoked, .disabled]

        func caller(for key: UnsafeRawBufferPointer, at wall: WallTime) -> KeyAnswer {
            .refused(Self.all[Int(key.last ?? 0) % Self.all.count])
        }
    }

    @Test(arguments: ["/v1/chat/completions", "/v1/messages", "/v1beta/models/m:generateContent", "/v1/models"])
    func `whatever is wrong with a key, the refusal has the same bytes`(_ path: String) async throws {
        var limits = Limits()
        limits.failedAuths = 0
        try await CannedHouse.run(Self.plain, .init(limits: limits, keys: Verdicts())) { house in
            var answers: Set<String> = []
            var results: Set<AuthResult> = []
            for letter in ["a", "b", "c", "d", "e"] {
                let (answer, exchange) = try await house.ask(request("x", path: path, key: "wr_live_\(letter)"))
                let fields = answer.fields.filter { !["x-request-id", "request-id", "date"].contains($0.name) }
                let id = answer["x-request-id"] ?? "?"
                let head = fields.map { "\($0.name): \($0.value)" }.joined(separator: "\n")
                answers.insert(answer.firstLine + head + answer.text.replacing(id, with: "ID"))
                results.insert(exchange.auth)
            }
            #expect(answers.count == 1 && answers.first?.hasPrefix("HTTP/1.1 401 ") == true)
            // what it was stands in the record, for the operator
            #expect(results == Set(Verdicts.all))
        }
    }

    // MARK: what is refused unread, and what is not multiplied

    @Test(arguments: ["gzip", "deflate", "br", "zstd", "identity, gzip", "x"])
    func `a coded body is refused unread`(_ coding: String) async throws {
        try await CannedHouse.run(Self.plain) { house in
            let (answer, _) = try await house.ask(request("x", fields: "Content-Encoding: \(coding)\r\n"))
            #expect(answer.status == 415 && house.provider.requests.isEmpty)
        }
    }

    @Test func `two hundred model names make no label of their own`() async throws {
        let metrics = Metrics(build: Self.build, configHash: "0123456789ab", time: SystemTime())
        try await CannedHouse.run(Self.plain, .init(models: ["*"], recorders: [metrics.recorder])) { house in
            func series() -> Set<Substring> {
                let text = String(decoding: metrics.exposition(accept: nil, acceptEncoding: nil).body, as: UTF8.self)
                return Set(text.split(separator: "\n").filter { $0.contains("model=") }.map { $0.prefix { $0 != "}" } })
            }
            _ = try await house.ask(request("x", model: "first"))
            let before = series()
            for number in 0..<200 {
                let (_, exchange) = try await house.ask(request("x", model: "m\(number)\\\"},x=\\\"1"))
                #expect(exchange.outcome == .success)
            }
            #expect(series() == before)
        }
    }

    private static let build = BuildFacts(version: "1", revision: "r", swiftVersion: "6.3", target: "t")
}
