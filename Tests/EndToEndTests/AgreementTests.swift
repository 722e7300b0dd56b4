import Exchange
import Foundation
import Proxy
import Support
import Telemetry
import Testing

/// Metrics, log lines and rows are projections of one record, so they agree to the token.
@Suite(.serialized) struct AgreementTests {
    /// Writes the log line of each exchange.
    private struct Lines: Recorder {
        let recorder: LogLineRecorder

        func record(_ exchange: borrowing Exchange) {
            recorder.record(exchange, fate: exchange.persisted)
        }
    }

    /// What a thousand exchanges add up to.
    fileprivate struct Sums: Equatable {
        var statuses: [String: Int] = [:]
        var input = 0
        var output = 0
        var streams = 0
    }

    @Test func `a thousand mixed exchanges add up alike everywhere`() async throws {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("weir-lines-\(UUID().uuidString)")
        let sink = try LogSink(.file(file.path), capacity: 16 << 20)
        let build = BuildFacts(version: "0", revision: "0", swiftVersion: "0", target: "0")
        let metrics = Metrics(build: build, configHash: "0123456789ab", time: SystemTime())
        metrics.declare(provider: "acme", upstream: "acme", models: ["gpt-5"])
        let lines = Lines(recorder: LogLineRecorder(sink, envelope: LogEnvelope(version: "0", instance: "0")))
        var limits = Limits()
        // the bad keys among them are to be told what they are, each
        limits.failedAuths = 0
        try await House.run(limits: limits, recorders: [metrics.recorder, lines]) { house in
            metrics.expose(house.ledger)
            let expected = try await Self.drive(house, count: 1_000)
            #expect(try await becomes(within: .seconds(5)) { house.recorder.exchanges.count == 1_000 })
            #expect(sink.flush(within: .seconds(10)) == 0)
            let exchanges = house.recorder.exchanges
            #expect(Self.sums(of: exchanges) == expected)
            let outcomes = Dictionary(grouping: exchanges, by: \.outcome).mapValues(\.count)
            #expect(outcomes == [.rejected: 200, .upstreamError: 100, .clientError: 100, .success: 600])
            #expect(try Self.sums(ofLog: file) == expected)
            let series = Self.series(metrics)
            #expect(Self.sums(of: series) == expected)
            #expect(series["weir_ledger_accepted_total"] == 1_000)
            #expect(series["weir_ledger_in_flight"] == 0)
            #expect(house.ledger.isBalanced)
            #expect(house.faultsOfRecords == [])
        }
        try FileManager.default.removeItem(at: file)
    }

    // MARK: what is asked

    /// Makes the requests over four connections at once; returns what they must add up to.
    private static func drive(_ house: House, count: Int) async throws -> Sums {
        let port = house.port
        return try await withThrowingTaskGroup(of: Sums.self) { group in
            for lane in 0..<4 {
                group.addTask { try ask(port, (lane * count / 4)..<((lane + 1) * count / 4)) }
            }
            var all = Sums()
            for try await sums in group { all.add(sums) }
            return all
        }
    }

    private static func ask(_ port: Int, _ numbers: Range<Int>) throws -> Sums {
        let caller = try RawCaller(port: port)
        var sums = Sums()
        for number in numbers {
            switch number % 10 {
            case 0: try expect(caller, request("plain", key: "wr_test_nobody"), 401, &sums)
            case 1: try expect(caller, request("plain", model: "nothing"), 404, &sums)
            case 2: try expect(caller, request("status 429"), 429, &sums)
            case 3: try expect(caller, request("status 400"), 400, &sums)
            case 4: try expect(caller, request("count", method: "GET", path: "/v1/models"), 200, &sums)
            case 5: try expect(caller, request("count", method: "GET", path: "/v1/files"), 200, &sums)
            case 6...7:
                try expect(caller, request("stream \(number)", isStream: true), 200, &sums, tokens: number)
                sums.streams += 1
            default: try expect(caller, request("stale \(number)"), 200, &sums, tokens: number)
            }
        }
        return sums
    }

    private static func expect(
        _ caller: RawCaller,
        _ text: String,
        _ status: Int,
        _ sums: inout Sums,
        tokens: Int = 0
    ) throws {
        try caller.send(text)
        let answer = try caller.answer()
        #expect(answer.status == status && answer.isWhole)
        sums.statuses["\(status)", default: 0] += 1
        sums.input += tokens
        sums.output += 2 * tokens
    }

    // MARK: what is told

    private static func sums(of exchanges: [Exchange]) -> Sums {
        var sums = Sums()
        for exchange in exchanges {
            sums.statuses["\(exchange.answer.status)", default: 0] += 1
            sums.input += Int(exchange.usage?.input ?? 0)
            sums.output += Int(exchange.usage?.output ?? 0)
            sums.streams += exchange.answer.isStream ? 1 : 0
        }
        return sums
    }

    private static func sums(ofLog file: URL) throws -> Sums {
        var sums = Sums()
        for line in try String(contentsOf: file, encoding: .utf8).split(separator: "\n") {
            let fields = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any] ?? [:]
            sums.statuses["\(fields["http.response.status_code"] as? Int ?? -1)", default: 0] += 1
            sums.input += fields["gen_ai.usage.input_tokens"] as? Int ?? 0
            sums.output += fields["gen_ai.usage.output_tokens"] as? Int ?? 0
            sums.streams += fields["weir.stream.end"] == nil ? 0 : 1
        }
        return sums
    }

    private static func series(_ metrics: Metrics) -> [String: Double] {
        let body = metrics.exposition(accept: nil, acceptEncoding: nil).body
        var series: [String: Double] = [:]
        for line in String(decoding: body, as: UTF8.self).split(separator: "\n") where !line.hasPrefix("#") {
            guard let blank = line.lastIndex(of: " ") else { continue }
            series[String(line[..<blank])] = Double(line[line.index(after: blank)...])
        }
        return series
    }

    private static func sums(of series: [String: Double]) -> Sums {
        func all(_ name: String, _ part: String = "") -> Int {
            Int(
                series.filter { $0.key.hasPrefix(name + "{") && (part.isEmpty || $0.key.contains(part)) }.reduce(0) {
                    $0 + $1.value
                }
            )
        }
        var sums = Sums()
        for status in [200, 400, 401, 404, 429] {
            sums.statuses["\(status)"] = all("weir_http_requests_total", "status=\"\(status)\"")
        }
        sums.input = all("weir_input_tokens_total")
        sums.output = all("weir_output_tokens_total")
        sums.streams = all("weir_streams_total")
        return sums
    }
}

extension AgreementTests.Sums {
    fileprivate mutating func add(_ other: Self) {
        statuses.merge(other.statuses, uniquingKeysWith: +)
        input += other.input
        output += other.output
        streams += other.streams
    }
}
