import Admin
import Config
import Crypto
import Demo
import Dialects
import Exchange
import Identity
import NIOPosix
import Policy
import Proxy
import Storage
import Telemetry

/// The house, put together once at the start: every part is made here and given to those who need it.
struct House: Sendable {
    /// The configuration of the start; what can change since is in `inForce`.
    let settings: Settings
    let source: ConfigSource
    /// The configuration file as it was when it was read for the start.
    let startStamp: FileStamp?
    let inForce: InForce
    let time: any TimeSource
    let configHash: String
    let directory: DataDirectory
    /// Held as long as the house stands, so that no second server uses the directory.
    let claim: DataDirectoryClaim
    let control: ControlStore
    let keys: Storage.KeyTable
    /// Lets callers in with tokens.
    let tokens: TokenAccess
    let ledger: LedgerCounts
    let metrics: Metrics
    let sink: LogSink
    let events: EventLog
    /// Keeps what is in flight over a crash; nil where its file could not be made.
    let flight: FlightTable?
    let history: HistoryWriter
    let historyFiles: HistoryFiles
    let demo: DemoProvider
    let demoCredential: Secret
    let build: BuildFacts
    let pricing: Pricing
    /// The last entry of the audit trail before this start; what is behind it goes into the log.
    let lastAudit: Int64
    let warnings: [String]
    let started: Moment
    /// Keeps the providers' keys as their sources and the database have them.
    let credentials: CredentialDesk
    private let providers: [RouteTable.Provider]

    /// Opens the stores and makes every part; nothing listens yet.
    ///
    /// Where another server has the state directory, waits `waitingAtMost` for it.
    static func assemble(_ start: ConfigStart, waitingAtMost limit: Duration) throws -> House {
        let environment = start.source.environment
        var settings = start.settings
        let time = SystemTime()
        let directory = try DataDirectory(path: settings.dataDirectory)
        let claim = try claim(directory, within: limit, time)
        let control = try directory.openControl(settings, environment, at: time.wall)
        let lastAudit = try control.lastAudit()
        let managed = try start.merge(control, into: &settings)
        let credentials = CredentialDesk(settings, store: control, time: time, sources: environment.sources(.run))
        let opened = try credentials.opened(settings)
        let hash = settings.revision { Array(SHA256.hash(data: $0)) }
        let build = Version.facts(revision: environment["WEIR_REVISION"])
        let metrics = Metrics(build: build, configHash: hash, time: time)
        let ledger = LedgerCounts()
        let sink = try settings.log.sink()
        let envelope = LogEnvelope(version: Version.text, instance: Self.instance(time))
        let lines = Lines(recorder: LogLineRecorder(sink, envelope: envelope))
        let events = EventLog(sink, envelope: envelope, time: time)
        let pricing = try pricing(settings)
        let keys = try control.keyTable()
        var surroundings = surroundings(of: directory, control, ledger, metrics.registry, time)
        surroundings.redaction = settings.history.redaction.redaction
        var told = recover(directory, surroundings, lines, events, completing(settings, pricing, keys))
        let flight = flight(directory, settings, time, &told)
        let history = HistoryWriter(settings.history.writer, surroundings.keeping(flight, control))
        let credential = demoSecret()
        let house = House(
            settings: settings,
            source: start.source,
            startStamp: start.stamp,
            inForce: start.inForce(settings, revision: hash, managed, time),
            time: time,
            configHash: hash,
            directory: directory,
            claim: claim,
            control: control,
            keys: keys,
            tokens: try TokenAccess(keys: keys, time: time),
            ledger: ledger,
            metrics: metrics,
            sink: sink,
            events: events,
            flight: flight,
            history: history,
            historyFiles: directory.history,
            demo: DemoProvider(credential: credential),
            demoCredential: credential,
            build: build,
            pricing: pricing,
            lastAudit: lastAudit,
            warnings: start.problems + opened.warnings + told,
            started: time.now,
            credentials: credentials,
            providers: opened.providers,
            lines: lines
        )
        house.noteStart(start, managed)
        return house
    }

    private let lines: Lines

    /// What the history works with.
    private static func surroundings(
        of directory: DataDirectory,
        _ control: ControlStore,
        _ ledger: LedgerCounts,
        _ registry: Registry,
        _ time: any TimeSource
    ) -> HistoryWriter.Surroundings {
        var surroundings = HistoryWriter.Surroundings(
            files: directory.history,
            index: control.index,
            ledger: ledger,
            time: time,
            scrub: Scrubber.scrub
        ) { registry.observe(.logstoreFlushDuration, [], $0.duration) }
        surroundings.spending = SpendBook(control, time: time)
        return surroundings
    }

    private static func claim(
        _ directory: DataDirectory,
        within limit: Duration,
        _ time: any TimeSource
    ) throws(StorageError) -> DataDirectoryClaim {
        try directory.claim(within: limit, time: time) {
            Terminal.say("weir waits for another server to leave \(directory.path), at most \(limit)")
        }
    }

    /// Stores what the last process left in flight; what there is to tell of it.
    private static func recover(
        _ directory: DataDirectory,
        _ surroundings: HistoryWriter.Surroundings,
        _ lines: Lines,
        _ events: EventLog,
        _ complete: @escaping @Sendable (inout Exchange) -> Void
    ) -> [String] {
        let writer = HistoryWriter(Storage.HistorySettings(), surroundings)
        defer { writer.close(within: .seconds(5)) }
        let report = FlightRecovery(
            files: directory.flight,
            history: writer,
            ledger: surroundings.ledger,
            recorder: lines,
            complete: complete
        ).run(at: surroundings.time.wall)
        if report.isEmpty { return [] }
        events.emit(.recovered(Int64(report.recovered), crashed: Int64(report.crashed), report.text))
        return [report.text]
    }

    /// Works out what an exchange of the last process cost by the tokens that were seen, and which budgets pay.
    private static func completing(
        _ settings: Settings,
        _ pricing: Pricing,
        _ keys: Storage.KeyTable
    ) -> @Sendable (inout Exchange) -> Void {
        let (budgets, owners) = (settings.budgets.compactMap(\.rule), keys.owners)
        return { exchange in
            if exchange.usage != nil, let taken = Consumption(exchange) {
                var prices = pricing
                exchange.bill = prices.bill(for: taken)
            }
            exchange.charges = BudgetRule.charges(budgets, exchange, owners: owners)
        }
    }

    /// The flight recorder; without one, where its file cannot be made, weir goes on and says so.
    private static func flight(
        _ directory: DataDirectory,
        _ settings: Settings,
        _ time: any TimeSource,
        _ told: inout [String]
    ) -> FlightTable? {
        do throws(StorageError) {
            return try FlightTable(files: directory.flight, slots: settings.history.flightSlots, time: time)
        } catch {
            told.append("no flight recorder: \(error); a crash loses what is in flight")
            return nil
        }
    }

    /// What only this process and its demo provider know.
    private static func demoSecret() -> Secret {
        Secret("demo-\(UInt64.random(in: 0 ... .max))-\(UInt64.random(in: 0 ... .max))")
    }

    private static func instance(_ time: any TimeSource) -> String {
        var generator = SystemRandomNumberGenerator()
        return ULID(at: time.wall, using: &generator).text
    }

    /// Who serves which model; the demo provider is reached like any other, at the port it has taken.
    func routes(demoPort: Int?) -> RouteTable {
        Self.routes(settings, providers, demo: demoTarget(port: demoPort))
    }

    /// The demo provider as a target, where it runs.
    func demoTarget(port: Int?) -> Target? {
        port.map { port in
            Target(
                provider: "demo",
                upstream: "demo",
                origin: Origin(isTLS: false, host: "127.0.0.1", port: port),
                basePath: "/v1",
                credentialStyle: .bearer,
                credentialID: nil,
                credential: demoCredential,
                surfaces: [.openAI, .anthropic]
            )
        }
    }

    /// Who serves which model by these settings.
    static func routes(_ settings: Settings, _ providers: [RouteTable.Provider], demo target: Target?) -> RouteTable {
        var all = providers
        if let target {
            all.append(
                RouteTable.Provider(
                    name: "demo",
                    targets: [target],
                    models: DemoModels.all.map { Pattern($0.name) },
                    surfaces: [.openAI, .anthropic]
                )
            )
        }
        return RouteTable(
            providers: all,
            routes: settings.routes,
            aliases: Dictionary(
                uniqueKeysWithValues: settings.aliases.map {
                    ($0.name, RouteTable.Alias(provider: $0.provider, model: $0.model))
                }
            ),
            defaultProvider: settings.defaultProvider
        )
    }

    /// The limits and budgets, with what was spent before.
    private func quotas() throws(StorageError) -> QuotaDesk {
        let rules = settings.quotaRules
        return QuotaDesk(
            rules,
            spent: rules.budgets.isEmpty ? [] : try control.spent(at: time.wall),
            time: time,
            watcher: BudgetRecorder(metrics.registry, events)
        )
    }

    /// The data plane over these routes.
    func gateway(_ routes: RouteTable) throws(StorageError) -> Gateway {
        let quotas = try quotas()
        declare(settings, routes)
        var parts = Gateway.Parts(
            limits: settings.limits,
            time: time,
            keys: keys,
            history: history,
            ledger: ledger,
            recorders: [metrics.recorder, lines],
            capture: settings.history.captureRule,
            configHash: configHash,
            routes: routes
        )
        parts.pricing = pricing
        parts.tokens = tokens.desk
        metrics.exposeIssuers { [time, desk = tokens.desk] in desk.readings(at: time.now) }
        parts.register = register(routes)
        parts.quotas = quotas
        metrics.expose(quotas)
        parts.flight = flight
        parts.durability = settings.history.durability
        return Gateway(parts)
    }

    /// Makes the series of every upstream and model that is configured.
    func declare(_ settings: Settings, _ routes: RouteTable) {
        for provider in routes.providers {
            for target in provider.targets {
                let aliases = settings.aliases.filter { $0.provider == provider.name }.map(\.name)
                let legs = settings.routes.flatMap(\.allLegs).filter { $0.provider == provider.name }.map(\.model)
                metrics.declare(
                    provider: provider.name,
                    upstream: target.upstream,
                    models: provider.models.map(\.text) + aliases + legs
                )
            }
        }
    }

    /// What will be known of the targets; each that the configuration names is listed from the start.
    private func register(_ routes: RouteTable) -> TargetRegister {
        let register = TargetRegister(judging(settings, pricing), time: time)
        routes.everyChoice.forEach(register.list)
        metrics.expose(register)
        return register
    }

    /// How targets are judged by these settings and prices.
    func judging(_ settings: Settings, _ pricing: Pricing) -> TargetSettings {
        var how = TargetSettings(retry: settings.retry, breaker: settings.breaker)
        how.bulkheads = Dictionary(uniqueKeysWithValues: settings.providers.map { ($0.name, $0.bulkhead) })
        let wall = time.wall
        how.price = { provider, model in
            var prices = pricing
            return prices.price(of: model, at: provider, wall: wall)
        }
        how.watcher = BreakerRecorder(metrics.registry, events)
        return how
    }

    /// The prices of the configured providers' models, and of the demo's, which cost nothing.
    static func pricing(_ settings: Settings) throws -> Pricing {
        let configured = settings.providers.map {
            PricedProvider(name: $0.name, kind: $0.kind, host: $0.baseURL.origin.host)
        }
        let demo = PricedProvider(name: "demo", kind: "demo", host: "127.0.0.1")
        return Pricing(table: try PriceTable.shipped(), providers: configured + [demo], configured: settings.prices)
    }
}

/// Writes the log line of each exchange.
struct Lines: Recorder {
    let recorder: LogLineRecorder

    func record(_ exchange: borrowing Exchange) {
        recorder.record(exchange, fate: exchange.persisted)
    }
}

extension HistoryWriter.Surroundings {
    /// The same for a history whose exchanges have slots in the flight recorder, where there is one.
    fileprivate func keeping(_ flight: FlightTable?, _ control: ControlStore) -> HistoryWriter.Surroundings {
        var surroundings = self
        surroundings.flight = flight
        surroundings.spending = SpendBook(control, time: time, flight: flight)
        return surroundings
    }
}

extension DataDirectory {
    /// Opens control.db with the keys the settings name, which are asked for again where one is missing.
    fileprivate func openControl(
        _ settings: Settings,
        _ environment: Environment,
        at now: WallTime
    ) throws -> ControlStore {
        let loading = KeyLoading(settings: settings, directory: self, environment: environment)
        return try openControl(try loading.load(), at: now, keys: loading.load)
    }
}
