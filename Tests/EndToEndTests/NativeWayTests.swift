import Dialects
import Exchange
import NIOCore
import NIOPosix
import Policy
import Proxy
import Support
import Telemetry
import Testing

/// Clocks of which the civil one stands still, so that signatures can be made again.
private struct StandingTime: TimeSource {
    var now: Moment { SystemTime().now }
    var wall: WallTime { WallTime(nanoseconds: 1_795_000_000_000_000_000) }
}

/// weir in front of one provider that has a dialect of its own, and what that provider was asked.
private struct NativeHouse {
    let provider: CannedProvider
    let recorder: CollectingRecorder
    let port: Int

    /// What the configuration says of the provider.
    struct Plan {
        var basePath = ""
        var style = CredentialStyle.bearer
        var secret = House.providerKey
        var surfaces: Set<Surface> = [.openAI]
        var native: NativeAccess?
        var aliases: [String: RouteTable.Alias] = [:]
        var allowed: [String] = []
    }

    static func run(_ plan: Plan, _ body: (NativeHouse) async throws -> Void) async throws {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let provider = CannedProvider([Canned.whole("{}")], closes: false)
        let recorder = CollectingRecorder()
        let parts = parts(plan, port: try await provider.start(on: group), recorder)
        let listener = try await Listener(gateway: Gateway(parts), group: group)
        let port = try await listener.bind(host: "127.0.0.1", port: 0, tls: nil)
        let result: Result<Void, any Error>
        do {
            result = .success(try await body(NativeHouse(provider: provider, recorder: recorder, port: port)))
        } catch {
            result = .failure(error)
        }
        await listener.drain(for: .zero)
        try await provider.stop()
        try await group.shutdownGracefully()
        try result.get()
    }

    private static func parts(_ plan: Plan, port: Int, _ recorder: CollectingRecorder) -> Gateway.Parts {
        let ledger = LedgerCounts()
        let permission = KeyPermission(models: plan.allowed)
        let target = Target(
            provider: "acme",
            upstream: "acme",
            origin: Origin(isTLS: false, host: "127.0.0.1", port: port),
            basePath: plan.basePath,
            credentialStyle: plan.style,
            credentialID: nil,
            credential: Secret(plan.secret),
            surfaces: plan.surfaces,
            native: plan.native,
            region: "eu-west-1"
        )
        let models = [Pattern("*")]
        let acme = RouteTable.Provider(name: "acme", targets: [target], models: models, surfaces: plan.surfaces)
        return Gateway.Parts(
            limits: Limits(),
            time: StandingTime(),
            keys: FakeKeys([House.key: Caller(keyID: "k", keyName: "e2e", permission: permission, expires: nil)]),
            history: FakeHistory(ledger: ledger),
            ledger: ledger,
            recorders: [recorder],
            capture: CaptureRule(general: .metadata),
            configHash: "0123456789ab",
            routes: RouteTable(providers: [acme], aliases: plan.aliases, defaultProvider: "acme"),
            targets: .once
        )
    }

    /// Asks, and tells what the caller and the provider saw.
    func ask(_ target: String, fields: [String]? = nil, body: String = "{}") throws -> (WireMessage, WireMessage?) {
        let before = provider.requests.count
        let caller = try RawCaller(port: port)
        let lines = fields ?? ["Authorization: Bearer \(House.key)"]
        try caller.send(
            "POST \(target) HTTP/1.1\r\nHost: weir\r\nContent-Type: application/json\r\n"
                + lines.map { $0 + "\r\n" }.joined() + "Content-Length: \(body.utf8.count)\r\n\r\n\(body)"
        )
        let answer = try caller.answer()
        return (answer, provider.requests.count > before ? provider.requests.last : nil)
    }
}

@Suite struct NativeWayTests {
    private let bedrock = NativeHouse.Plan(
        style: .awsSignature,
        secret: "AKIDEXAMPLE:wJalrXUtnFEMI/K7MDENG:c2Vzc2lvbg==",
        surfaces: [.bedrock],
        aliases: ["cheap": RouteTable.Alias(provider: "acme", model: "amazon.nova-lite-v1:0")]
    )
    private let gemini = NativeHouse.Plan(
        basePath: "/v1beta/openai",
        surfaces: [.openAI, .gemini],
        native: NativeAccess(basePath: "/v1beta", credentialStyle: .googAPIKey),
        aliases: ["fast": RouteTable.Alias(provider: "acme", model: "gemini-2.5-flash")]
    )

    /// Signs what the provider got once more.
    private func isSignedRight(_ request: WireMessage, _ secret: String) throws -> Bool {
        let words = request.firstLine.split(separator: " ")
        let target = words[1].split(separator: "?", maxSplits: 1)
        var hash = SigV4BodyHash()
        request.body.withUnsafeBytes { hash.update($0) }
        let authorization = try #require(request["authorization"])
        let names = try #require(authorization.firstRange(of: "SignedHeaders="))
        let signed = Set(authorization[names.upperBound...].prefix { $0 != "," }.split(separator: ";").map(String.init))
        #expect(signed.isSuperset(of: ["content-type", "host", "x-amz-content-sha256", "x-amz-date"]))
        let own: Set = ["x-amz-date", "x-amz-security-token"]
        let again = SigV4(region: "eu-west-1").sign(
            SigV4.Request(
                method: String(words[0]),
                path: String(target[0]),
                query: target.count > 1 ? String(target[1]) : "",
                headers: request.fields.filter { signed.contains($0.name) && !own.contains($0.name) },
                bodyHash: hash.text
            ),
            with: try #require(AWSCredential(Secret(secret))),
            at: StandingTime().wall
        )
        #expect(request["x-amz-date"] == again.date)
        #expect(request["x-amz-content-sha256"] == hash.text)
        return again.authorization == authorization
    }

    @Test(
        arguments: [
            ("/bedrock/model/us.amazon.nova-lite-v1%3A0/converse", "/model/us.amazon.nova-lite-v1%3A0/converse"),
            ("/bedrock/model/us.amazon.nova-lite-v1:0/converse-stream?x=b%20c&a=", nil),
            (
                "/bedrock/model/arn%3Aaws%3Abedrock%3Aus-east-1%3A1%3Ainference-profile%2Fus.x/invoke",
                "/model/arn%3Aaws%3Abedrock%3Aus-east-1%3A1%3Ainference-profile%2Fus.x/invoke"
            ),
            ("/bedrock/model/cheap/converse", "/model/amazon.nova-lite-v1%3A0/converse"),
            ("/bedrock/guardrail/g/version/1/apply", "/guardrail/g/version/1/apply"),
            ("/upstream/acme/anything/else", "/anything/else"),
            ("/upstream/acme/model/a%2Fb/converse", "/model/a%2Fb/converse"),
        ] as [(String, String?)]
    )
    func `a Bedrock request goes out signed as it is sent`(target: String, path: String?) async throws {
        try await NativeHouse.run(bedrock) { house in
            let fields = [
                "Authorization: Bearer \(House.key)", "X-Amz-Date: 20000101T000000Z", "x-amz-security-token: mine",
                "X-Amz-Meta-A:  a   b ", "x-amz-content-sha256: none",
            ]
            let (answer, asked) = try house.ask(target, fields: fields, body: #"{"messages":[]}"#)
            #expect(answer.status == 200)
            let request = try #require(asked)
            #expect(try isSignedRight(request, bedrock.secret))
            if let path { #expect(request.firstLine == "POST \(path) HTTP/1.1") }
            #expect(request.fields.filter { $0.name == "x-amz-security-token" }.map(\.value) == ["c2Vzc2lvbg=="])
            #expect(request.fields.count { $0.name == "x-amz-date" } == 1)
            #expect(request["authorization"]?.contains("x-amz-meta-a") == true)
            #expect(!request.fields.contains { $0.value.contains(House.key) || $0.value.contains("wJalrXUtnFEMI") })
        }
    }

    @Test func `a Bedrock API key is sent as it is`() async throws {
        var plan = bedrock
        plan.secret = "ABSKQmVkcm9jay0xMjM0"
        try await NativeHouse.run(plan) { house in
            let (_, asked) = try house.ask("/bedrock/model/m/converse")
            #expect(asked?["authorization"] == "Bearer ABSKQmVkcm9jay0xMjM0")
            #expect(asked?["x-amz-date"] == nil)
        }
    }

    @Test(arguments: [
        ("/v1beta/models/gemini-2.5-pro:generateContent", "/v1beta/models/gemini-2.5-pro:generateContent"),
        ("/gemini/v1/models/g:streamGenerateContent?alt=sse", "/v1beta/models/g:streamGenerateContent?alt=sse"),
        ("/v1/models/g:countTokens", "/v1beta/models/g:countTokens"),
        ("/v1beta/models/fast:generateContent", "/v1beta/models/gemini-2.5-flash:generateContent"),
        ("/v1beta/cachedContents?pageSize=1", "/v1beta/cachedContents?pageSize=1"),
        ("/upstream/acme/v1beta/models/g:embedContent", "/v1beta/models/g:embedContent"),
        ("/upstream/acme/v1beta/files", "/v1beta/files"),
    ])
    func `Gemini's own paths go to its own base path with its own field`(target: String, path: String) async throws {
        try await NativeHouse.run(gemini) { house in
            let (answer, asked) = try house.ask(target)
            #expect(answer.status == 200)
            #expect(asked?.firstLine == "POST \(path) HTTP/1.1")
            #expect(asked?["x-goog-api-key"] == House.providerKey)
            #expect(asked?["authorization"] == nil)
        }
    }

    @Test(arguments: ["/v1/chat/completions", "/upstream/acme/chat/completions", "/v1beta/openai/chat/completions"])
    func `the OpenAI dialect of the same provider keeps its way`(target: String) async throws {
        try await NativeHouse.run(gemini) { house in
            let (answer, asked) = try house.ask(target, body: #"{"model":"gemini-2.5-pro","messages":[]}"#)
            #expect(answer.status == 200)
            #expect(asked?.firstLine == "POST /v1beta/openai/chat/completions HTTP/1.1")
            #expect(asked?["authorization"] == "Bearer \(House.providerKey)")
        }
    }

    @Test(arguments: [
        "key=\(House.key)", "alt=sse&key=\(House.key)&x=1", "%6Bey=\(House.key)", "alt=sse&k%65y=\(House.key)",
    ])
    func `a key in the query is the caller's credential and goes no further`(query: String) async throws {
        try await NativeHouse.run(gemini) { house in
            let (answer, asked) = try house.ask("/v1beta/models/g:generateContent?\(query)", fields: [])
            #expect(answer.status == 200)
            let request = try #require(asked)
            #expect(!request.firstLine.contains(House.key) && !request.firstLine.contains("key"))
            #expect(request.firstLine.contains("alt=sse") == query.contains("alt=sse"))
        }
    }

    @Test(
        arguments: [
            ("/v1beta/models/g:generateContent", [], 401), ("/v1beta/models/g:generateContent?key=", [], 401),
            ("/v1beta/models/g:generateContent?key=wr_wrong", [], 401),
            ("/v1beta/models/g:generateContent?key=a&key=b", [], 400),
            ("/v1beta/models/g:generateContent?key=\(House.key)", ["x-goog-api-key: \(House.key)"], 400),
            ("/v1/chat/completions?key=\(House.key)", [], 401),
        ] as [(String, [String], Int)]
    )
    func `a key in the query counts like any other credential`(target: String, fields: [String], status: Int)
        async throws
    {
        try await NativeHouse.run(gemini) { house in
            let (answer, asked) = try house.ask(target, fields: fields)
            #expect(answer.status == status)
            #expect(asked == nil)
            #expect(!answer.text.contains(House.key))
            if target.hasPrefix("/v1beta") {
                #expect(answer.text.hasPrefix(#"{"error":{"code":\#(status),"message":"#))
            }
        }
    }

    @Test func `errors on the Bedrock surface have its form`() async throws {
        try await NativeHouse.run(bedrock) { house in
            let (answer, _) = try house.ask("/bedrock/model/m/converse", fields: [])
            #expect(answer.status == 401)
            #expect(answer.text.hasPrefix(#"{"message":""#))
        }
    }

    @Test func `a key bound to models may ask for them and for nothing unread`() async throws {
        var plan = gemini
        plan.allowed = ["gemini-*"]
        try await NativeHouse.run(plan) { house in
            let table = [
                ("models/gemini-2.5-pro:generateContent", "{}", 200), ("models/gemma:generateContent", "{}", 403),
                ("models/gemma%3AgenerateContent", "{}", 403), ("tunedModels/x:generateContent", "{}", 403),
                ("models/gemini-2.5-pro:embedContent", #"{"model":"models/gemma"}"#, 400),
            ]
            for (path, body, status) in table {
                let (answer, _) = try house.ask("/v1beta/" + path, body: body)
                #expect(answer.status == status, "\(path)")
            }
        }
    }

    @Test func `the record holds the path's model`() async throws {
        try await NativeHouse.run(bedrock) { house in
            _ = try house.ask("/bedrock/model/cheap/converse", body: #"{"inferenceConfig":{"maxTokens":7}}"#)
            _ = try await becomes(within: .seconds(5)) { !house.recorder.exchanges.isEmpty }
            let exchange = try #require(house.recorder.exchanges.first)
            #expect(exchange.ask.model == "cheap" && exchange.ask.maxTokens == 7)
            #expect(exchange.ask.route == .converse && exchange.ask.format == .bedrockConverse)
            #expect(exchange.attempts.first?.model == "amazon.nova-lite-v1:0")
        }
    }
}
