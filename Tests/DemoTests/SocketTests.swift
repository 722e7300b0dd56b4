import Demo
import Exchange
import NIOCore
import NIOPosix
import Testing

/// What only a real connection shows.
@Suite(.timeLimit(.minutes(1))) struct SocketTests {
    @Test func `a connection serves one request after the other`() async throws {
        try await RawConnection.run { connection in
            for _ in 0..<3 {
                try await connection.ask("demo-chat?tokens=1", stream: false)
                let answer = try await connection.read { $0.contains("\"usage\"") }
                #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\n"))
            }
            try await connection.ask("demo-chat?tokens=1", stream: true)
            let stream = try await connection.read { $0.hasSuffix("0\r\n\r\n") }
            #expect(stream.contains("data: [DONE]\n\n"))
        }
    }

    @Test func `a stream that drops ends the connection without the last chunk`() async throws {
        try await RawConnection.run { connection in
            try await connection.ask("demo-drop", stream: true)
            let (text, end) = await connection.readToEnd()
            #expect(text.split(separator: "data: ").count == 4)
            #expect(!text.hasSuffix("0\r\n\r\n"))
            #expect(end == .closed)
        }
    }

    @Test func `a stream that drops with a reset is reset behind its events`() async throws {
        try await RawConnection.run { connection in
            try await connection.ask("demo-drop?rst=1", stream: true)
            let (_, end) = await connection.readToEnd()
            #expect(end == .reset)
        }
    }

    @Test func `an early end in order keeps the connection`() async throws {
        try await RawConnection.run { connection in
            try await connection.ask("demo-drop?clean=1", stream: true)
            let stream = try await connection.read { $0.hasSuffix("0\r\n\r\n") }
            #expect(!stream.contains("[DONE]"))
            try await connection.ask("demo-chat?tokens=1", stream: false)
            #expect(try await connection.read { $0.contains("\"usage\"") }.hasPrefix("HTTP/1.1 200 OK"))
        }
    }

    @Test func `a body that drops is shorter than it said`() async throws {
        try await RawConnection.run { connection in
            try await connection.ask("demo-drop", stream: false)
            let (text, end) = await connection.readToEnd()
            let parts = text.split(separator: "\r\n\r\n", maxSplits: 1)
            let line = try #require(parts[0].split(separator: "\r\n").first { $0.hasPrefix("Content-Length: ") })
            let promised = try #require(Int(line.dropFirst("Content-Length: ".count)))
            #expect(parts.count == 2)
            #expect(parts.last?.utf8.count == promised / 2)
            #expect(end == .closed)
        }
    }

    @Test(arguments: [("demo-reset", RawConnection.End.reset), ("demo-reset?rst=0", .closed)])
    func `a connection closes without an answer`(model: String, expected: RawConnection.End) async throws {
        try await RawConnection.run { connection in
            try await connection.ask(model, stream: true)
            let (text, end) = await connection.readToEnd()
            #expect(text.isEmpty)
            #expect(end == expected)
        }
    }

    @Test func `a silence ends when its time is over`() async throws {
        try await RawConnection.run { connection in
            try await connection.ask("demo-stall?after=1&hold=50ms", stream: true)
            let (text, end) = await connection.readToEnd()
            #expect(text.split(separator: "data: ").count == 2)
            #expect(end == .closed)
        }
    }

    @Test func `a caller that leaves ends a silence`() async throws {
        try await RawConnection.run { connection in
            try await connection.ask("demo-stall?hold=600s", stream: true)
            _ = try await connection.read { $0.split(separator: "data: ").count == 4 }
            try await connection.finishSending()
            let (_, end) = await connection.readToEnd()
            #expect(end == .closed)
        }
    }

    @Test func `a provider that is cancelled leaves no connection open`() async throws {
        let (ports, ready) = AsyncStream<Int>.makeStream()
        let task = Task {
            try await DemoProvider(credential: Secret(DemoClient.key)).run { ready.yield($0) }
        }
        let port = try #require(await ports.first { _ in true })
        try await RawConnection.with(port: port) { idle in
            try await idle.ask("demo-chat?tokens=1", stream: false)
            _ = try await idle.read { $0.contains("\"usage\"") }
            try await RawConnection.with(port: port) { stalled in
                try await stalled.ask("demo-stall", stream: true)
                _ = try await stalled.read { $0.split(separator: "data: ").count == 4 }
                task.cancel()
                _ = await stalled.readToEnd()
                _ = await idle.readToEnd()
            }
        }
        try await task.value
    }
}
