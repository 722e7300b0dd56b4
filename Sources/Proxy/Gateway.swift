package import Exchange
package import Policy
import Synchronization

/// What the data plane works with: who may call, where to go, who is told.
///
/// One for the process.
package final class Gateway: Sendable {
    /// The configuration that exchanges get which begin now.
    private let present: Mutex<Snapshot>
    let time: any TimeSource
    let keys: any KeyDirectory
    let tokens: (any TokenDirectory)?
    let failedAuths: Mutex<FailedAuths>
    let history: any HistoryKeeper
    let ledger: any Ledger
    let recorders: [any Recorder]
    let flight: (any FlightRecorder)?
    let commitTime: Duration
    /// What is known of the targets.
    package let register: TargetRegister
    let concurrency: Mutex<Concurrency>
    /// How much callers may take.
    package let quotas: QuotaDesk
    /// How many copies run that nobody reads.
    let copies = Atomic<Int>(0)
    private let overload = Mutex(Overload())
    private let bodyRoom = Mutex(BodyRoom())
    private let closing = Atomic<Bool>(false)
    private let draining = Atomic<Bool>(false)

    /// Everything the gateway is given.
    package struct Parts: Sendable {
        /// The bounds.
        package var limits: Limits
        /// The clocks.
        package var time: any TimeSource
        /// Who may call.
        package var keys: any KeyDirectory
        /// Who may call with a token that somebody else signed, or nil where nobody may.
        package var tokens: (any TokenDirectory)?
        /// Where rows are kept.
        package var history: any HistoryKeeper
        /// The counts that balance.
        package var ledger: any Ledger
        /// Who is told of each exchange.
        package var recorders: [any Recorder]
        /// How much of the words is kept.
        package var capture: CaptureRule
        /// The revision of the configuration.
        package var configHash: String
        /// Who serves which model.
        package var routes: RouteTable
        /// Where exchanges in flight are noted, or nil.
        package var flight: (any FlightRecorder)?
        /// What the end of an answer waits for.
        package var durability = Durability.batched
        /// How long it waits at most.
        package var commitTime = Duration.seconds(2)
        /// What exchanges cost, or nil where nothing is priced.
        package var pricing: Pricing?
        /// What is known of the targets.
        package var register: TargetRegister
        /// How much callers may take.
        package var quotas: QuotaDesk

        /// Makes the parts.
        package init(
            limits: Limits,
            time: any TimeSource,
            keys: any KeyDirectory,
            history: any HistoryKeeper,
            ledger: any Ledger,
            recorders: [any Recorder],
            capture: CaptureRule,
            configHash: String,
            routes: RouteTable,
            targets: TargetSettings = TargetSettings()
        ) {
            self.limits = limits
            self.time = time
            self.keys = keys
            self.history = history
            self.ledger = ledger
            self.recorders = recorders
            self.capture = capture
            self.configHash = configHash
            self.routes = routes
            register = TargetRegister(targets, time: time)
            quotas = QuotaDesk(QuotaDesk.Rules(), time: time)
        }
    }

    /// The configuration that exchanges get which begin now; those that run keep theirs.
    package var snapshot: Snapshot { present.withLock { $0 } }

    /// The bounds of the present configuration.
    package var limits: Limits { snapshot.limits }

    /// Who serves which model by the present configuration.
    package var routes: RouteTable { snapshot.routes }

    /// Takes over what of a configuration concerns all exchanges, those that run among them; the loops are to be told.
    ///
    /// What is known of targets and what is used of limits survives under the same names.
    func adopt(_ snapshot: Snapshot) {
        register.change(snapshot.judging, targets: snapshot.targets)
        register.hedges.keep(Set(snapshot.routes.routes.map(\.name)))
        quotas.change(snapshot.quotas, spent: snapshot.spent)
        failedAuths.withLock {
            $0.change(most: snapshot.limits.failedAuths, window: snapshot.limits.failedAuthTime)
        }
        concurrency.withLock {
            $0.change(limit: snapshot.limits.inFlight, percent: snapshot.limits.priorityPercent)
        }
        present.withLock { $0 = snapshot }
    }

    /// Makes the gateway from its parts.
    package init(_ parts: Parts) {
        time = parts.time
        keys = parts.keys
        tokens = parts.tokens
        failedAuths = Mutex(FailedAuths(most: parts.limits.failedAuths, window: parts.limits.failedAuthTime))
        history = parts.history
        ledger = parts.ledger
        recorders = parts.recorders
        flight = parts.flight
        commitTime = parts.commitTime
        register = parts.register
        quotas = parts.quotas
        present = Mutex(Snapshot(parts.snapshot))
        concurrency = Mutex(Concurrency(limit: parts.limits.inFlight, percent: parts.limits.priorityPercent))
    }

    /// How many exchanges hold a permit now.
    package var runningCount: Int { concurrency.withLock { $0.running } }

    /// Takes note of how much of its means weir uses; what follows from it is returned.
    package func note(_ reading: OverloadReading) -> Pressure {
        bodyRoom.withLock { $0.look(used: reading.memory.used, limit: reading.memory.limit) }
        return overload.withLock { overload in
            let pressure = overload.note(reading)
            closing.store(overload.closesConnections, ordering: .relaxed)
            return pressure
        }
    }

    /// True while weir is short of memory or connections: no connection is kept alive.
    var isClosing: Bool { closing.load(ordering: .relaxed) }

    /// True when a request of the class may be served under the present pressure.
    func admits(_ priority: PriorityClass, bodyBytes: Int64) -> Bool {
        // the usual case takes no lock
        !isClosing || overload.withLock { $0.admits(priority: priority, bodyBytes: bodyBytes) }
    }

    /// Makes room in memory for a body that is to be collected, if there is any; `settleBody` must follow.
    func takeBody(_ bytes: Int64) -> Bool { bodyRoom.withLock { $0.take(bytes) } }

    /// A body for which room was made is whole, or does not come any more.
    func settleBody(_ bytes: Int64, isWhole: Bool) { bodyRoom.withLock { $0.settle(bytes, isWhole: isWhole) } }

    /// True once weir takes no new work.
    package var isDraining: Bool { draining.load(ordering: .relaxed) }

    /// From now on no connection is kept alive.
    package func beginDrain() {
        draining.store(true, ordering: .relaxed)
    }
}

extension Gateway.Parts {
    /// The configuration among the parts.
    fileprivate var snapshot: Snapshot.Parts {
        var snapshot = Snapshot.Parts(revision: configHash, limits: limits, routes: routes, capture: capture)
        snapshot.durability = durability
        snapshot.pricing = pricing
        snapshot.judging = register.settings
        snapshot.quotas = quotas.first
        return snapshot
    }
}
