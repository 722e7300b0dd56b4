import Exchange

/// Adds up figures over day files; the result does not depend on the order of the rows or of the days.
package struct StatisticsTally: Sendable {
    /// The most groups that are told apart, spans of time included.
    package static let maximumGroups = 10_000
    /// The most buckets of times over all groups.
    package static let maximumBuckets = 1_000_000

    private struct Key: Hashable {
        let values: [SQLValue]
        let startUs: Int64?
    }

    fileprivate struct Sums {
        var group = StatisticsGroup()
        var latency: [Int64: Int64] = [:]
        var firstToken: [Int64: Int64] = [:]
    }

    private let aggregation: Aggregation
    private var groups: [Key: Sums] = [:]
    private var buckets = 0
    /// True when there were more groups or buckets than are told apart: what came behind them is left out.
    package private(set) var isPartial = false

    /// Begins with nothing.
    package init(_ aggregation: Aggregation) {
        self.aggregation = aggregation
    }

    /// Adds a row of one of the statements of `HistoryQuery.statistics`.
    package mutating func add(_ row: [SQLValue], of part: StatisticsQuery.Part) {
        let fields = aggregation.by.count
        let keys = fields + (aggregation.bucket == nil ? 0 : 1)
        guard row.count == keys + (part == .latency ? 7 : 2), case .int(let bucket) = row[keys],
            case .int(let count) = row[keys + 1]
        else { return }
        var startUs: Int64?
        if aggregation.bucket != nil {
            guard case .int(let start) = row[fields] else { return }
            startUs = start
        }
        let key = Key(values: Array(row[..<fields]), startUs: startUs)
        guard buckets < Self.maximumBuckets, groups[key] != nil || groups.count < Self.maximumGroups else {
            isPartial = true
            return
        }
        buckets += groups[key, default: Sums()].add(bucket, count, Array(row[(keys + 2)...]), part)
    }

    /// Adds what was added up elsewhere of a group, whose values are in the order of the fields.
    package mutating func add(_ sums: GroupSums, of values: [SQLValue], from startUs: Int64?) {
        guard values.count == aggregation.by.count, (startUs == nil) == (aggregation.bucket == nil) else { return }
        let key = Key(values: values, startUs: startUs)
        guard buckets < Self.maximumBuckets, groups[key] != nil || groups.count < Self.maximumGroups else {
            isPartial = true
            return
        }
        buckets += groups[key, default: Sums()].add(sums)
    }

    /// The groups: by span of time where there are such, then the largest first, then by their names.
    package var result: [StatisticsGroup] {
        let finished = groups.map { key, sums in
            var group = sums.group
            group.names = zip(aggregation.by, key.values).map { $0.shown($1) }
            group.start = key.startUs.map { WallTime(nanoseconds: $0 * 1_000) }
            group.latency = Percentiles(sums.latency)
            group.firstToken = Percentiles(sums.firstToken)
            return group
        }
        return finished.sorted { left, right in
            if let first = left.start, let last = right.start, first != last { return first < last }
            if left.count != right.count { return left.count > right.count }
            return left.names.lexicographicallyPrecedes(right.names, by: Grouping.precedes)
        }
    }
}

extension StatisticsTally.Sums {
    /// Adds one row; returns how many buckets are new.
    fileprivate mutating func add(
        _ bucket: Int64,
        _ count: Int64,
        _ sums: [SQLValue],
        _ part: StatisticsQuery.Part
    ) -> Int {
        guard part == .latency else {
            firstToken[bucket, default: 0] += count
            return firstToken[bucket] == count ? 1 : 0
        }
        latency[bucket, default: 0] += count
        group.count += count
        group.errors += Self.number(sums[0]) ?? 0
        group.inputTokens = Self.sum(group.inputTokens, Self.number(sums[1]))
        group.outputTokens = Self.sum(group.outputTokens, Self.number(sums[2]))
        group.cost = Self.sum(group.cost?.nanoUSD, Self.number(sums[3])).map { Cost(nanoUSD: $0) }
        group.unpriced += Self.number(sums[4]) ?? 0
        return latency[bucket] == count ? 1 : 0
    }

    /// Adds sums; returns how many buckets are new.
    fileprivate mutating func add(_ sums: GroupSums) -> Int {
        let before = latency.count + firstToken.count
        latency.merge(sums.latency, uniquingKeysWith: +)
        firstToken.merge(sums.firstToken, uniquingKeysWith: +)
        group.count += sums.count
        group.errors += sums.errors
        group.inputTokens = Self.sum(group.inputTokens, sums.inputTokens)
        group.outputTokens = Self.sum(group.outputTokens, sums.outputTokens)
        group.cost = Self.sum(group.cost?.nanoUSD, sums.cost).map { Cost(nanoUSD: $0) }
        group.unpriced += sums.unpriced
        return latency.count + firstToken.count - before
    }

    private static func number(_ value: SQLValue) -> Int64? {
        guard case .int(let number) = value else { return nil }
        return number
    }

    /// The sum of what is known; stays at the largest number.
    private static func sum(_ left: Int64?, _ right: Int64?) -> Int64? {
        guard let left else { return right }
        let (sum, isTooMuch) = left.addingReportingOverflow(right ?? 0)
        return isTooMuch ? .max : sum
    }
}
