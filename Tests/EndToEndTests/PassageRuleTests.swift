import Exchange
import Support
import Testing

/// What crosses, what is recorded, what counts as whole.
@Suite(.serialized) struct PassageRuleTests {
    private static let plain = Canned.whole(Canned.chat("x"))

    // MARK: the fields of a connection

    private static func options(_ count: Int) -> String {
        "Connection: " + (0..<count).map { "x-o\($0)" }.joined(separator: ", ") + "\r\n"
    }

    @Test(arguments: [(32, 200), (33, 400), (2_000, 400)])
    func `a caller's connection names at most 32 fields`(_ count: Int, _ status: Int) async throws {
        try await CannedHouse.run(Self.plain) { house in
            let (answer, _) = try await house.ask(request("x", fields: Self.options(count)))
            #expect(answer.status == status)
            #expect(house.provider.requests.count == (status == 200 ? 1 : 0))
        }
    }

    @Test(arguments: [(32, 200), (33, 502)])
    func `a provider's connection names at most 32 fields`(_ count: Int, _ status: Int) async throws {
        try await CannedHouse.run(Canned.whole(Canned.chat("x"), fields: Self.options(count))) { house in
            let (answer, exchange) = try await house.ask(request("x"))
            #expect(answer.status == status)
            #expect(exchange.failure?.code == (status == 200 ? nil : .upstreamProtocol))
            #expect(faults(of: exchange) == [])
        }
    }

    @Test func `a field named by a connection stays on it`() async throws {
        let fields = "connection: X-Theirs ,keep-alive\r\nx-theirs: 1\r\nx-theirs-too: 1\r\n"
        try await CannedHouse.run(Canned.whole(Canned.chat("x"), fields: fields)) { house in
            let mine = "Connection: keep-alive\r\nx-mine: 1\r\nX-Mine-Too: 1\r\nConnection: ,\tX-MINE\r\n"
            let (answer, exchange) = try await house.ask(request("x", fields: mine))
            #expect(answer["x-theirs"] == nil)
            #expect(answer["x-theirs-too"] == "1")
            let asked = try #require(house.provider.requests.first)
            #expect(asked["x-mine"] == nil)
            #expect(asked["x-mine-too"] == "1")
            #expect(asked["authorization"] == "Bearer \(House.providerKey)")
            #expect(exchange.outcome == .success)
        }
    }

    // MARK: what is recorded of a caller's words

    @Test func `a key is not the name of an SDK`() async throws {
        try await CannedHouse.run(Self.plain) { house in
            let lang = try await house.ask(request("x", fields: "x-stainless-lang: \(House.key)\r\n"))
            #expect(lang.exchange.client.sdk == nil)
            let version = "x-stainless-lang: js\r\nx-stainless-package-version: \(House.key)\r\n"
            #expect(try await house.ask(request("x", fields: version)).exchange.client.sdk == "js/?")
            let good = "x-stainless-lang: js\r\nx-stainless-package-version: 4.1.0-beta+2\r\n"
            #expect(try await house.ask(request("x", fields: good)).exchange.client.sdk == "js/4.1.0-beta+2")
        }
    }

    @Test func `a key at the cut is not recorded in part`() async throws {
        try await CannedHouse.run(Self.plain) { house in
            for inside in stride(from: 1, through: 23, by: 2) {
                let agent = String(repeating: "a", count: 255 - inside) + " " + House.key
                let path = "/v1/files/" + String(repeating: "a", count: 245 - inside) + "/" + House.key
                let model = String(repeating: "m", count: 127 - inside) + "/" + House.key
                let line = request("x", method: "GET", path: path, fields: "User-Agent: \(agent)\r\n")
                let asked = try await house.ask(line).exchange
                let modelled = try await house.ask(request("x", model: model)).exchange
                for text in [asked.client.userAgent, asked.ask.path, modelled.ask.model] {
                    let text = try #require(text)
                    #expect(text.hasPrefix("/v1/files/aa") || text.hasPrefix("aa") || text.hasPrefix("mm"))
                    #expect(text.utf8.count <= 256 && !text.contains(House.key.prefix(9)), "\(text)")
                }
            }
        }
    }

    @Test func `a key behind a long one is not recorded in part either`() async throws {
        try await CannedHouse.run(Self.plain) { house in
            for length in stride(from: 2_000, through: 2_050, by: 5) {
                let agent = "sk-" + String(repeating: "a", count: length) + " " + House.key
                let asked = try await house.ask(request("x", fields: "User-Agent: \(agent)\r\n")).exchange
                #expect(asked.client.userAgent == "[redacted] [redacted]")
            }
        }
    }

    @Test func `a key that stands for a model is not told in part`() async throws {
        try await CannedHouse.run(Self.plain, .init(allowed: ["gpt-5"])) { house in
            for inside in [9, 15, 22] {
                let model = String(repeating: "m", count: 127 - inside) + "/" + House.key
                let posted = try await house.ask(request("x", model: model))
                let listed = try await house.ask(request("x", method: "GET", path: "/v1/models/\(model)"))
                #expect(posted.exchange.failure?.code == .forbidden)
                #expect(listed.exchange.failure?.code == .unknownModel)
                for (answer, exchange) in [posted, listed] {
                    let message = try #require(exchange.failure?.message)
                    #expect(message.contains("\"mm") && !message.contains(House.key.prefix(9)), "\(message)")
                    #expect(!answer.text.contains(House.key.prefix(9)))
                }
            }
        }
    }

    // MARK: the end of a stream

    private static let opening = Canned.delta("a") + Canned.delta("b")

    @Test(arguments: [
        (Canned.delta("", finish: "stop"), true),
        (Canned.delta("", finish: "stop") + Canned.usage, true),
        (Canned.delta("", finish: "stop") + Canned.delta("", finish: "length", choice: 1), true),
        ("", false),
        (Canned.usage, false),
    ]) func `a chat stream without its mark is whole when it has finished`(
        _ rest: String,
        _ isWhole: Bool
    ) async throws {
        try await CannedHouse.run(Canned.stream(Array((Self.opening + rest).utf8))) { house in
            let (answer, exchange) = try await house.ask(request("x", isStream: true))
            #expect(answer.text.hasPrefix(Self.opening))
            #expect(answer.text.contains("upstream_truncated") == !isWhole)
            #expect(exchange.outcome == (isWhole ? .success : .upstreamError))
            #expect(exchange.failure?.code == (isWhole ? nil : .upstreamTruncated))
            #expect(exchange.answer.streamEnd == (isWhole ? .complete : .upstreamTruncated))
            #expect(faults(of: exchange) == [])
        }
    }

    @Test(arguments: ["data: [DONE]\n\n", ""])
    func `a chat stream that ends with its connection needs its mark`(_ mark: String) async throws {
        let head = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\n"
        let words = Self.opening + Canned.delta("", finish: "stop") + mark
        try await CannedHouse.run(Array((head + words).utf8), .init(closes: true)) { house in
            let (_, exchange) = try await house.ask(request("x", isStream: true))
            #expect(exchange.failure?.code == (mark.isEmpty ? .upstreamTruncated : nil))
            #expect(faults(of: exchange) == [])
        }
    }

    // MARK: methods

    @Test(arguments: [("GET", "/v1/chat/completions"), ("DELETE", "/v1/models/ft-x"), ("DELETE", "/v1/responses/r")])
    func `a method weir does not know for a path passes through unread`(_ method: String, _ path: String) async throws {
        try await CannedHouse.run(Self.plain) { house in
            let (answer, exchange) = try await house.ask(request("x", method: method, path: path + "?a=1"))
            #expect(answer.status == 200)
            #expect(house.provider.requests.map(\.firstLine) == ["\(method) \(path)?a=1 HTTP/1.1"])
            #expect(exchange.ask.format == .opaque && exchange.ask.operation == .other)
            #expect(exchange.attempts.first?.provider == "acme")
            #expect(exchange.usage == nil)
            #expect(faults(of: exchange) == [])
        }
    }

    @Test func `a method nobody knows is refused`() async throws {
        try await CannedHouse.run(Self.plain) { house in
            let (answer, exchange) = try await house.ask(request("x", method: "BREW"))
            #expect(answer.status == 405)
            #expect(exchange.failure?.code == .methodNotAllowed)
            #expect(house.provider.requests.isEmpty)
        }
    }

    @Test(arguments: [("gpt-5", 200), ("gpt-5-mini", 200), ("gpt-secret", 404), ("other", 404)])
    func `a model that only a pattern covers is there for who may use it`(_ name: String, _ status: Int) async throws {
        let plan = CannedHouse.Plan(models: ["gpt-*"], allowed: ["gpt-5*", "other"])
        try await CannedHouse.run(Self.plain, plan) { house in
            let (answer, exchange) = try await house.ask(request("x", method: "GET", path: "/v1/models/\(name)"))
            #expect(answer.status == status)
            #expect(answer.text.contains("\"id\":\"\(name)\"") == (status == 200))
            #expect(exchange.failure?.code == (status == 200 ? nil : .unknownModel))
            #expect(faults(of: exchange) == [])
        }
    }

    // MARK: redirects

    @Test(arguments: [301, 302, 307, 308]) func `a redirect leads nowhere`(_ status: Int) async throws {
        let answer = Canned.whole("{}", status: status, fields: "location: http://10.0.0.1/\r\n")
        try await CannedHouse.run(answer) { house in
            let (answer, exchange) = try await house.ask(request("x"))
            #expect(answer.status == status)
            #expect(answer["location"] == nil)
            #expect(exchange.outcome == .upstreamError)
            #expect(exchange.attempts.first?.errorType == .other)
            #expect(house.provider.requests.count == 1)
            #expect(faults(of: exchange) == [])
        }
    }
}
