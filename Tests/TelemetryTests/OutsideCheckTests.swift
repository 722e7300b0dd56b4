import Exchange
import Glibc
import Telemetry
import Testing

/// Programs that are not weir's own, where they are installed: promtool, and Python with its parsers.
private enum Outside {
    /// The Python to use: `WEIR_PYTHON`, else `python3`.
    static let python = getenv("WEIR_PYTHON").map { String(cString: $0) } ?? "python3"
    static let hasPromtool = run("command -v promtool", []) == 0
    static let hasPrometheusClient = run("\(python) -c 'import prometheus_client'", []) == 0
    static let hasJSONSchema = schema != nil && run("\(python) -c 'import jsonschema'", []) == 0

    /// The reference's JSON schema, from `WEIR_REFERENCE` or beside the checkout.
    static let schema: String? = {
        let root = "/" + #filePath.split(separator: "/").dropLast(4).joined(separator: "/")
        let folder = getenv("WEIR_REFERENCE").map { String(cString: $0) } ?? root + "/shared/reference"
        let path = folder + "/observability/log-line.schema.json"
        return access(path, R_OK) == 0 ? path : nil
    }()

    /// Runs a shell command with `input`, quietly; its exit status.
    static func run(_ command: String, _ input: [UInt8]) -> Int32 {
        guard let program = popen("(\(command)) >&2", "w") else { return -1 }
        _ = input.withUnsafeBytes { fwrite($0.baseAddress, 1, $0.count, program) }
        return pclose(program) >> 8
    }
}

@Suite struct OutsideCheckTests {
    private let metrics = Metrics.sample()

    init() {
        for sample in Samples.table {
            metrics.recorder.began(sample.exchange.ask.route)
            metrics.recorder.record(sample.exchange)
        }
        metrics.registry.observe(.logstoreFlushDuration, [], .milliseconds(3))
        metrics.registry.gauge(.ready) { 1 }
        metrics.expose(LedgerCounts())
    }

    @Test(.enabled(if: Outside.hasPromtool))
    func `promtool finds nothing to say about the text format`() {
        #expect(Outside.run("promtool check metrics", metrics.exposition(accept: nil, acceptEncoding: nil).body) == 0)
    }

    @Test(.enabled(if: Outside.hasPrometheusClient), arguments: ExpositionFormat.allCases)
    func `prometheus_client reads every family`(_ format: ExpositionFormat) {
        let body = metrics.exposition(accept: format.rawValue, acceptEncoding: "gzip").body
        let module = format == .text ? "prometheus_client.parser" : "prometheus_client.openmetrics.parser"
        let script = """
            import sys, gzip
            from \(module) import text_string_to_metric_families as parse
            assert len(list(parse(gzip.decompress(sys.stdin.buffer.read()).decode()))) > 35
            """
        #expect(Outside.run("\(Outside.python) -c '\(script)'", body) == 0)
    }

    @Test(.enabled(if: Outside.hasJSONSchema))
    func `every line of the table keeps to the reference's schema and weir's own additions`() throws {
        let schema = try #require(Outside.schema)
        let endings = Ending.allCases.map(\.rawValue).joined(separator: " ")
        let script = """
            import sys, json, jsonschema
            rules = json.load(open("\(schema)"))
            rules["properties"]["weir.outcome"]["enum"].append("gateway_crashed")
            rules["properties"]["weir.ending"] = {"enum": "\(endings)".split()}
            rules["properties"]["weir.cost.reported_usd"] = {"type": "number", "minimum": 0}
            rules["properties"]["weir.upstream.retry_after_ms"] = {"type": "number", "minimum": 0}
            schema = jsonschema.Draft202012Validator(rules)
            faults = [(line, e.message) for line in sys.stdin.buffer for e in schema.iter_errors(json.loads(line))]
            for fault in faults: print(fault)
            sys.exit(bool(faults))
            """
        var lines: [UInt8] = []
        for sample in Samples.table {
            let written = try captured {
                LogLineRecorder($0, envelope: .sample).record(sample.exchange, fate: sample.fate)
            }
            lines += written.joined() + [10]
        }
        #expect(Outside.run("\(Outside.python) -c '\(script)'", lines) == 0)
    }
}
