import Exchange
import Telemetry
import Testing

@Suite struct ExpositionTests {
    private static let openMetrics = ExpositionFormat.openMetrics
    private static let text = ExpositionFormat.text
    private static let prometheus3 =
        "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.5,"
        + "application/openmetrics-text;version=0.0.1;q=0.4,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.3,"
        + "text/plain;version=0.0.4;q=0.2,*/*;q=0.1"
    private static let prometheus2 =
        "application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,"
        + "text/plain;version=0.0.4;q=0.5,*/*;q=0.1"

    @Test(arguments: [
        (prometheus3, openMetrics), (prometheus2, openMetrics), ("*/*", text), ("", text),
        ("text/plain;version=0.0.4", text), ("application/json", text), ("application/openmetrics-text", openMetrics),
        ("Application/OpenMetrics-Text ; Version=1.0.0 ; Q=0.9, text/plain;q=0.8", openMetrics),
        ("application/openmetrics-text;version=2.0.0", text), ("application/openmetrics-text;q=0", text),
        ("application/openmetrics-text;q=nan", text), ("application/openmetrics-text;q=0.2, text/*;q=0.9", text),
        (",;,=;q", text), ("text/plain, application/openmetrics-text", openMetrics),
    ])
    func `the format is the one Accept likes best`(_ accept: String, _ expected: ExpositionFormat) {
        #expect(ExpositionFormat(accept: accept) == expected)
    }

    @Test(arguments: [
        ("gzip", true), ("GZIP;q=0.5, br", true), ("*", true), ("gzip;q=0, *", false), ("br, deflate", false),
        ("", false), ("identity;q=1, *;q=0", false),
    ])
    func `gzip is used only where it is allowed`(_ header: String, _ expected: Bool) {
        #expect(ExpositionFormat.allowsGzip(header) == expected)
    }

    @Test func `a scrape without headers gets plain text`() {
        let answer = Metrics.sample().exposition(accept: nil, acceptEncoding: nil)
        #expect(answer.status == 200)
        #expect(answer.contentType == "text/plain; version=0.0.4; charset=utf-8")
        #expect(answer.contentEncoding == nil)
        #expect(answer.body.starts(with: Array("# HELP weir_http_requests_total ".utf8)))
    }

    @Test func `gzip shrinks the body and says so`() {
        let metrics = Metrics.sample()
        let plain = metrics.exposition(accept: nil, acceptEncoding: nil)
        let packed = metrics.exposition(accept: nil, acceptEncoding: "gzip")
        #expect(packed.contentEncoding == "gzip")
        #expect(packed.body.starts(with: [0x1F, 0x8B]))
        #expect(packed.body.count * 4 < plain.body.count)
    }

    @Test func `families stand together, in the catalogue's order, with their types`() {
        let metrics = Metrics.sample()
        for sample in Samples.table { metrics.recorder.record(sample.exchange) }
        var shown: [String] = []
        for line in metrics.lines() where line.hasPrefix("# TYPE ") {
            let words = line.split(separator: " ")
            shown.append(String(words[2]))
            #expect(Catalogue.families.first { $0.name == words[2] }?.kind.name == String(words[3]))
        }
        let order = Catalogue.families.map(\.name)
        #expect(shown == order.filter { shown.contains($0) })
        #expect(shown.count > 35)
    }

    @Test func `buckets rise and the last one is the count, bounds spelled as floats`() throws {
        let metrics = Metrics.sample()
        for sample in Samples.table { metrics.recorder.record(sample.exchange) }
        var last = 0.0
        for line in metrics.lines() where line.contains("_bucket{") || line.contains("_count") {
            let value = try #require(line.split(separator: " ").last.flatMap { Double($0) })
            if line.contains("_count") {
                #expect(value == last, "\(line)")
                last = 0
            } else {
                #expect(value >= last, "\(line)")
                last = value
                #expect(line.contains("+Inf") || line.contains(".") || line.contains("e-"))
            }
        }
        #expect(metrics.lines().contains { $0.contains("le=\"5.0\"") })
    }

    @Test func `OpenMetrics ends with EOF and names counters without _total`() {
        let lines = Metrics.sample().lines(openMetrics: true)
        #expect(lines.last == "# EOF")
        #expect(lines.contains("# TYPE weir_http_requests counter"))
        #expect(lines.contains("# UNIT weir_http_request_duration_seconds seconds"))
        #expect(!lines.contains { $0.hasPrefix("# TYPE") && $0.contains("_total ") })
    }

    @Test func `label values and unknown gauges are made safe`() {
        let metrics = Metrics.sample()
        metrics.declare(provider: "a\"b\\c\nd", upstream: "u", models: [])
        metrics.registry.gauge(.ready) { .nan }
        metrics.registry.gauge(.storeDegraded) { nil }
        metrics.registry.gauge(.logstoreQueueDepth, ["too many"]) { 1 }
        metrics.registry.gauge(.logstoreQueueCapacity) { 4_096 }
        metrics.registry.gauge(.logstoreQueueCapacity) { 1 }
        let lines = metrics.lines()
        #expect(lines.contains(#"weir_streams_active{provider="a\"b\\c\nd"} 0"#))
        #expect(!lines.contains { $0.hasPrefix("weir_ready ") || $0.hasPrefix("weir_store_degraded ") })
        #expect(!lines.contains { $0.hasPrefix("weir_logstore_queue_depth") })
        #expect(
            lines.filter { $0.hasPrefix("weir_logstore_queue_capacity ") } == ["weir_logstore_queue_capacity 4096.0"]
        )
    }

    @Test func `what is asked of others shows: process, ledger, configuration, log`() throws {
        let metrics = Metrics.sample()
        let ledger = LedgerCounts()
        ledger.accepted()
        metrics.expose(ledger)
        metrics.configured(hash: "000000000000")
        let lines = try captured { sink in
            metrics.expose(sink, as: "stdout")
            EventLog(sink, envelope: .sample, time: FixedTime()).emit(.ready(after: .zero))
            #expect(metrics.value(#"weir_log_events_total{level="info"}"#) == 1)
            #expect(metrics.value(#"weir_log_dropped_total{sink="stdout",reason="queue_full"}"#) == 0)
        }
        #expect(lines.count == 1)
        #expect(metrics.value("weir_ledger_accepted_total") == 1)
        #expect(metrics.value("weir_ledger_in_flight") == 1)
        #expect(metrics.value(#"weir_ledger_dropped_total{reason="capture_off"}"#) == 0)
        #expect(metrics.value(#"weir_config_info{hash="000000000000"}"#) == 1)
        #expect(metrics.value(#"weir_config_info{hash="9f86d081884c"}"#) == nil)
        #expect(metrics.value("process_threads") ?? 0 >= 1)
        #expect(metrics.value("process_open_fds") ?? 0 >= 3)
        #expect(metrics.value("process_resident_memory_bytes") ?? 0 > 1e6)
        #expect(metrics.value("process_start_time_seconds") ?? 0 > 1.7e9)
    }
}
