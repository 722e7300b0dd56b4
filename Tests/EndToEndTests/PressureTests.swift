import Exchange
import Proxy
import Support
import Telemetry
import Testing

@Suite(.serialized) struct PressureTests {
    @Test func `a provider sees within a second that the caller left`() async throws {
        try await House.run { house in
            var callers: [RawCaller] = []
            for _ in 0..<20 {
                let caller = try house.caller()
                try caller.send(request("trickle", isStream: true))
                _ = try caller.part(of: 100)
                callers.append(caller)
            }
            #expect(house.upstream.counts.opened == 20)
            for caller in callers { caller.leave() }
            #expect(try await becomes(within: .seconds(1)) { house.upstream.counts.closed == 20 })
            #expect(try await becomes(within: .seconds(1)) { house.recorder.exchanges.count == 20 })
            #expect(house.recorder.exchanges.allSatisfy { $0.outcome == .clientCancelled })
            #expect(house.gateway.runningCount == 0)
            #expect(house.faultsOfRecords == [])
        }
    }

    @Test func `a slow reader holds the provider back`() async throws {
        try await House.run { house in
            let whole = 50_000_000
            let caller = try house.caller(receiveBuffer: 16_384)
            try caller.send(request("big \(whole)", method: "GET", path: "/v1/files/f"))
            _ = try caller.part(of: 1)
            // the provider writes until the buffers of the four sockets between are full, and no further
            var last = -1
            while last != house.upstream.counts.sent {
                last = house.upstream.counts.sent
                _ = try await becomes(within: .milliseconds(300)) { house.upstream.counts.sent > last + 8_000_000 }
            }
            #expect(last < 25_000_000)
            #expect(house.ledger.snapshot.inFlight == 1)
            let answer = try caller.answer()
            #expect(answer.isWhole && answer.body.count == whole)
            let record = try #require(try await house.records(1).first)
            #expect(record.answer.bytes == Int64(whole))
            #expect(record.timeline.writeBlocked > .milliseconds(100))
            #expect(house.faultsOfRecords == [])
        }
    }

    @Test func `a large upload streams through and waits for a slow provider`() async throws {
        try await House.run { house in
            let piece = [UInt8](repeating: 0x62, count: 100_000)
            let count = 300
            let port = house.port
            let sending = Task.detached {
                let caller = try RawCaller(port: port)
                try caller.send(
                    "POST /v1/files HTTP/1.1\r\nHost: weir\r\nx-api-key: \(House.key)\r\nx-script: hold\r\n"
                        + "Transfer-Encoding: chunked\r\n\r\n"
                )
                for _ in 0..<count {
                    try caller.send(Array("\(String(piece.count, radix: 16))\r\n".utf8) + piece + [13, 10])
                }
                try caller.send("0\r\n\r\n")
                return try caller.answer()
            }
            // held: the bytes stop in the sockets, not in weir
            var last = -1
            while last != house.upstream.counts.received || last == 0 {
                last = house.upstream.counts.received
                _ = try await becomes(within: .milliseconds(300)) { house.upstream.counts.received > last }
            }
            #expect(last < 1_000_000)
            house.upstream.release()
            let answer = try await sending.value
            #expect(answer.status == 200)
            #expect(answer.text == #"{"received":\#(piece.count * count)}"#)
            let record = try #require(try await house.records(1).first)
            #expect(record.answer.requestBytes == Int64(piece.count * count))
            #expect(house.faultsOfRecords == [])
        }
    }

    @Test func `a handshake that stands still is given up and its connection closed`() async throws {
        try await House.run(asksForTLS: true) { house in
            let caller = try house.caller()
            try caller.send(request("plain 1"))
            let answer = try caller.answer()
            #expect(answer.status == 504 && answer["x-weir-error"] == "connect_timeout")
            #expect(try await becomes(within: .seconds(1)) { house.upstream.counts.closed == 1 })
            let leaving = try house.caller()
            try leaving.send(request("plain 1"))
            #expect(try await becomes(within: .seconds(1)) { house.upstream.counts.opened == 2 })
            leaving.leave()
            #expect(try await becomes(within: .seconds(1)) { house.upstream.counts.closed == 2 })
            #expect(try await house.records(2).map(\.outcome) == [.timeout, .clientCancelled])
            #expect(house.faultsOfRecords == [])
        }
    }

    @Test func `streams that run come to their end when weir drains, endless ones are told`() async throws {
        try await House.run { house in
            let endless = try house.caller()
            try endless.send(request("trickle", isStream: true))
            _ = try endless.part(of: 100)
            let idle = try house.caller()
            try idle.send(request("plain 1"))
            #expect(try idle.answer().status == 200)
            let clock = ContinuousClock()
            let start = clock.now
            await house.listener.drain(for: .milliseconds(300))
            #expect(clock.now - start < .seconds(6))
            #expect(try idle.receive() == [])
            let answer = try endless.answer()
            #expect(!answer.isWhole)
            #expect(answer.text.contains(#"data: {"error":"#) && answer.text.contains("shutting down"))
            #expect(throws: RawCaller.Broken.self) { try house.caller() }
            let record = try #require(try await house.records(2).last)
            #expect(record.failure?.code == .draining && record.answer.streamEnd == .draining)
            #expect(house.listener.connections.open == 0)
            #expect(house.faultsOfRecords == [])
        }
    }
}
