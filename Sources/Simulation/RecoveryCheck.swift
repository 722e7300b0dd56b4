import Exchange
import Storage

/// Compares the rows that were made of what a killed process left with what that process knew.
struct RecoveryCheck {
    let wreck: Disk.Wreck
    /// The exchanges whose rows are in the history already.
    let there: Set<RequestID>
    let report: FlightRecovery.Report
    /// The rows that were stored.
    let told: [Exchange]
    let breaches: Breaches

    private func hold(_ isTrue: Bool, _ rule: @autoclosure () -> String) {
        breaches.hold(.recovery, isTrue, "killed \(wreck.point): \(rule())")
    }

    func judge() {
        let off = wreck.open.filter { $0.value == .off }
        let known = there.subtracting(off.keys)
        let due = Set(wreck.open.keys).subtracting(known).subtracting(off.keys)
        let ids = Set(told.map(\.id))
        hold(ids.count == told.count, "\(told.count) rows of \(ids.count) exchanges")
        hold(ids == due, "\(ids.subtracting(due).count) rows too many, \(due.subtracting(ids).count) missing")
        hold(report.recovered == due.count, "\(report.recovered) recovered, \(due.count) were due")
        hold(report.known == known.count, "\(report.known) known, \(known.count) were stored")
        hold(report.off == off.count, "\(report.off) not to be kept, \(off.count) were")
        let rest = report.refused + report.left + report.lost + report.unreadable + report.putAside.count
        hold(rest == 0, report.text)
        hold(
            wreck.open.count == report.recovered + report.known + report.off,
            "\(wreck.open.count) open, \(report.recovered) + \(report.known) + \(report.off) found"
        )
        for exchange in told { check(exchange) }
    }

    private func check(_ exchange: Exchange) {
        let ended = wreck.ended[exchange.id]
        hold(exchange.outcome == ended ?? .gatewayCrashed, "\(exchange.outcome) of \(ended as Any)")
        let line = exchange.timeline
        hold(line.total >= .zero, "a row that lasted \(line.total)")
        for attempt in exchange.attempts {
            let times = [line.accepted, attempt.started, attempt.sent, attempt.head, attempt.ended].compactMap(\.self)
            hold(times == times.sorted(), "the times of a recovered attempt run backwards")
        }
        for span in [line.bodyWait, line.admissionWait, exchange.overhead] {
            hold(span >= .zero && span <= line.total, "a recovered row has a span of \(span) in \(line.total)")
        }
    }
}
