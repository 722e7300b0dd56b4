package import Exchange
import GRDB

/// What exchanges are counted by.
package enum HistoryGrouping: String, Sendable, CaseIterable {
    /// The model as the caller wrote it.
    case model
    /// The provider that was tried last.
    case provider
    /// The upstream that was tried last.
    case upstream
    /// The key's name.
    case key
    /// The route's template.
    case route
    /// How it ended.
    case outcome

    var column: ExchangeColumn {
        switch self {
        case .model: .model
        case .provider: .provider
        case .upstream: .upstream
        case .key: .keyName
        case .route: .route
        case .outcome: .outcome
        }
    }
}

/// The figures of one group of exchanges.
package struct HistoryGroup: Sendable, Hashable {
    /// What they have in common; nil where nothing was known.
    package let name: String?
    /// How many there are.
    package internal(set) var count = 0
    /// How many ended each way.
    package internal(set) var outcomes: [Outcome: Int] = [:]
    /// The median of the total time.
    package internal(set) var medianTotal: Duration?
    /// The time within which 95 of 100 ended.
    package internal(set) var slowTotal: Duration?
    /// The median of the time to the first token; streams only.
    package internal(set) var medianFirstToken: Duration?
    /// All prompt tokens.
    package internal(set) var inputTokens: Int64 = 0
    /// All generated tokens.
    package internal(set) var outputTokens: Int64 = 0

    /// The share that failed through the provider or weir: `upstream_error`, `gateway_error`, `timeout`.
    package var errorShare: Double {
        let failed = [Outcome.upstreamError, .gatewayError, .timeout].reduce(0) { $0 + (outcomes[$1] ?? 0) }
        return count == 0 ? 0 : Double(failed) / Double(count)
    }
}

/// The figures of all groups.
package struct HistorySummary: Sendable, Hashable {
    /// The groups, the largest first.
    package let groups: [HistoryGroup]
    /// True when there were more exchanges than are looked at; the newest were.
    package let isPartial: Bool
}

extension HistoryReader {
    /// The most exchanges a summary looks at.
    package static let maximumSummarised = 1_000_000

    /// Counts exchanges by what they have in common; percentiles are exact, by nearest rank.
    package func summary(
        by grouping: HistoryGrouping,
        _ filter: HistoryFilter = HistoryFilter()
    ) throws(StorageError) -> HistorySummary {
        let (condition, arguments) = filter.conditions
        let end = deadline
        var tally = HistoryTally()
        for day in try files.days().reversed() where filter.covers(day) && tally.rows < Self.maximumSummarised {
            let left = Self.maximumSummarised - tally.rows
            let counted: HistoryTally? = try read(day, until: end) { database in
                var counted = tally
                let rows = try Row.fetchCursor(
                    database,
                    sql: """
                        SELECT \(grouping.column.name), outcome, total_us, first_token_us, input_tokens, output_tokens
                        FROM exchanges WHERE \(condition) ORDER BY started_us DESC LIMIT ?
                        """,
                    arguments: arguments + [left]
                )
                while let row = try rows.next() { counted.add(row) }
                return counted
            }
            tally = counted ?? tally
        }
        return tally.summary(isPartial: tally.rows >= Self.maximumSummarised)
    }
}

/// The figures of a summary in the making.
private struct HistoryTally {
    private(set) var rows = 0
    private var groups: [String?: (group: HistoryGroup, totals: [Int64], firsts: [Int64])] = [:]

    mutating func add(_ row: Row) {
        rows += 1
        let name = row[0] as String?
        groups[name, default: (HistoryGroup(name: name), [], [])].group.count += 1
        groups[name]?.totals.append(row[2])
        if let first = row[3] as Int64? { groups[name]?.firsts.append(first) }
        if let outcome = Outcome(rawValue: row[1]) { groups[name]?.group.outcomes[outcome, default: 0] += 1 }
        groups[name]?.group.inputTokens += row[4] ?? 0
        groups[name]?.group.outputTokens += row[5] ?? 0
    }

    func summary(isPartial: Bool) -> HistorySummary {
        let finished = groups.values.map { entry in
            var group = entry.group
            let totals = entry.totals.sorted()
            group.medianTotal = Self.rank(50, of: totals)
            group.slowTotal = Self.rank(95, of: totals)
            group.medianFirstToken = Self.rank(50, of: entry.firsts.sorted())
            return group
        }
        let sorted = finished.sorted { ($1.count, $0.name ?? "") < ($0.count, $1.name ?? "") }
        return HistorySummary(groups: sorted, isPartial: isPartial)
    }

    private static func rank(_ percent: Int, of sorted: [Int64]) -> Duration? {
        guard !sorted.isEmpty else { return nil }
        return .microseconds(sorted[(sorted.count * percent + 99) / 100 - 1])
    }
}
