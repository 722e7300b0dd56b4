package import Exchange
import Synchronization

/// What is running, for `weir_build_info`.
package struct BuildFacts: Sendable, Hashable {
    /// weir's version.
    package var version: String
    /// The commit it was built from.
    package var revision: String
    /// The compiler.
    package var swiftVersion: String
    /// The target triple.
    package var target: String

    /// Makes the facts of a build.
    package init(version: String, revision: String, swiftVersion: String, target: String) {
        self.version = version
        self.revision = revision
        self.swiftVersion = swiftVersion
        self.target = target
    }
}

/// The metrics of one weir: the registry, what feeds it, and what a scrape gets.
package final class Metrics: Sendable {
    /// The numbers; the rest of the program adds its own through it.
    package let registry = Registry()
    private let time: any TimeSource
    private let process: ProcessMetrics
    private let gate = ScrapeGate()
    private let configHash: Mutex<String>
    /// The size of the last exposition, so that the next one finds its room at once.
    private let lastSize = Atomic(262_144)

    /// Makes the metrics of a weir that runs `build` with the configuration of `configHash`.
    package init(build: BuildFacts, configHash: String, time: any TimeSource) {
        self.time = time
        self.configHash = Mutex(configHash)
        process = ProcessMetrics(time: time)
        let labels = [build.version, build.revision, build.swiftVersion, build.target]
        registry.gauge(.buildInfo, labels) { 1 }
        process.register(with: registry)
    }

    /// The recorder that adds each exchange.
    package var recorder: MetricsRecorder { MetricsRecorder(registry) }

    /// When the process started, in whole seconds since the epoch; the header `Process-Start-Time-Unix`.
    package var processStart: Int64 { process.start.seconds }

    /// Makes the series of a configured upstream and its models at 0; may be called again with more.
    package func declare(provider: String, upstream: String, models: [String]) {
        registry.declare(provider: provider, upstream: upstream, models: models)
    }

    /// Says that another configuration is in force.
    package func configured(hash: String) {
        configHash.withLock { $0 = hash }
    }

    /// Exposes the ledger's counts.
    package func expose(_ ledger: LedgerCounts) {
        registry.collect {
            let counts = ledger.snapshot
            return [
                .ledgerAccepted: [Reading(Double(counts.accepted))],
                .ledgerInFlight: [Reading(Double(counts.inFlight))],
                .ledgerQueued: [Reading(Double(counts.queued))],
                .ledgerStored: [Reading(Double(counts.stored))],
                .ledgerRecovered: [Reading(Double(counts.recovered))],
                .ledgerDropped: DropReason.allCases.map {
                    Reading([$0.rawValue], Double(counts.dropped[$0] ?? 0))
                },
            ]
        }
    }

    /// Exposes what became of the log's lines; `name` is the value of `sink`: `stdout` or `file`.
    package func expose(_ sink: LogSink, as name: String) {
        registry.collect {
            let counts = sink.counts
            return [
                .logEvents: LogLevel.allCases.map { Reading([$0.name], Double(counts[$0].offered)) },
                .logDropped: [
                    Reading([name, "queue_full"], Double(counts.total.full)),
                    Reading([name, "write_error"], Double(counts.total.failed)),
                ],
            ]
        }
    }

    /// Answers a scrape; blocks for as long as it takes to render, a few milliseconds.
    ///
    /// The fourth scrape at once gets 503. To be called off the event loops.
    package func exposition(accept: String?, acceptEncoding: String?) -> Exposition {
        let format = ExpositionFormat(accept: accept)
        let form = ScrapeGate.Form(format: format, isGzip: ExpositionFormat.allowsGzip(acceptEncoding))
        let passed = gate.pass(form) {
            let plain = render(format)
            guard form.isGzip, let packed = Gzip.compress(plain) else { return (plain, false) }
            return (packed, true)
        }
        guard let passed else { return .tooMany }
        return Exposition(
            status: 200,
            contentType: format.rawValue,
            contentEncoding: passed.isGzip ? "gzip" : nil,
            body: passed.body
        )
    }

    private func render(_ format: ExpositionFormat) -> [UInt8] {
        let start = time.now
        var (state, readings) = registry.snapshot()
        readings[FamilyID.configInfo.rawValue] = [Reading([configHash.withLock { $0 }], 1)]
        readings[FamilyID.metricsSeriesOverflow.rawValue] = Self.overflows(state)
        readings[FamilyID.metricsSeries.rawValue] = [Reading(Double(Self.series(state, readings) + 1))]
        let capacity = lastSize.load(ordering: .relaxed)
        let body = ExpositionWriter.render(format, state, readings, capacity: capacity + capacity / 8)
        lastSize.store(body.count, ordering: .relaxed)
        registry.observe(.metricsScrapeDuration, [], time.now - start)
        return body
    }

    /// The overflow counter of every family with an open label.
    private static func overflows(_ state: RegistryState) -> [Reading] {
        Catalogue.families.filter { $0.labels.contains(where: \.isOpen) && state.tables[$0.id.rawValue].count > 0 }
            .map { Reading([$0.name], Double(state.tables[$0.id.rawValue].overflow)) }
    }

    /// The number of time series, one for each line of the exposition that is no comment.
    private static func series(_ state: RegistryState, _ readings: [[Reading]]) -> Int {
        var lines = readings.reduce(0) { $0 + $1.count }
        for family in Catalogue.families {
            let table = state.tables[family.id.rawValue]
            lines += table.count * (family.buckets == nil ? 1 : table.width + 2)
        }
        return lines
    }
}
