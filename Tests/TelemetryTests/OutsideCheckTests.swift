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
    static let hasJSONSchema = run("\(python) -c 'import jsonschema'", []) == 0
    static let hasReference = schema != nil && hasJSONSchema
    /// The schema that weir's documentation has.
    static let ownSchema =
        "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/") + "/docs/log-line.schema.json"

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
    func `every line of the table keeps to docs/log-line.schema.json`() throws {
        let script = """
            import sys, json, jsonschema
            schema = jsonschema.Draft202012Validator(json.load(open("\(Outside.ownSchema)")))
            faults = [(line, e.message) for line in sys.stdin.buffer for e in schema.iter_errors(json.loads(line))]
            for fault in faults: print(fault)
            sys.exit(bool(faults))
            """
        #expect(Outside.run("\(Outside.python) -c '\(script)'", try lines()) == 0)
    }

    @Test(.enabled(if: Outside.hasReference))
    func `every line of the table keeps to the reference's schema and weir's own additions`() throws {
        let schema = try #require(Outside.schema)
        let reasons = ChoiceReason.allCases.map(\.rawValue).joined(separator: " ")
        let added =
            "weir.shadow_of weir.model_route weir.upstream.passed_over weir.upstream.retry_after_ms weir.retry.stop "
            + "weir.organisation.id weir.team.id weir.user.id"
        let endings = Ending.allCases.map(\.rawValue).joined(separator: " ")
        let script = """
            import sys, json, jsonschema
            rules = json.load(open("\(schema)"))
            rules["properties"]["weir.outcome"]["enum"].append("gateway_crashed")
            rules["properties"]["weir.ending"] = {"enum": "\(endings)".split()}
            rules["properties"]["weir.cost.reported_usd"] = {"type": "number", "minimum": 0}
            reasons = {"enum": "\(reasons)".split()}
            rules["properties"]["weir.upstream.trail"]["items"]["properties"]["reason"] = reasons
            own = json.load(open("\(Outside.ownSchema)"))["properties"]
            cost = own["weir.upstream.trail"]["items"]["properties"]["estimated_cost_usd"]
            rules["properties"]["weir.upstream.trail"]["items"]["properties"]["estimated_cost_usd"] = cost
            for key in "\(added)".split(): rules["properties"][key] = own[key]
            schema = jsonschema.Draft202012Validator(rules)
            faults = [(line, e.message) for line in sys.stdin.buffer for e in schema.iter_errors(json.loads(line))]
            for fault in faults: print(fault)
            sys.exit(bool(faults))
            """
        #expect(Outside.run("\(Outside.python) -c '\(script)'", try lines()) == 0)
    }

    /// The lines of the table.
    private func lines() throws -> [UInt8] {
        var lines: [UInt8] = []
        for sample in Samples.table {
            let written = try captured {
                LogLineRecorder($0, envelope: .sample).record(sample.exchange, fate: sample.fate)
            }
            lines += written.joined() + [10]
        }
        return lines
    }
}
