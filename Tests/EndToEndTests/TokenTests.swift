import Exchange
import Identity
import Support
import Testing

/// Callers who come with tokens, over sockets, with keys that are fetched over TLS.
@Suite(.enabled(if: Certificate.canBeMade), .timeLimit(.minutes(2)), .serialized) struct TokenTests {
    @Test(arguments: ["authorization", "x-api-key", "api-key", "x-goog-api-key"])
    func `a good token is let in, in whatever field it comes`(_ field: String) async throws {
        try await TokenHouse.run { house async throws -> Void in
            for _ in 0..<3 {
                let answer = try await house.ask(try house.mint.token(), field: field)
                #expect(answer.status == 200, "\(answer.text)")
            }
            #expect(house.server.requests == 1)
            #expect(try await house.ask(TokenMint.shared(), field: field).status == 200)
            #expect(try await house.ask(House.key, field: field).status == 200)
            let seen = try await becomes(within: .seconds(5)) { house.recorder.exchanges.count == 5 }
            let records = house.recorder.exchanges
            #expect(seen && records.allSatisfy { $0.auth == .ok })
            #expect(records.map(\.credential) == [.token, .token, .token, .token, .key])
            #expect(records.first?.caller?.keyID == "ann")
        }
    }

    @Test func `another key of the issuer is found with one fetch, and withdrawn ones are gone`() async throws {
        try await TokenHouse.run { house async throws -> Void in
            #expect(try await house.ask(try house.mint.token()).status == 200)
            let next = TokenMint(kid: "two")
            house.server.say(DocumentServer.whole(TokenMint.document([next])))
            // within a minute of the last fetch an unknown key is not looked for
            #expect(try await house.ask(try next.token()).status == 401)
            #expect(house.server.requests == 1)
            house.time.move(.seconds(61))
            #expect(try await house.ask(try next.token()).status == 200)
            #expect(house.server.requests == 2)
            #expect(try await house.ask(try house.mint.token(sub: "bob")).status == 401)
            // made-up keys cause no more than one fetch a minute
            for number in 0..<20 {
                #expect(try await house.ask(try house.mint.token(kid: "no-\(number)")).status == 401)
            }
            #expect(house.server.requests == 2)
        }
    }

    @Test func `while an issuer is slow, others are served, and those who wait are when it answers`() async throws {
        try await TokenHouse.run { house async throws -> Void in
            house.server.say(nil)
            let token = try house.mint.token()
            let body = #"{"model":"m","messages":[]}"#
            var waiting: [RawCaller] = []
            for _ in 0..<20 {
                let caller = try RawCaller(port: house.port)
                try caller.send(
                    "POST /v1/chat/completions HTTP/1.1\r\nHost: weir\r\nAuthorization: Bearer \(token)\r\n"
                )
                try caller.send("Content-Length: \(body.utf8.count)\r\n\r\n\(body)")
                waiting.append(caller)
            }
            #expect(try await becomes(within: .seconds(5)) { house.desk.waitingCount("main") == 20 })
            for _ in 0..<10 {
                #expect(try await house.ask(House.key).status == 200)
                #expect(try await house.ask(TokenMint.shared()).status == 200)
            }
            // those who wait do so for some seconds: they still wait, so the others did not
            #expect(house.desk.waitingCount("main") == 20)
            #expect(try await becomes(within: .seconds(2)) { house.server.requests == 1 })
            house.server.say(DocumentServer.whole(TokenMint.document([house.mint])))
            for caller in waiting { #expect(try caller.answer().status == 200) }
            #expect(house.server.requests == 1)
        }
    }

    @Test func `an issuer that never answers costs a caller a few seconds and no more`() async throws {
        try await TokenHouse.run { house async throws -> Void in
            house.server.say(nil)
            let answer = try await house.ask(try house.mint.token())
            #expect(answer.status == 401 && answer["retry-after"] == nil)
            #expect(try await becomes(within: .seconds(5)) { house.recorder.exchanges.count == 1 })
            #expect(house.recorder.exchanges.first?.auth == .unknown)
        }
    }

    @Test func `keys serve on while their issuer is dead, and no longer than a day`() async throws {
        try await TokenHouse.run { house async throws -> Void in
            #expect(try await house.ask(try house.mint.token()).status == 200)
            house.server.say("HTTP/1.1 503 Service Unavailable\r\ncontent-length: 0\r\n\r\n")
            house.time.move(.seconds(700))
            // the first waits for the fetch that fails, then the old keys serve
            for number in 0..<5 {
                #expect(try await house.ask(try house.mint.token(sub: "user-\(number)")).status == 200)
            }
            #expect(house.server.requests == 2)
            house.time.move(.seconds(86_400))
            #expect(try await house.ask(try house.mint.token(sub: "late")).status == 401)
        }
    }

    @Test(arguments: [
        "HTTP/1.1 302 Found\r\nlocation: https://127.0.0.1:1/\r\ncontent-length: 0\r\n\r\n",
        "HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n", "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n",
        "HTTP/1.1 200 OK\r\ncontent-length: 300000\r\n\r\n" + String(repeating: " ", count: 300_000),
        "HTTP/1.1 200 OK\r\ncontent-length: 5\r\ncontent-length: 6\r\n\r\n{\"a\"}",
        DocumentServer.whole(#"{"keys":[]}"#), "nonsense\r\n\r\n", "gzip",
    ])
    func `a document that cannot be taken lets nobody in`(_ answer: String) async throws {
        try await TokenHouse.run { house async throws -> Void in
            let good = TokenMint.document([house.mint])
            house.server.say(
                answer == "gzip" ? DocumentServer.whole(good, fields: "content-encoding: gzip\r\n") : answer
            )
            #expect(try await house.ask(try house.mint.token()).status == 401)
            #expect(house.server.requests == 1)
            #expect(house.desk.readings(at: house.time.now).first?.failed == 1)
        }
    }

    @Test func `an issuer's address within the house is never connected to, unless that is allowed`() async throws {
        try await TokenHouse.run(allowsPrivate: false) { house async throws -> Void in
            #expect(try await house.ask(try house.mint.token()).status == 401)
            #expect(house.server.requests == 0)
        }
    }

    @Test func `two credentials are one too many, whatever they are`() async throws {
        try await TokenHouse.run { house async throws -> Void in
            let token = try house.mint.token()
            let pairs = [
                "Authorization: Bearer \(token)\r\nx-api-key: \(House.key)\r\n",
                "Authorization: Bearer \(token)\r\nAuthorization: Bearer \(token)\r\n",
                "x-api-key: \(token)\r\nx-api-key: \(token)\r\n", "x-goog-api-key: \(token)\r\napi-key: \(token)\r\n",
            ]
            for fields in pairs { #expect(try house.send(fields).status == 400) }
            let path = "/v1beta/models/m:generateContent?key=\(House.key)"
            #expect(try house.send("x-goog-api-key: \(token)\r\n", path: path).status == 400)
        }
    }

    @Test(arguments: [
        "/v1/chat/completions", "/v1/responses", "/v1/messages", "/v1beta/models/m:generateContent",
        "/model/m/converse", "/v1/embeddings", "/v1/models",
    ])
    func `every bad credential is answered with the same bytes`(_ path: String) async throws {
        var limits = Limits()
        limits.failedAuths = 0
        try await TokenHouse.run(limits: limits) { house async throws -> Void in
            let other = TokenMint()
            let token = try house.mint.token()
            let parts = token.split(separator: ".").map(String.init)
            let bad: [String] = [
                "wr_test_nobodyhasthiskey", "wr_live_\(String(repeating: "0", count: 36))", "wr_", "wr_a.b.c", "sk-123",
                "a.b.c", "..", "...", "a.b", "x", "eyJ.eyJ.eyJ", token + "x", token + ".", String(token.dropLast()),
                "\(parts[0]).\(parts[1]).", "\(parts[1]).\(parts[0]).\(parts[2])",
                try other.token(), try house.mint.token(sub: "off"), try house.mint.token(kid: "none"),
                try house.mint.token(iss: "https://evil.example/"), try house.mint.token(aud: "other"),
                try house.mint.token(life: -3_600), try house.mint.token(life: 1_000_000),
                try house.mint.token(extra: #","sub":"twice""#), try house.mint.token(extra: #","nbf":4000000000"#),
                try house.mint.token(header: #"{"alg":"none","kid":"one"}"#),
                try house.mint.token(header: #"{"alg":"HS256","kid":"one"}"#),
                try house.mint.token(header: #"{"alg":"ES256","kid":"one","crit":["x"]}"#),
                try house.mint.token(header: #"{"alg":"ES256","kid":"one","jku":"https://evil.example/"}"#),
                String(repeating: "a", count: 9_000) + ".b.c",
            ]
            var bodies: Set<String> = []
            var heads: Set<String> = []
            for credential in bad {
                for field in ["authorization", "x-api-key"] {
                    let answer = try await house.ask(credential, field: field, path: path)
                    let id = answer["x-request-id"] ?? "?"
                    bodies.insert(answer.text.replacing(id, with: "ID"))
                    let fields = answer.fields.filter { !["x-request-id", "request-id", "date"].contains($0.name) }
                    heads.insert(answer.firstLine + fields.map { "\($0.name): \($0.value)" }.joined(separator: "\n"))
                }
            }
            #expect(bodies.count == 1 && heads.count == 1, "\(bodies) \(heads)")
            #expect(heads.first?.hasPrefix("HTTP/1.1 401 ") == true)
            #expect(heads.first?.contains("auth_invalid") == true)
        }
    }
}
