import Demo
import Testing

/// What only the bytes of a connection show.
@Suite(.timeLimit(.minutes(1))) struct BadHTTPTests {
    /// Head and body of what comes until the connection ends.
    private static func answer(_ model: String, stream: Bool) async throws -> (head: String, body: String) {
        var parts: [String] = []
        try await RawConnection.run { connection in
            try await connection.ask(model, stream: stream)
            let text = await connection.readToEnd().text
            guard let end = text.firstRange(of: "\r\n\r\n") else { return }
            parts = [String(text[..<end.lowerBound]), String(text[end.upperBound...])]
        }
        try #require(parts.count == 2)
        return (parts[0], parts[1])
    }

    private static func length(_ head: String) throws -> Int {
        let line = try #require(head.split(separator: "\r\n").first { $0.hasPrefix("content-length: ") })
        return try #require(Int(line.dropFirst("content-length: ".count)))
    }

    @Test(arguments: [true, false])
    func `the status line has no status`(stream: Bool) async throws {
        let answer = try await Self.answer("demo-bad-http", stream: stream)
        #expect(answer.head.hasPrefix("HTTP/1.1 20 OK\r\n"))
        #expect(!answer.body.isEmpty)
    }

    @Test func `a line of the head has no colon`() async throws {
        let head = try await Self.answer("demo-bad-http?wire=header", stream: false).head
        let lines = head.split(separator: "\r\n").dropFirst()
        #expect(lines.contains { !$0.contains(":") })
    }

    @Test(arguments: [true, false])
    func `more is promised than comes`(stream: Bool) async throws {
        let answer = try await Self.answer("demo-bad-http?wire=long", stream: stream)
        #expect(try Self.length(answer.head) == answer.body.utf8.count + 100)
    }

    @Test func `more comes than is promised, on a connection that stays`() async throws {
        try await RawConnection.run { connection in
            try await connection.ask("demo-bad-http?wire=short", stream: true)
            let text = try await connection.read { $0.hasSuffix("data: [DONE]\n\n") }
            let end = try #require(text.firstRange(of: "\r\n\r\n"))
            let body = text[end.upperBound...].utf8.count
            #expect(try Self.length(String(text[..<end.lowerBound])) == body / 2)
            try await connection.finishSending()
            _ = await connection.readToEnd()
        }
    }

    @Test func `a chunk is followed by what is no chunk`() async throws {
        let answer = try await Self.answer("demo-bad-http?wire=chunk", stream: true)
        #expect(answer.head.contains("transfer-encoding: chunked"))
        #expect(answer.body.hasSuffix("\r\nnot a size\r\n"))
    }

    @Test(arguments: ["demo-bad-http", "demo-drop", "demo-reset"])
    func `the request after the last fault is answered`(model: String) async throws {
        try await RawConnection.run { connection in
            try await connection.ask("\(model)?times=0", stream: true)
            let stream = try await connection.read { $0.hasSuffix("0\r\n\r\n") }
            #expect(stream.contains("data: [DONE]\n\n"))
        }
    }

    @Test func `a drip takes its time`() async throws {
        let clock = ContinuousClock()
        try await RawConnection.run { connection in
            for stream in [true, false] {
                let began = clock.now
                try await connection.ask("demo-drip?bps=4000&tokens=8", stream: stream)
                let text = try await connection.read { $0.hasSuffix(stream ? "0\r\n\r\n" : "}}}") }
                let body = try #require(text.firstRange(of: "\r\n\r\n")).upperBound
                // The last piece need not be waited for, and a stream's chunks have lines of their own.
                let least = Double(text[body...].utf8.count) / 4_000 * (stream ? 0.8 : 1) - 0.06
                #expect(clock.now - began >= .seconds(least))
            }
        }
    }

    @Test func `a stall can come before the first event`() async throws {
        try await RawConnection.run { connection in
            try await connection.ask("demo-stall?after=0", stream: true)
            let head = try await connection.read { $0.hasSuffix("\r\n\r\n") }
            #expect(head.hasPrefix("HTTP/1.1 200 OK\r\n"))
            try await connection.finishSending()
            let rest = await connection.readToEnd()
            #expect(rest.text.isEmpty && rest.end == .closed)
        }
    }
}
