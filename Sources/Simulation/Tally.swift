import Exchange
import Policy
import Support

/// What has happened in some lives, by name.
struct Tally {
    private(set) var counts: [String: Int] = [:]

    mutating func add(_ name: String, _ count: Int = 1) {
        if count != 0 { counts[name, default: 0] += count }
    }

    mutating func add(_ other: Tally) { counts.merge(other.counts, uniquingKeysWith: +) }

    subscript(_ name: String) -> Int { counts[name] ?? 0 }

    /// Counts a life.
    mutating func add(_ world: World) {
        add("lives")
        add("drains", world.isDraining ? 1 : 0)
        add("clock jumps", world.jumpCount)
        add("kills", world.disk.wrecks.count)
        for entry in world.diary.entries {
            let kind = entry.change.breaker == .credential ? "credential" : "target"
            add("breaker \(kind) \(entry.change.to)")
            if entry.change.to == "open" { add("breaker openings") }
        }
        for exchange in world.recorder.exchanges { add(exchange) }
        for rule in Rule.allCases { add("looks \(rule.name)", world.breaches.looks[rule.rawValue]) }
    }

    private mutating func add(_ exchange: Exchange) {
        add(exchange.shadowOf == nil ? "exchanges" : "shadows")
        add("outcome \(exchange.outcome.rawValue)")
        if let failure = exchange.failure { add("failure \(failure.code.rawValue)") }
        if let stop = exchange.retryStop { add("stop \(stop.rawValue)") }
        for passed in exchange.passedOver { add("passed over \(passed.reason.rawValue)") }
        if exchange.usageSource == .provider { add("with tokens") }
        add("charges", exchange.charges.count)
        for attempt in exchange.attempts {
            add("attempts")
            add("reason \(attempt.reason.rawValue)")
            if attempt.isProbe { add("probes") }
            add("fresh connections", attempt.freeRetries)
        }
    }

    /// Everything that a simulation of thousands of lives must have seen, and has not.
    var missing: [String] {
        // a crash is told by the recovery; what needs names, TLS or a network does not happen here
        let outcomes = Outcome.allCases.filter { $0 != .gatewayCrashed }.map { "outcome \($0.rawValue)" }
        let absent: Set<FailureCode> = [
            .dnsFailed, .tlsFailed, .targetTooLong, .versionNotSupported, .secretUnavailable, .internal,
        ]
        let failures = FailureCode.allCases.filter { !absent.contains($0) }.map { "failure \($0.rawValue)" }
        let reasons = ChoiceReason.allCases.map { "reason \($0.rawValue)" }
        let unseen: Set<PassReason> = [.noKey, .forbidden, .residency]
        let passed = PassReason.allCases.filter { !unseen.contains($0) }.map { "passed over \($0.rawValue)" }
        let stops = RetryStop.allCases.map { "stop \($0.rawValue)" }
        let states = ["open", "half_open", "closed", "isolated"].map { "breaker target \($0)" }
        let keys = ["open", "half_open", "closed"].map { "breaker credential \($0)" }
        let rules = Rule.allCases.map { "looks \($0.name)" }
        let others = [
            "probes", "shadows", "kills", "clock jumps", "drains", "twins", "fresh connections", "with tokens",
            "recovered", "recovered crashed", "recovered known", "charges",
        ]
        let all = outcomes + failures + reasons + passed + stops + states + keys + rules + others
        return all.filter { self[$0] == 0 }
    }

    // MARK: between processes

    /// One line for each count.
    var lines: [String] { counts.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" } }

    /// Adds a line of another process.
    mutating func add(line: Substring) {
        let parts = line.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, let count = Int(parts[0]) else { return }
        add(String(parts[1]), count)
    }
}
