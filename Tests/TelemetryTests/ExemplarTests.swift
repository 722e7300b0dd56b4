import Exchange
import Telemetry
import Testing

@Suite struct ExemplarTests {
    private let metrics = Metrics.sample()

    /// An exchange that took so long, ended at `second`, and has `span` in its trace.
    private func record(_ milliseconds: Double, at second: Int64, span: UInt64) {
        var exchange = Samples.bare()
        exchange.trace.spanID = span
        exchange.answer.status = 200
        let wall = WallTime(nanoseconds: (1_795_396_659 + second) * 1_000_000_000)
        exchange.timeline = Timeline(accepted: Samples.start, wall: wall)
        exchange.timeline.ended = Samples.at(milliseconds)
        metrics.recorder.record(exchange)
    }

    private func exemplar(le: String) -> Substring? {
        let start = "weir_http_request_duration_seconds_bucket{route=\"/v1/chat/completions\","
        return metrics.lines(openMetrics: true)
            .first { $0.hasPrefix(start) && $0.contains("status_class=\"2xx\",le=\"\(le)\"}") }?
            .split(separator: "#").dropFirst().first
    }

    @Test func `the slowest of the last minute stands for its bucket`() {
        record(300, at: 0, span: 0xa)
        record(400, at: 1, span: 0xb)
        record(350, at: 2, span: 0xc)
        #expect(exemplar(le: "0.5")?.contains("span_id=\"000000000000000b\"} 0.4 1795396660.400") == true)
        record(310, at: 70, span: 0xd)
        #expect(exemplar(le: "0.5")?.contains("span_id=\"000000000000000d\"} 0.31 ") == true)
        #expect(exemplar(le: "1.0") == nil)
    }

    @Test func `an exemplar names trace and span in at most 128 characters, inside its bucket`() throws {
        for sample in Samples.table { metrics.recorder.record(sample.exchange) }
        let lines = metrics.lines(openMetrics: true).filter { $0.contains(" # {") }
        #expect(!lines.isEmpty)
        for line in lines {
            let parts = line.split(separator: " ")
            #expect(parts[0].contains("_bucket{") && parts.count == 6)
            let labels = parts[3].filter { !"{}=\",".contains($0) }
            #expect(labels.unicodeScalars.count <= 128)
            #expect(parts[3].hasPrefix("{trace_id=\"4bf92f3577b34da6a3ce929d0e0e4736\",span_id=\"00f067aa0ba902b7\""))
            let bound = try #require(parts[0].split(separator: "\"").dropLast().last)
            #expect(bound == "+Inf" || Double(parts[4]) ?? .infinity <= Double(bound) ?? 0)
        }
    }

    @Test func `the text format has no exemplars`() {
        record(300, at: 0, span: 0xa)
        #expect(!metrics.lines().contains { $0.contains(" # {") })
    }
}
