import Exchange
import Telemetry

extension Metrics {
    /// Metrics with one provider and one model, as the tests use them.
    static func sample() -> Metrics {
        let build = BuildFacts(
            version: "0.1.0",
            revision: "abcdef0",
            swiftVersion: "6.3.1",
            target: "x86_64-unknown-linux-gnu"
        )
        let metrics = Metrics(build: build, configHash: "9f86d081884c", time: FixedTime())
        metrics.declare(provider: "openai", upstream: "openai-eu", models: ["gpt-5.6"])
        return metrics
    }

    /// The exposition as lines; OpenMetrics when asked for.
    func lines(openMetrics: Bool = false) -> [String] {
        let accept = openMetrics ? "application/openmetrics-text;version=1.0.0" : nil
        let body = exposition(accept: accept, acceptEncoding: nil).body
        return String(decoding: body, as: UTF8.self).split(separator: "\n").map(String.init)
    }

    /// The value of one series, or nil when it is absent.
    func value(_ series: String) -> Double? {
        for line in lines() where line.hasPrefix(series + " ") { return Double(line.dropFirst(series.count + 1)) }
        return nil
    }
}
