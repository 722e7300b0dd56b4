/// Something weir has only so much of.
package enum Resource: String, Sendable, CaseIterable {
    /// The memory of the process or its group.
    case memory
    /// The callers' connections.
    case connections
    /// The open file descriptors.
    case files
    /// How late the event loops are.
    case delay

    /// The position in `allCases`, for tables.
    package var index: Int {
        switch self {
        case .memory: 0
        case .connections: 1
        case .files: 2
        case .delay: 3
        }
    }
}

/// How much of each resource is used at one moment; what is not said counts as nothing.
package struct OverloadReading: Sendable {
    /// The bytes of memory used, and the limit; 0 where there is none.
    package private(set) var memory: (used: Int64, limit: Int64) = (0, 0)
    private var percents = [Double](repeating: 0, count: Resource.allCases.count)

    /// Makes a reading in which nothing is used.
    package init() {}

    /// Says how much of a resource is used, in whatever unit; a limit of 0 or less means that there is none.
    package mutating func set(_ resource: Resource, used: Int64, limit: Int64) {
        if resource == .memory { memory = (used, limit) }
        percents[resource.index] = limit > 0 ? Double(max(0, used)) / Double(limit) * 100 : 0
    }

    /// How much of the resource is used, in percent.
    package func percent(_ resource: Resource) -> Double { percents[resource.index] }
}
