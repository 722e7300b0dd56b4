import Dispatch
import Exchange
import Synchronization
import Telemetry
import Testing

/// Holds the first scrapes in the middle of their rendering until it is opened.
private final class Gate: Sendable {
    private let entered = DispatchSemaphore(value: 0)
    private let opened = DispatchSemaphore(value: 0)
    private let passed = Mutex(0)
    private let holds: Int

    init(holding holds: Int) {
        self.holds = holds
    }

    /// The number of renderings begun.
    var count: Int { passed.withLock { $0 } }

    func pass() {
        let place = passed.withLock { count in
            count += 1
            return count
        }
        guard place <= holds else { return }
        entered.signal()
        opened.wait()
    }

    func waitUntilFull() {
        for _ in 0..<holds { entered.wait() }
    }

    func open() {
        for _ in 0..<holds { opened.signal() }
    }
}

@Suite struct ScrapeGateTests {
    private static let openMetrics = "application/openmetrics-text"

    private func metrics(_ gate: Gate) -> Metrics {
        let metrics = Metrics.sample()
        metrics.registry.gauge(.ready) {
            gate.pass()
            return 1
        }
        return metrics
    }

    @Test func `the fourth scrape at once is turned away, the next one is served again`() throws {
        let gate = Gate(holding: 3)
        let metrics = metrics(gate)
        let forms: [(String?, String?)] = [(nil, nil), (nil, "gzip"), (Self.openMetrics, nil)]
        let scrapes = forms.map { form in
            Worker { metrics.exposition(accept: form.0, acceptEncoding: form.1).status }
        }
        gate.waitUntilFull()
        #expect(metrics.exposition(accept: Self.openMetrics, acceptEncoding: "gzip").status == 503)
        gate.open()
        #expect(try scrapes.map { try $0.join() } == [200, 200, 200])
        #expect(metrics.exposition(accept: nil, acceptEncoding: nil).status == 200)
    }

    @Test func `scrapes of the same form at once share one rendering`() throws {
        let gate = Gate(holding: 2)
        let metrics = metrics(gate)
        let other = Worker { metrics.exposition(accept: Self.openMetrics, acceptEncoding: nil).status }
        let first = Worker { metrics.exposition(accept: nil, acceptEncoding: nil).body }
        gate.waitUntilFull()
        let second = Worker {
            var answer = metrics.exposition(accept: nil, acceptEncoding: nil)
            // A probe may have had the third place.
            while answer.status == 503 { answer = metrics.exposition(accept: nil, acceptEncoding: nil) }
            return answer.body
        }
        var probes = 0
        // Turned away means that the third place is taken: the second scrape waits for the first.
        while metrics.exposition(accept: Self.openMetrics, acceptEncoding: "gzip").status == 200 { probes += 1 }
        gate.open()
        let body = try first.join()
        #expect(try second.join() == body && other.join() == 200)
        #expect(gate.count == 2 + probes)
    }
}
