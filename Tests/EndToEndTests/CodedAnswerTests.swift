import Exchange
import Support
import Testing

/// Providers that code an answer though identity was asked for, and answers that hold the credential.
@Suite(.serialized) struct CodedAnswerTests {
    private static let key = House.providerKey
    private static let mask = String(repeating: "*", count: House.providerKey.utf8.count)
    private static let coded = "content-encoding: gzip\r\n"

    @Test(arguments: ["gzip", "x-gzip", "GZIP"])
    func `a gzip answer reaches the caller in the clear, without the credential`(_ coding: String) async throws {
        let packed = Canned.gzip(Canned.chat("I am \(Self.key)!"))
        try await CannedHouse.run(Canned.whole(packed, fields: "content-encoding: \(coding)\r\n")) { house in
            let (answer, exchange) = try await house.ask(request("x"))
            let expected = Canned.chat("I am \(Self.mask)!")
            #expect(answer.status == 200 && answer.isWhole)
            #expect(answer.text == expected)
            #expect(answer["content-encoding"] == nil)
            #expect(exchange.outcome == .success)
            #expect(exchange.usage == Usage(input: 3, output: 4))
            #expect(exchange.usageSource == .provider)
            #expect(exchange.captured?.answer == Array(expected.utf8))
            #expect(exchange.answer.bytes == Int64(expected.utf8.count))
            #expect(faults(of: exchange) == [])
        }
    }

    @Test func `a gzip stream is read, starred and rid of the usage event that weir asked for`() async throws {
        let (before, behind) = (Canned.delta("a"), Canned.delta("z", finish: "stop"))
        let done = "data: [DONE]\n\n"
        let packed = Canned.gzip(before + Canned.delta(Self.key) + behind + Canned.usage + done)
        try await CannedHouse.run(Canned.stream(packed, fields: Self.coded, size: 7)) { house in
            let (answer, exchange) = try await house.ask(request("x", isStream: true))
            #expect(house.provider.requests.first?.text.contains("include_usage") == true)
            #expect(answer.isWhole && answer["content-encoding"] == nil)
            #expect(answer.text == before + Canned.delta(Self.mask) + behind + done)
            #expect(exchange.outcome == .success)
            #expect(exchange.answer.streamEnd == .complete)
            #expect(exchange.usage == Usage(input: 3, output: 4))
            let captured = String(decoding: exchange.captured?.answer ?? [], as: UTF8.self)
            #expect(captured.contains(Self.mask) && !captured.contains(Self.key))
            #expect(faults(of: exchange) == [])
        }
    }

    @Test(arguments: [1, 8, 60]) func `a gzip answer that lacks its end is truncated`(_ missing: Int) async throws {
        let packed = Array(Canned.gzip(Canned.chat(String(repeating: "w", count: 99))).dropLast(missing))
        try await CannedHouse.run(Canned.whole(packed, fields: Self.coded)) { house in
            let (answer, exchange) = try await house.ask(request("x"))
            // what came is told, and that it is not all
            #expect(answer.status == 200 && !answer.isWhole)
            #expect(exchange.failure?.code == .upstreamTruncated)
            #expect(exchange.outcome == .upstreamError)
            #expect(faults(of: exchange) == [])
        }
    }

    @Test(arguments: [true, false]) func `a broken coding is the provider's fault`(_ isStream: Bool) async throws {
        let broken: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3] + [UInt8](repeating: 0xFF, count: 90)
        let answer =
            isStream ? Canned.stream(broken, fields: Self.coded) : Canned.whole(broken, fields: Self.coded)
        try await CannedHouse.run(answer) { house in
            let (answer, exchange) = try await house.ask(request("x", isStream: isStream))
            #expect(!answer.isWhole)
            #expect(answer.text.contains("upstream_protocol") == isStream)
            #expect(exchange.failure?.code == .upstreamProtocol)
            #expect(exchange.outcome == .upstreamError)
            #expect(faults(of: exchange) == [])
        }
    }

    @Test(arguments: ["br", "zstd", "gzip, br"])
    func `a coding that cannot be searched for the credential does not pass`(_ coding: String) async throws {
        let packed = Array("whatever".utf8)
        try await CannedHouse.run(Canned.whole(packed, fields: "content-encoding: \(coding)\r\n")) { house in
            let (answer, exchange) = try await house.ask(request("x"))
            #expect(answer.status == 502)
            #expect(answer["x-weir-error"] == "upstream_protocol")
            #expect(!answer.text.contains("whatever"))
            #expect(exchange.failure?.code == .upstreamProtocol)
            #expect(exchange.captured?.answer == nil)
            #expect(faults(of: exchange) == [])
        }
    }

    @Test(arguments: [#"\u0073k-end-to-end-0123456789"#, #"sk-end-to-end-012345678\u0039"#, #"\u0053"#])
    func `words that may hide the credential in escapes are not kept`(_ words: String) async throws {
        try await CannedHouse.run(Canned.whole(Canned.chat(words))) { house in
            let (answer, exchange) = try await house.ask(request("x"))
            #expect(answer.status == 200 && answer.text.contains(words))
            #expect(exchange.captured?.request != nil)
            #expect(exchange.captured?.answer == nil)
            #expect(exchange.captured?.isTruncated == true)
            #expect(faults(of: exchange) == [])
        }
    }

    @Test(arguments: [#"\u00e4 \u4f60 \n"#, #"\\u0073 is an escape"#, #"\u007"#])
    func `words with honest escapes are kept`(_ words: String) async throws {
        try await CannedHouse.run(Canned.whole(Canned.chat(words))) { house in
            let (_, exchange) = try await house.ask(request("x"))
            #expect(exchange.captured?.answer == Array(Canned.chat(words).utf8))
            #expect(exchange.captured?.isTruncated == false)
        }
    }
}
