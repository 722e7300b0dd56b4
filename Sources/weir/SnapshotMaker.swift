import Config
import Crypto
import Exchange
import Policy
import Proxy
import Storage

/// Makes the snapshot of a configuration for a house that runs.
struct SnapshotMaker {
    let house: House
    let demoPort: Int?

    /// Opens the providers' keys anew and builds every table.
    ///
    /// - Throws: `StorageError` where the keys cannot be had, `TransportFault` where certificates cannot be used.
    func make(_ settings: Settings) throws -> (snapshot: Snapshot, opened: CredentialDesk.Opened) {
        let opened = try house.credentials.open(settings)
        let routes = House.routes(settings, opened.providers, demo: house.demoTarget(port: demoPort))
        let pricing = try House.pricing(settings)
        house.declare(settings, routes)
        var parts = Snapshot.Parts(
            revision: settings.revision { Array(SHA256.hash(data: $0)) },
            limits: settings.limits,
            routes: routes,
            capture: settings.history.captureRule
        )
        parts.durability = settings.history.durability
        parts.pricing = pricing
        parts.judging = house.judging(settings, pricing)
        parts.quotas = settings.quotaRules
        if !parts.quotas.budgets.isEmpty { parts.spent = try house.control.spent(at: house.time.wall) }
        return (try Snapshot(checking: parts), opened)
    }

    /// Makes the snapshot in force anew with the providers' keys there are now, and nothing else.
    func renew(_ present: Snapshot) throws(StorageError) -> (snapshot: Snapshot, opened: CredentialDesk.Opened) {
        let settings = house.credentials.settings
        let opened = try house.credentials.open(settings)
        let routes = House.routes(settings, opened.providers, demo: house.demoTarget(port: demoPort))
        return (Snapshot(present, routes: routes), opened)
    }
}
