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
    func make(_ settings: Settings) throws -> (snapshot: Snapshot, warnings: [String]) {
        let opened = try Credentials(store: house.control, time: house.time).providers(of: settings)
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
        parts.quotas = settings.quotas.compactMap(\.rule)
        return (try Snapshot(checking: parts), opened.warnings)
    }
}
