import Exchange
import Policy

/// Counts the repetitions of each target anew, from the records alone, and compares them with its budget.
///
/// The count leaves out what a record does not tell for certain, so it is never above the true one.
struct BudgetCheck {
    let exchanges: [Exchange]
    let settings: RetrySettings
    let breaches: Breaches

    private struct Place: Hashable {
        let upstream: String
        let modelLabel: String

        init(_ attempt: Attempt) {
            upstream = attempt.upstream
            modelLabel = attempt.modelLabel
        }
    }

    /// A repetition: when it was granted, when its pause was over, and how long it ran.
    private struct Repetition {
        let granted: Moment
        let due: Moment
        let started: Moment
        let ended: Moment
    }

    private struct Span {
        let started: Moment
        let ended: Moment
    }

    /// Checks every repetition.
    func judge() {
        var repetitions: [Place: [Repetition]] = [:]
        for exchange in exchanges where exchange.attempts.count > 1 {
            // which of two attempts that raced was repeated is not in the record
            if exchange.attempts.contains(where: { $0.reason == .hedge }) { continue }
            for (failed, next) in zip(exchange.attempts, exchange.attempts.dropFirst()) {
                let granted = failed.ended ?? failed.started
                repetitions[Place(failed), default: []].append(
                    Repetition(
                        granted: granted,
                        due: granted + next.backoff,
                        started: next.started,
                        ended: next.ended ?? next.started
                    )
                )
            }
        }
        guard !repetitions.isEmpty else { return }
        var firsts: [Place: [Moment]] = [:]
        var spans: [Place: [Span]] = [:]
        for exchange in exchanges {
            if let first = exchange.attempts.first { firsts[Place(first), default: []].append(first.started) }
            for attempt in exchange.attempts {
                spans[Place(attempt), default: []].append(
                    Span(started: attempt.started, ended: exchange.timeline.ended)
                )
            }
        }
        for (place, all) in repetitions {
            for one in all {
                checkTokens(one, all, firsts[place] ?? [], place)
                checkPlaces(one, all, spans[place] ?? [], place)
            }
        }
    }

    /// Within ten seconds: a tenth of the first attempts, and what comes with time alone.
    private func checkTokens(_ one: Repetition, _ all: [Repetition], _ firsts: [Moment], _ place: Place) {
        let now = one.granted
        let taken = all.count { $0.granted > now + .seconds(-9) && $0.granted <= now }
        let paid = firsts.count { $0 >= now + .seconds(-10) && $0 <= now }
        let allowed = 10 * settings.budgetPerSecond * 10 + paid
        breaches.hold(
            .budget,
            taken * 10 <= allowed,
            "\(taken) repetitions of \(place.upstream) within ten seconds, for \(paid) first attempts"
        )
    }

    /// At once: so many in any case, or a share of what is in flight.
    ///
    /// A repetition took its place between the end of its pause and its begin; who ran all that time ran beside it.
    private func checkPlaces(_ one: Repetition, _ all: [Repetition], _ spans: [Span], _ place: Place) {
        let running = 1 + all.count { $0.started < one.due && one.started < $0.ended }
        let inFlight = spans.count { $0.started <= one.started && $0.ended >= one.due }
        let allowed = max(settings.budgetConcurrent, inFlight * settings.budgetPercent / 100)
        breaches.hold(
            .budget,
            running <= allowed,
            "\(running) repetitions of \(place.upstream) at once, \(allowed) are allowed"
        )
    }
}
