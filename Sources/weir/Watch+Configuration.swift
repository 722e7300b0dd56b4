import Config
import Exchange
import Storage
import Telemetry

extension Watch {
    /// What is told of reloads.
    func registerConfiguration(_ registry: Registry) {
        let inForce = house.inForce
        registry.gauge(.configLastReloadSuccessful) { inForce.now.problems.isEmpty ? 1 : 0 }
        registry.gauge(.configLastReloadSuccessTimestamp) { Double(inForce.now.succeeded.nanoseconds) / 1e9 }
        registry.collect {
            let counts = inForce.now.counts
            return [
                .configReloads: ReloadReport.Count.allCases.map { Reading([$0.rawValue], Double(counts[$0] ?? 0)) }
            ]
        }
    }

    /// The configuration in force: the file's text without its secrets, the entries beside it, the revision.
    var currentConfig: (text: String?, managed: ManagedState, revision: String) {
        let now = house.inForce.now
        return (now.text, now.managed, now.revision)
    }

    /// The history of revisions, the latest first.
    func configHistory(limit: Int, before: Int64?) throws(StorageError) -> [ConfigRevision] {
        try house.control.revisions(limit: limit, before: before)
    }
}
