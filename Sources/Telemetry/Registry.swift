import Exchange
import Synchronization

/// All of weir's metrics: what the exchanges add up to, and what is asked of others at a scrape.
///
/// One lock guards the numbers; everything one exchange adds is added under one hold of it, so a
/// scrape sees all of an exchange or nothing.
package final class Registry: Sendable {
    private let state: Mutex<RegistryState>
    private let collectors = Mutex<[Collector]>([])

    /// Makes a registry in which every closed set stands at 0.
    package init() {
        var fresh = RegistryState()
        fresh.declareClosedSets()
        state = Mutex(fresh)
    }

    /// Makes the series of a configured upstream and its models at 0; may be called again with more.
    ///
    /// Models beyond the 200th pair of provider and model are counted under `_other`.
    package func declare(provider: String, upstream: String, models: [String]) {
        state.withLock { $0.declare(provider: provider, upstream: upstream, models: models) }
    }

    /// Adds to a counter or gauge that no exchange feeds; `labels` in the order of the family's.
    ///
    /// With a wrong number of labels nothing is added.
    package func add(_ family: FamilyID, _ labels: [String] = [], _ amount: Int64 = 1) {
        state.withLock { state in
            guard Catalogue[family].buckets == nil, let key = state.key(family, labels) else { return }
            state.add(family, key, amount)
        }
    }

    /// Puts a duration into a histogram that no exchange feeds.
    ///
    /// With a wrong number of labels nothing is observed.
    package func observe(_ family: FamilyID, _ labels: [String] = [], _ duration: Duration) {
        let nanoseconds = duration.inNanoseconds
        state.withLock { state in
            guard Catalogue[family].buckets != nil, let key = state.key(family, labels) else { return }
            state.observe(family, key, nanoseconds)
        }
    }

    /// Asks `read` for one series at every scrape; nil leaves the series out.
    ///
    /// Also for counters that are kept elsewhere. `read` must be quick and must not scrape.
    package func gauge(_ family: FamilyID, _ labels: [String] = [], _ read: @escaping @Sendable () -> Double?) {
        collect { read().map { [family: [Reading(labels, $0)]] } ?? [:] }
    }

    /// Asks `read` for any number of series at every scrape, so that they agree with each other.
    ///
    /// Of equal label sets the first is taken; readings with a wrong number of labels are left out.
    /// `read` must be quick and must not scrape.
    package func collect(_ read: @escaping @Sendable () -> [FamilyID: [Reading]]) {
        collectors.withLock { $0.append(Collector(read: read)) }
    }

    /// Changes the numbers under the lock.
    @inline(__always)
    func withState<R>(_ body: (inout sending RegistryState) -> sending R) -> sending R {
        state.withLock(body)
    }

    /// A copy of every number, and what the collectors say now.
    func snapshot() -> (state: RegistryState, readings: [[Reading]]) {
        let asked = collectors.withLock { $0 }
        var readings: [[Reading]] = Array(repeating: [], count: Catalogue.families.count)
        for collector in asked {
            for (family, read) in collector.read() {
                let labels = Catalogue[family].labels.count
                let room = max(Catalogue.labelSetLimit - readings[family.rawValue].count, 0)
                readings[family.rawValue] +=
                    read.filter { $0.labels.count == labels && $0.value.isFinite }.prefix(room)
            }
        }
        return (state.withLock { $0 }, readings.map(Self.distinct))
    }

    private static func distinct(_ readings: [Reading]) -> [Reading] {
        var seen: Set<[String]> = []
        return readings.filter { seen.insert($0.labels).inserted }
    }
}

/// One series as a collector reports it.
package struct Reading: Sendable {
    /// The labels' values, in the order of the family's labels.
    package var labels: [String]
    /// The value; not finite means unknown, and the series is left out.
    package var value: Double

    /// Makes a reading.
    package init(_ labels: [String], _ value: Double) {
        self.labels = labels
        self.value = value
    }

    /// Makes a reading of a family without labels.
    package init(_ value: Double) {
        self.init([], value)
    }
}

/// Who is asked for series at a scrape.
private struct Collector: Sendable {
    let read: @Sendable () -> [FamilyID: [Reading]]
}
