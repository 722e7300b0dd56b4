import Config
import Exchange
import Proxy
import Storage
import Telemetry

/// What limits and budgets need from time to time.
extension Watch {
    /// Settles what exchanges reserved of limits and nobody settled in time, and stores what of it budgets paid.
    func expireQuotas() async {
        while !Task.isCancelled {
            let charges = gateway.quotas.expire()
            if !charges.isEmpty {
                // one entry for each: an exchange has one charge of a budget, and these are of several
                var generator = SystemRandomNumberGenerator()
                for charge in charges {
                    let request = RequestID(ULID(at: house.time.wall, using: &generator))
                    house.history.keep(SpendEntry(request: request, charges: [charge]))
                }
            }
            try? await Task.sleep(for: .seconds(10))
        }
    }

    /// Has strict budgets refuse everybody while what is spent cannot be written down.
    func followSpending() async {
        while !Task.isCancelled {
            gateway.quotas.note(isBehind: house.history.spending?.statistics.isBehind ?? false)
            try? await Task.sleep(for: .milliseconds(250))
        }
    }

    /// Learns what a server that finishes beside this one has spent; later there is none.
    func takeSpending() throws {
        let settings = house.inForce.settings
        guard !settings.budgets.isEmpty, house.time.now - house.started < settings.drainTime + .seconds(60) else {
            return
        }
        gateway.quotas.raise(to: try house.control.spent(at: house.time.wall))
    }

    /// Exposes what of budgets is written down.
    func registerSpending() {
        house.metrics.registry.collect { [house] in
            let figures = house.history.spending?.statistics ?? SpendBook.Statistics()
            return [
                .budgetCharges: [
                    Reading(["written"], Double(figures.written)), Reading(["dropped"], Double(figures.dropped)),
                ],
                .budgetChargesWaiting: [Reading([], Double(figures.waiting))],
            ]
        }
    }
}
