import Exchange
import Proxy
import Support
import Telemetry
import Testing

@Suite(.serialized) struct ConnectionTests {
    @Test func `one connection serves many requests, and so does the provider's`() async throws {
        try await House.run { house in
            let caller = try house.caller()
            for number in 1...50 {
                try caller.send(request("plain \(number)"))
                let answer = try caller.answer()
                #expect(answer.status == 200 && answer.text.contains("\"completion_tokens\":\(2 * number)}"))
            }
            #expect(house.upstream.counts.opened == 1)
            #expect(house.listener.connections.accepted == 1)
            let exchanges = try await house.records(50)
            #expect(exchanges.map { $0.usage?.output } == (1...50).map { Int64(2 * $0) })
            #expect(exchanges.dropFirst().allSatisfy { $0.attempts.first?.isReused == true })
            #expect(house.faultsOfRecords == [])
        }
    }

    @Test func `nothing is lost against a provider that closes silently`() async throws {
        try await House.run { house in
            let caller = try house.caller()
            for number in 1...200 {
                try caller.send(request("stale \(number)"))
                #expect(try caller.answer().status == 200)
            }
            let exchanges = try await house.records(200)
            #expect(exchanges.count == 200)
            #expect(exchanges.allSatisfy { $0.outcome == .success })
            #expect(exchanges.allSatisfy { ($0.attempts.first?.freeRetries ?? 0) <= 1 })
            #expect(house.upstream.counts.requests == 200)
            #expect(house.faultsOfRecords == [])
        }
    }

    @Test func `requests sent at once are answered in order`() async throws {
        try await House.run { house in
            let caller = try house.caller()
            try caller.send((1...20).map { request("plain \($0)") }.joined())
            for number in 1...20 { #expect(try caller.answer().text.contains("\"prompt_tokens\":\(number),")) }
            try caller.send(request("plain 1") + request("plain 2", key: "wr_test_nobody") + request("plain 3"))
            #expect(try [caller.answer().status, caller.answer().status, caller.answer().status] == [200, 401, 200])
            #expect(house.faultsOfRecords == [])
        }
    }

    @Test func `who waits to be told to go on is told`() async throws {
        try await House.run { house in
            let caller = try house.caller()
            let whole = request("plain 3", fields: "Expect: 100-continue\r\n")
            let parts = whole.split(separator: "\r\n\r\n", maxSplits: 1).map(String.init)
            try caller.send(parts[0] + "\r\n\r\n")
            let told = try caller.receive()
            #expect(String(decoding: told, as: UTF8.self) == "HTTP/1.1 100 Continue\r\n\r\n")
            try caller.send(parts[1])
            #expect(try caller.answer().status == 200)
            // also on a connection that has been answered before
            try caller.send(parts[0] + "\r\n\r\n")
            #expect(String(decoding: try caller.receive(), as: UTF8.self) == "HTTP/1.1 100 Continue\r\n\r\n")
            try caller.send(parts[1])
            #expect(try caller.answer().status == 200)
            let refused = try house.caller()
            let other = request("plain", key: "wr_test_no", fields: "Expect: 100-continue\r\n")
            try refused.send(String(other.prefix { $0 != "{" }))
            #expect(try refused.answer().status == 401)
            #expect(refused.reader.interims == 0)
        }
    }

    @Test func `answers without a body end where their head ends`() async throws {
        try await House.run { house in
            let caller = try house.caller()
            for (script, method, status) in [
                ("status 204", "POST", 204), ("status 304", "GET", 304), ("status 200", "HEAD", 200),
                ("status 404", "HEAD", 404), ("plain 1", "POST", 200),
            ] {
                try caller.send(
                    request(script, method: method, path: method == "POST" ? "/v1/chat/completions" : "/v1/files/f")
                )
                let answer = try caller.answer(isHead: method == "HEAD")
                #expect(answer.status == status)
                #expect(answer.body.isEmpty == (script != "plain 1"))
            }
            #expect(try await house.records(5).count == 5)
            #expect(house.faultsOfRecords == [])
        }
    }

    @Test func `nobody's credential crosses the house`() async throws {
        try await House.run { house in
            let caller = try house.caller()
            try caller.send(
                request(
                    "echo",
                    fields: "Cookie: a=b\r\nX-Forwarded-For: 1.2.3.4\r\nx-weir-provider: acme\r\nx-mine: 1\r\n"
                )
            )
            let text = try caller.answer().text
            #expect(text.contains("x-mine"))
            for name in ["cookie", "x-forwarded-for", "x-weir-provider"] { #expect(!text.contains(name)) }
        }
    }

    @Test func `a connection that says close is closed behind its whole answer`() async throws {
        try await House.run { house in
            let caller = try house.caller(receiveBuffer: 4_096)
            try caller.send(request("big 6000000", method: "GET", path: "/v1/files/f", fields: "Connection: close\r\n"))
            repeat { try caller.nibble() } while house.ledger.snapshot.inFlight > 0
            // the rest lies in weir and the sockets; a caller that pauses longer than a closing moment still gets it
            _ = try await becomes(within: .milliseconds(1_600)) { house.listener.connections.open == 0 }
            let answer = try caller.answer()
            #expect(answer["connection"] == "close")
            #expect(answer.isWhole && answer.body.count == 6_000_000)
            #expect(try caller.receive() == [])
        }
    }
}
