/// A field to group by: one with few values.
package struct Grouping: Sendable, Hashable, CustomStringConvertible {
    /// The field.
    package let name: FieldName

    /// Reads the name of a field; throws where there is none, or where it has too many values to group by.
    package init(_ text: String) throws(QueryRefusal) {
        name = try GroupingText.read(text)
    }

    /// The field's name.
    package var description: String { name.description }
}

/// The spans of time that figures are summed up by; each begins at a multiple of itself in UTC.
package enum TimeBucket: String, Sendable, CaseIterable {
    /// 60 s.
    case minute
    /// 300 s.
    case fiveMinutes = "5m"
    /// 3,600 s.
    case hour
    /// 86,400 s.
    case day

    /// Its length in microseconds.
    package var microseconds: Int64 {
        switch self {
        case .minute: 60_000_000
        case .fiveMinutes: 300_000_000
        case .hour: 3_600_000_000
        case .day: 86_400_000_000
        }
    }
}

/// How figures are to be summed up.
package struct Aggregation: Sendable, Hashable {
    /// The most fields to group by.
    package static let maximumFields = 3

    /// The fields to group by; at most three, empty for one group of all.
    package let by: [Grouping]
    /// The span of time each figure covers, or nil for the whole window.
    package let bucket: TimeBucket?

    /// Makes an aggregation; throws where there are too many fields, or two that each give an exchange several values.
    package init(by: [Grouping] = [], bucket: TimeBucket? = nil) throws(QueryRefusal) {
        let labels = by.filter { [.tag, .tool].contains($0.name.field) }
        guard by.count <= Self.maximumFields, labels.count <= 1, Set(by).count == by.count else {
            let message =
                "at most \(Self.maximumFields) different fields are grouped by, at most one of them a tag or `tool`"
            throw QueryRefusal([QueryDiagnostic(.notGroupable, 0..<0, message)])
        }
        self.by = by
        self.bucket = bucket
    }
}

/// One of the statements that figures are gathered by.
package struct StatisticsQuery: Sendable, Hashable {
    /// What its rows hold.
    package enum Part: Sendable, Hashable {
        /// Counts and sums, by buckets of the latency.
        case latency
        /// Counts by buckets of the time to the first token.
        case firstToken
    }

    /// What its rows hold; a `StatisticsTally` must be told.
    package let part: Part
    /// What to run on each day file.
    package let query: CompiledQuery
}
