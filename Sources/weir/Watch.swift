import Admin
import Config
import Exchange
import NIOCore
import NIOPosix
import Policy
import Proxy
import Storage
import Synchronization
import Telemetry

/// Looks after the running house: readiness, gauges, key changes, retention, the health of the event loops.
final class Watch: Sendable {
    let house: House
    let gateway: Gateway
    private let listener: Listener
    /// By which administrators change the configuration.
    let reloader: Reloader
    private let isStopping = Atomic<Bool>(false)
    private let seesKeys = Atomic<Bool>(true)
    /// The last entry of the audit trail that the log has; nil when the log follows it no more.
    private let lastAudit: Mutex<Int64?>
    private let desk: HistoryDesk
    let secrets: SecretWatch

    init(house: House, gateway: Gateway, listener: Listener, reloader: Reloader) {
        self.reloader = reloader
        self.house = house
        self.gateway = gateway
        self.listener = listener
        lastAudit = Mutex(house.lastAudit)
        secrets = SecretWatch(store: house.control, events: house.events)
        desk = HistoryDesk(files: house.historyFiles, time: house.time, events: house.events)
    }

    /// From now on `/readyz` says no.
    func stopBeingReady() {
        isStopping.store(true, ordering: .relaxed)
    }

    // MARK: what the operators' listener shows

    var adminSources: AdminPlane.Sources {
        AdminPlane.Sources(
            exposition: { [house] in house.metrics.exposition(accept: $0, acceptEncoding: $1) },
            readiness: { [self] in readiness },
            status: { [self] in status },
            admin: { [house] token in
                Array(token.utf8).withUnsafeBytes { house.keys.administrator($0, at: house.time.wall) }
            },
            upstreams: { [self] in targets.states },
            order: { [self] order in obey(order) },
            logs: { [desk] body in await desk.answer(body) },
            quotas: { [gateway] facets in gateway.quotas.statuses(facets) },
            control: house.control,
            configuration: configurationFacts,
            time: house.time,
            build: house.build,
            processStart: house.metrics.processStart
        )
    }

    /// The targets with their breakers.
    private var targets: any TargetDirectory { gateway.register }

    /// Does what an administrator says of a breaker, and writes it into the audit trail, which the log follows.
    private func obey(_ order: BreakerOrder) -> Int {
        let (isIsolation, upstream, model) = (order.action == .isolate, order.upstream, order.model)
        let count =
            isIsolation
            ? targets.isolate(upstream: upstream, model: model) : targets.release(upstream: upstream, model: model)
        do {
            try house.control.noteTarget(
                isIsolation ? .targetIsolate : .targetRelease,
                upstream: upstream,
                model: model,
                breakers: count,
                by: order.actor,
                at: house.time.wall
            )
        } catch {
            // The breaker has obeyed: an operator in need is not held up by a disk that is full.
            house.events.emit(.log(.error, "weir.audit", "an order could not be written down", error: "\(error)"))
        }
        return count
    }

    private var readiness: Readiness {
        let routable = gateway.routes.providers.filter { !$0.targets.isEmpty }
        let isStopping = isStopping.load(ordering: .relaxed)
        let isDegraded = house.history.isDegraded
        let seesKeys = seesKeys.load(ordering: .relaxed)
        let inForce = house.inForce.now
        return Readiness([
            .init("routes", isGood: !routable.isEmpty, detail: "\(routable.count) providers can be reached by a key"),
            .init(
                "store",
                isGood: !isDegraded,
                detail: isDegraded
                    ? "the history cannot be written: \(house.history.statistics.refusal ?? "no reason known")"
                    : "writable"
            ),
            .init(
                "config",
                isGood: seesKeys,
                detail: "revision \(inForce.revision), "
                    + (seesKeys ? "keys current" : "control.db cannot be read")
                    + (inForce.problems.first.map { "; the last reload was refused: \($0)" } ?? "")
            ),
            .init("drain", isGood: !isStopping, detail: isStopping ? "shutting down" : "taking requests"),
        ])
    }

    private var status: StatusReport {
        let ledger = house.ledger.snapshot
        return StatusReport(
            version: Version.text,
            configHash: house.inForce.revision,
            uptimeSeconds: Int64((house.time.now - house.started).inSeconds),
            ledger: .init(
                accepted: ledger.accepted,
                inFlight: ledger.inFlight,
                queued: ledger.queued,
                stored: ledger.stored,
                dropped: Dictionary(uniqueKeysWithValues: ledger.dropped.map { ($0.key.rawValue, $0.value) }),
                isBalanced: ledger.isBalanced
            ),
            targets: gateway.routes.providers.flatMap(\.targets).map {
                .init(
                    provider: $0.provider,
                    upstream: $0.upstream,
                    origin: $0.origin.description,
                    credentialID: $0.credentialID
                )
            },
            isStoreDegraded: house.history.isDegraded
        )
    }

    // MARK: gauges that are read when somebody scrapes

    func registerGauges() {
        registerSpending()
        let registry = house.metrics.registry
        house.metrics.expose(house.ledger)
        house.metrics.expose(house.sink, as: house.settings.log.output == .stdout ? "stdout" : "file")
        registerConfiguration(registry)
        registry.gauge(.ready) { [self] in readiness.isReady ? 1 : 0 }
        registry.gauge(.storeDegraded) { [house] in house.history.isDegraded ? 1 : 0 }
        registry.gauge(.logstoreQueueDepth) { [house] in Double(house.history.statistics.queued) }
        registry.gauge(.logstoreQueueCapacity) { [house] in Double(house.history.statistics.capacity) }
        registry.gauge(.logstoreOldestPendingTimestamp) { [house] in
            Double((house.history.statistics.oldest ?? house.time.wall).nanoseconds) / 1e9
        }
        if let flight = house.flight {
            registry.gauge(.flightSlots) { Double(flight.statistics.capacity) }
            registry.gauge(.flightSlotsTaken) { Double(flight.statistics.taken) }
            registry.collect { [.flightMissed: [Reading([], Double(flight.statistics.missed))]] }
        }
        registry.collect { [secrets] in [.secretsRows: secrets.readings] }
        registry.collect { [house, listener] in
            let rows = house.history.statistics
            let connections = listener.connections
            return [
                .logstoreRecords: [
                    Reading(["request", "written"], Double(rows.written)),
                    Reading(["request", "dropped_full"], Double(rows.droppedFull)),
                    Reading(["request", "dropped_error"], Double(rows.droppedError)),
                    Reading(["request", "dropped_shutdown"], Double(rows.droppedShutdown)),
                ],
                .upstreamConnectionsOpen: listener.upstreamTally.all.flatMap { provider, counts in
                    counts.states.map { Reading([provider, $0.state], Double($0.count)) }
                },
                .upstreamConnections: listener.upstreamTally.all.flatMap { provider, counts in
                    counts.results.map { Reading([provider, $0.result], Double($0.count)) }
                },
                .httpConnectionsOpen: [Reading(["active"], Double(connections.open))],
                .httpConnections: [
                    Reading(["accepted"], Double(connections.accepted)),
                    Reading(["paused_limit"], Double(connections.pausedAtLimit)),
                    Reading(["paused_files"], Double(connections.pausedForFiles)),
                    Reading(["tls_failed"], Double(connections.failedHandshakes)),
                ],
            ]
        }
    }

    // MARK: what is done again and again

    /// Sees key changes of other processes within a quarter of a second.
    func keepKeysFresh() async {
        var isFirst = true
        while !Task.isCancelled {
            do {
                let hasChanged = try house.keys.refreshIfChanged(at: house.time.wall)
                try house.keys.noteUses(at: house.time.wall)
                // What the start itself wrote changes nothing that is looked at from here.
                if hasChanged || isFirst {
                    try tellAudit()
                    secrets.noteChange()
                }
                if hasChanged { try takeSpending() }
                isFirst = false
                seesKeys.store(true, ordering: .relaxed)
            } catch {
                seesKeys.store(false, ordering: .relaxed)
                house.events.emit(.log(.error, "weir.keys", "the client keys could not be read", error: "\(error)"))
            }
            try? await Task.sleep(for: .milliseconds(200))
        }
    }

    /// Says when rows are lost: the first time at once, then with a count every ten seconds.
    func reportLosses() async {
        var throttle = EventThrottle()
        var before: [DropReason: Int64] = [:]
        while !Task.isCancelled {
            for (reason, count) in house.ledger.snapshot.dropped where reason != .captureOff {
                let lost = count - before[reason, default: 0]
                before[reason] = count
                if let said = throttle.admit(reason.rawValue, lost, now: house.time.now), said > 0 {
                    house.events.emit(.logstoreDropped(said, reason: reason))
                }
            }
            try? await Task.sleep(for: .seconds(1))
        }
    }

    /// Says when the history cannot be written, and when it can again.
    func reportStore() async {
        var wasDegraded = false
        while !Task.isCancelled {
            let now = house.history.statistics
            if now.isDegraded != wasDegraded {
                wasDegraded = now.isDegraded
                house.events.emit(.storeDegraded(wasDegraded ? now.refusal ?? "no reason known" : nil))
            }
            try? await Task.sleep(for: .seconds(1))
        }
    }

    /// Deletes what is too old, at the start and every hour; then compresses the messages of days that are over and
    /// brings their word indexes up to date.
    func sweep() async {
        while !Task.isCancelled, house.claim.whileHeld({ true }) == true {
            do {
                // it may take minutes
                try await NIOThreadPool.singleton.runIfActive { [self] in try sweepOnce() }
            } catch {
                house.events.emit(.log(.error, "weir.retention", "retention failed", error: "\(error)"))
            }
            await seal()
            try? await Task.sleep(for: .seconds(3_600))
        }
    }

    private func sweepOnce() throws {
        let swept = try Sweeper(files: house.historyFiles).sweep(house.inForce.settings.retention, now: house.time.wall)
        if !swept.isEmpty {
            house.events.emit(
                .retention(
                    days: swept.deleted.map(\.description),
                    failed: swept.failed.map(\.description),
                    trimmed: swept.trimmed,
                    freedBytes: swept.freedBytes
                )
            )
        }
        try house.control.trimCharges(at: house.time.wall)
        try house.control.trimAudit(keepingDays: house.inForce.settings.history.auditRetentionDays, at: house.time.wall)
        _ = try SearchIndexer(files: house.historyFiles, time: house.time)
            .catchUpClosedDays(now: house.time.wall, within: .seconds(60))
    }

    /// Puts what is new in the audit trail, from whatever process, into the log; after the last time nothing more.
    func tellAudit(isLast: Bool = false) throws {
        try lastAudit.withLock { last in
            guard var place = last else { return }
            defer { last = isLast ? nil : place }
            var filter = AuditFilter()
            filter.limit = 1_000
            var entries: [AuditEntry]
            repeat {
                filter.after = place
                entries = try house.control.audit(filter)
                for entry in entries {
                    tell(entry)
                    place = entry.id
                }
            } while entries.count == filter.limit
        }
    }

    private func tell(_ entry: AuditEntry) {
        var change = AuditChange(actor: entry.actor, action: entry.action, target: entry.subject)
        change.detail = entry.detail
        change.isRefused = entry.result == .refused
        let kind = entry.action.split(separator: ".").first
        house.events.emit(
            .audit(kind == "key" ? .auditKey : kind == "credential" ? .auditCredential : .auditChange, change)
        )
    }

    /// Compresses what is to be compressed, a tenth of the time, so that callers do not notice.
    private func seal() async {
        var sealer = Sealer(files: house.historyFiles, time: house.time)
        while !Task.isCancelled {
            do {
                // two that compress one day would write over each other
                let isMore = try house.claim.whileHeld { try sealer.work(for: .milliseconds(50)) }
                guard isMore == true else { return }
            } catch {
                house.events.emit(.log(.error, "weir.retention", "compressing messages failed", error: "\(error)"))
            }
            try? await Task.sleep(for: .milliseconds(450))
        }
    }
}
