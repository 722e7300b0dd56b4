import Dialects
import Exchange
import NIOCore
import Policy

extension Passage {
    /// Estimates what attempts that were given up may cost; the one that decided has the bill of the exchange.
    ///
    /// The request's text is measured once for all of them, and only where there is such an attempt. Text that cannot
    /// be read makes no estimate, as one of nothing would be a lie.
    func settleGivenUp() {
        let deciding = exchange.decidingIndex
        let givenUp = exchange.attempts.indices.filter { $0 != deciding && exchange.attempts[$0].isGivenUp }
        guard !givenUp.isEmpty, bringsUsage, hasWholeBody else { return }
        let tokens = UsageEstimate.tokens(body.withUnsafeReadableBytes { TextSize(ofRequest: $0) })
        guard tokens > 0 else { return }
        for index in givenUp {
            let taken = Consumption(givenUp: exchange.attempts[index], input: tokens, wall: exchange.timeline.wall)
            exchange.attempts[index].estimatedCost = room.bill(for: taken, by: snapshot)?.cost
        }
    }
}
