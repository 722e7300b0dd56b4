import Exchange
import Policy
import Storage
import Support
import Testing

@testable import simulation

/// Each check finds what it is there for, and is silent where nothing is wrong.
@Suite struct CheckTests {
    private static func at(_ seconds: Double) -> Moment { Moment(nanoseconds: Int64(seconds * 1e9)) }

    private static let target = Target(
        provider: "acme",
        upstream: "acme",
        origin: Origin(isTLS: false, host: "acme.test", port: 80),
        basePath: "",
        credentialStyle: .none,
        credentialID: nil,
        credential: nil,
        surfaces: []
    )

    /// An attempt that fails, unless it is told otherwise.
    private static func attempt(
        _ reason: ChoiceReason,
        _ started: Double,
        _ ended: Double,
        change: (inout Attempt) -> Void = { _ in }
    ) -> Attempt {
        var attempt = Attempt(target: target, model: "m", modelLabel: "m", reason: reason, started: at(started))
        attempt.ended = at(ended)
        attempt.errorType = .reset
        change(&attempt)
        return attempt
    }

    private static func exchange(_ number: UInt64, _ attempts: [Attempt]) -> Exchange {
        var exchange = Exchange(
            id: RequestID(ULID(high: 1, low: number)),
            trace: Trace(traceID: (1, 2), spanID: 3, flags: 0),
            client: Client(address: "", isTLS: false, protocolVersion: "1.1"),
            ask: Ask(
                method: .post,
                path: "/v1/chat/completions",
                route: .chatCompletions,
                surface: .openAI,
                operation: .chat,
                format: .openAIChat
            ),
            timeline: Timeline(accepted: attempts.first?.started ?? at(0), wall: WallTime(nanoseconds: 0)),
            configHash: ""
        )
        exchange.attempts = attempts
        exchange.timeline.ended = attempts.compactMap(\.ended).max() ?? at(0)
        return exchange
    }

    private static func entry(_ from: String, _ to: String, _ seconds: Double, openFor: Duration? = nil) -> Diary.Entry
    {
        let change = TargetChange(
            breaker: .target,
            place: ("acme", "acme", "m"),
            from: from,
            to: to,
            reason: "",
            counts: (0, 0),
            openFor: openFor
        )
        return Diary.Entry(at: at(seconds), change: change)
    }

    // MARK: attempts

    private static func attemptBreaches(_ attempts: [Attempt], most: Int = 2) -> [String] {
        let breaches = Breaches()
        var settings = RetrySettings()
        settings.attempts = most
        AttemptCheck(exchange: exchange(1, attempts), settings: settings, breaches: breaches).judge()
        return breaches.all
    }

    @Test func `an attempt too many is found`() {
        let three = [Self.attempt(.first, 1, 2), Self.attempt(.retry, 2, 3), Self.attempt(.retry, 3, 4)]
        #expect(Self.attemptBreaches(three, most: 3) == [])
        #expect(Self.attemptBreaches(three).contains { $0.hasPrefix("attempts:") })
    }

    @Test func `an attempt behind a good one is found`() {
        let good = Self.attempt(.first, 1, 2) { $0.errorType = nil }
        #expect(Self.attemptBreaches([good, Self.attempt(.retry, 2, 3)]).contains { $0.hasPrefix("attempts:") })
    }

    @Test(arguments: [
        [attempt(.first, 1, 3), attempt(.retry, 2, 4)],
        [attempt(.first, 1, 2), attempt(.retry, 2.1, 3) { $0.backoff = .seconds(1) }],
        [
            attempt(.first, 1, 2) {
                $0.status = 503
                $0.retryAfter = .seconds(5)
            }, attempt(.retry, 3, 4) { $0.backoff = .seconds(1) },
        ],
        [attempt(.first, 1, 62), attempt(.retry, 63, 64)],
    ])
    func `an attempt too early or too late is found`(_ attempts: [Attempt]) {
        #expect(Self.attemptBreaches(attempts).contains { $0.hasPrefix("times:") })
    }

    // MARK: breakers

    private static func breakerBreaches(_ entries: [Diary.Entry], _ attempts: [Attempt]) -> [String] {
        let breaches = Breaches()
        let exchanges = attempts.enumerated().map { exchange(UInt64($0.offset), [$0.element]) }
        BreakerCheck(exchanges: exchanges, entries: entries, breaches: breaches).judge()
        return breaches.all
    }

    private static let opening = [
        entry("closed", "open", 10, openFor: .seconds(5)), entry("open", "half_open", 16),
    ]

    private static func probe(_ started: Double, _ ended: Double) -> Attempt {
        attempt(.first, started, ended) { $0.isProbe = true }
    }

    @Test func `a call while a breaker is open is found`() {
        #expect(Self.breakerBreaches(Self.opening, [Self.attempt(.first, 9, 12)]) == [])
        #expect(
            Self.breakerBreaches(Self.opening, [Self.attempt(.first, 12, 13)]).contains { $0.hasPrefix("breaker:") }
        )
    }

    @Test func `a breaker that is half open too soon is found`() {
        let soon = [Self.opening[0], Self.entry("open", "half_open", 14)]
        #expect(Self.breakerBreaches(soon, []).contains { $0.hasPrefix("breaker:") })
    }

    @Test func `a second probe and one that is none are found`() {
        #expect(Self.breakerBreaches(Self.opening, [Self.probe(16, 18), Self.probe(18, 19)]) == [])
        #expect(Self.breakerBreaches(Self.opening, [Self.probe(16, 18), Self.probe(17, 19)]).count == 1)
        #expect(Self.breakerBreaches(Self.opening, [Self.probe(16, 90), Self.probe(42, 50)]) == [])
        let none = Self.attempt(.first, 17, 18)
        #expect(Self.breakerBreaches(Self.opening, [none]).contains { $0.hasPrefix("probe:") })
        #expect(Self.breakerBreaches([], [Self.probe(1, 2)]).contains { $0.hasPrefix("probe:") })
    }

    // MARK: budget and places

    /// So many exchanges that fail at once and are repeated, each at its own time.
    private static func repeated(_ count: Int, apart: Double, lasting: Double) -> [Exchange] {
        (0..<count).map { index in
            let start = 1 + Double(index) * apart
            let attempts = [attempt(.first, start, start), attempt(.retry, start, start + lasting)]
            return exchange(UInt64(index), attempts)
        }
    }

    private static func budgetBreaches(_ exchanges: [Exchange]) -> [String] {
        let breaches = Breaches()
        BudgetCheck(exchanges: exchanges, settings: RetrySettings(), breaches: breaches).judge()
        return breaches.all
    }

    @Test func `repetitions beyond the tokens are found`() {
        #expect(Self.budgetBreaches(Self.repeated(11, apart: 0.1, lasting: 0.01)) == [])
        #expect(Self.budgetBreaches(Self.repeated(14, apart: 0.1, lasting: 0.01)).count > 0)
        #expect(Self.budgetBreaches(Self.repeated(14, apart: 1, lasting: 0.01)) == [])
    }

    @Test func `repetitions beyond the places are found`() {
        #expect(Self.budgetBreaches(Self.repeated(3, apart: 0.1, lasting: 5)) == [])
        #expect(Self.budgetBreaches(Self.repeated(4, apart: 0.1, lasting: 5)).count > 0)
    }

    @Test(arguments: [(1.0, 1), (2.0, 0)])
    func `attempts beyond the places are found`(_ start: Double, _ count: Int) {
        let breaches = Breaches()
        var places = BulkheadSettings()
        places.inFlight = 1
        let exchanges = [
            Self.exchange(1, [Self.attempt(.first, 0, 2)]), Self.exchange(2, [Self.attempt(.first, start, 3)]),
        ]
        PlaceCheck(exchanges: exchanges, bulkheads: ["acme": places], breaches: breaches).judge()
        #expect(breaches.all.count == count)
    }

    // MARK: the disk

    @Test func `a slot that is kept or given back twice is found`() throws {
        let recoverer = try Recoverer()
        let time = ManualTime()
        let disk = try Disk(folder: recoverer.folder, slots: 64, kills: [], time: time)
        var exchange = Self.exchange(1, [])
        exchange.timeline = Timeline(accepted: time.now, wall: time.wall)
        let slot = try #require(disk.claim(exchange))
        #expect(disk.breaches.count == 1)
        disk.noteEnd(exchange, in: slot)
        disk.release([slot])
        #expect(disk.breaches == [])
        disk.release([slot])
        #expect(disk.breaches.count == 2)
    }

    @Test func `a row that is missing or there twice is found`() throws {
        let recoverer = try Recoverer()
        let time = ManualTime()
        let disk = try Disk(folder: recoverer.folder, slots: 64, kills: [1, 2], time: time)
        for number: UInt64 in [1, 2] {
            var exchange = Self.exchange(number, [])
            exchange.capture = .metadata
            exchange.timeline = Timeline(accepted: time.now, wall: time.wall)
            _ = disk.claim(exchange)
        }
        let breaches = Breaches()
        let reports = disk.wrecks.map { recoverer.recover($0, breaches) }
        #expect(breaches.all == [])
        #expect(reports.map(\.recovered) == [1, 1] && reports.map(\.known) == [0, 1])
        #expect(try recoverer.close() == nil)

        let wreck = try #require(disk.wrecks.last)
        RecoveryCheck(wreck: wreck, there: [], report: reports[1], told: [], breaches: breaches).judge()
        #expect(breaches.all.contains { $0.hasPrefix("recovery:") })
    }
}
