import Exchange

/// Compares the attempts of all exchanges with what the breakers said of themselves.
///
/// Knows nothing of how breakers decide: an attempt that began while its breaker was open, and a probe that began while
/// another was on its way, are found by their times.
struct BreakerCheck {
    let exchanges: [Exchange]
    let entries: [Diary.Entry]
    let breaches: Breaches
    /// How long a probe may be silent before another takes its place.
    private let lease = Terms.timeouts.connect + Terms.timeouts.firstByte

    init(exchanges: [Exchange], entries: [Diary.Entry], breaches: Breaches) {
        self.exchanges = exchanges
        self.entries = entries
        self.breaches = breaches
    }

    /// Checks everything.
    func judge() {
        let histories = Dictionary(grouping: entries) {
            Diary.Place(upstream: $0.change.upstream, modelLabel: $0.change.modelLabel)
        }
        guard !histories.isEmpty || !exchanges.isEmpty else { return }
        for (place, history) in histories { checkChanges(place, history) }
        var probes: [Diary.Place: [Attempt]] = [:]
        for exchange in exchanges {
            for attempt in exchange.attempts {
                check(attempt, exchange, histories, &probes)
            }
        }
        for (place, attempts) in probes { checkProbes(attempts, at: place, histories[place] ?? []) }
    }

    /// The states a breaker was in at a moment: the one it brought along, and each it entered then.
    private func states(_ history: [Diary.Entry], at moment: Moment) -> [String] {
        let before = history.last { $0.at < moment }?.change.to ?? "closed"
        return [before] + history.filter { $0.at == moment }.map(\.change.to)
    }

    private func check(
        _ attempt: Attempt,
        _ exchange: Exchange,
        _ histories: [Diary.Place: [Diary.Entry]],
        _ probes: inout [Diary.Place: [Attempt]]
    ) {
        let name = exchange.client.requestID ?? "?"
        var mayProbe = false
        for label in [attempt.modelLabel, "_all"] {
            let place = Diary.Place(upstream: attempt.upstream, modelLabel: label)
            let states = states(histories[place] ?? [], at: attempt.started)
            let isShut = states.allSatisfy { $0 == "open" || $0 == "isolated" }
            breaches.hold(.breaker, !isShut, "\(name) was sent to \(attempt.upstream) (\(label)), \(states)")
            if states.contains("half_open") { mayProbe = true }
            guard !states.contains("closed") else { continue }
            breaches.hold(.probe, attempt.isProbe, "\(name) passed \(attempt.upstream) (\(label)) and is no probe")
            probes[place, default: []].append(attempt)
        }
        breaches.hold(.probe, !attempt.isProbe || mayProbe, "\(name) is a probe of nothing half open")
    }

    /// Each change leaves the state that the one before entered, and no breaker is half open too soon.
    private func checkChanges(_ place: Diary.Place, _ history: [Diary.Entry]) {
        var last: Diary.Entry?
        for entry in history {
            let from = last?.change.to ?? "closed"
            breaches.hold(.breaker, entry.change.from == from, "\(place) left \(entry.change.from), it was \(from)")
            if entry.change.to == "half_open", let last {
                let due = last.change.openFor.map { last.at + $0 } ?? last.at
                breaches.hold(.breaker, entry.at >= due, "\(place) was half open \(due - entry.at) too soon")
            }
            last = entry
        }
    }

    /// A probe begins only when the one before has said what it could, or its lease is over.
    private func checkProbes(_ attempts: [Attempt], at place: Diary.Place, _ history: [Diary.Entry]) {
        let sorted = attempts.sorted { $0.started < $1.started }
        for (first, second) in zip(sorted, sorted.dropFirst()) {
            let ended = first.ended ?? Moment(nanoseconds: .max)
            let told = min(first.head ?? ended, ended)
            let hasChanged = history.contains { $0.at > first.started && $0.at <= second.started }
            let isFree = second.started >= told || second.started >= first.started + lease || hasChanged
            breaches.hold(.probe, isFree, "two probes of \(place) at once")
        }
    }
}
