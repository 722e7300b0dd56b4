/// Adds up the values of a field over day files.
package struct FacetTally: Sendable {
    /// The most values that are told apart.
    package static let maximumValues = 10_000

    private let field: Grouping
    private var counts: [SQLValue: Int64] = [:]
    /// True when a day had more values than are told apart: counts may then be too low.
    package private(set) var isPartial = false

    /// Begins with nothing.
    package init(_ field: Grouping) {
        self.field = field
    }

    /// Adds a row of `HistoryQuery.facets`.
    package mutating func add(_ row: [SQLValue]) {
        guard row.count == 2, case .int(let count) = row[1] else { return }
        guard counts[row[0]] != nil || counts.count < Self.maximumValues else {
            isPartial = true
            return
        }
        counts[row[0], default: 0] += count
    }

    /// The values with the highest counts, nil for exchanges that have none; equal counts by value.
    package func top(_ count: Int) -> [(value: String?, count: Int64)] {
        let all = counts.map { (value: field.shown($0.key), count: $0.value) }
        let sorted = all.sorted { left, right in
            left.count == right.count ? Grouping.precedes(left.value, right.value) : left.count > right.count
        }
        return Array(sorted.prefix(max(count, 0)))
    }
}

extension Grouping {
    /// The order of values: none comes before the empty one.
    static func precedes(_ left: String?, _ right: String?) -> Bool {
        guard let left, let right else { return left == nil && right != nil }
        return left < right
    }

    /// A value of the field as it is written in a query; nil where there is none.
    func shown(_ value: SQLValue) -> String? {
        switch value {
        case .null, .blob: nil
        case .text(let text): text
        case .real(let number): "\(number)"
        case .int(let number): name.facts.kind == .flag ? (number == 0 ? "false" : "true") : "\(number)"
        }
    }
}
