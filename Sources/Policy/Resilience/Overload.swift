package import Exchange

/// How near weir is to the end of what it has, and what it therefore does not take on.
package enum Pressure: String, Sendable, CaseIterable, Comparable {
    /// Everything is taken.
    case calm
    /// From 80 %: connections close after their answer, and with little memory large bodies are refused.
    case closing
    /// From 90 %: sheddable requests are refused.
    case sheddingSheddable = "shedding_sheddable"
    /// From 93 %: only critical requests are taken.
    case sheddingDefault = "shedding_default"
    /// From 95 %: nothing is taken.
    case full

    /// The percentage at which it begins.
    package var watermark: Double {
        switch self {
        case .calm: 0
        case .closing: 80
        case .sheddingSheddable: 90
        case .sheddingDefault: 93
        case .full: 95
        }
    }

    /// Tells which of two is less.
    package static func < (left: Pressure, right: Pressure) -> Bool { left.watermark < right.watermark }
}

/// Decides what is refused when memory, connections, file descriptors or time run short.
///
/// A level begins at its watermark and is left 5 points below it, so that it does not flicker. Connections alone go no
/// further than to be closed, as most of them may be idle, and none beyond the limit is accepted anyway.
package struct Overload: Sendable {
    /// The largest body taken while memory is short, in bytes.
    package static let largestBody: Int64 = 1_048_576
    /// What a refused caller is told to wait.
    package static let retryAfter = Duration.seconds(1)
    private static let slack = 5.0

    private var levels = [Pressure](repeating: .calm, count: Resource.allCases.count)

    /// Begins calm.
    package init() {}

    /// The highest level of any resource.
    package var pressure: Pressure { levels.max() ?? .calm }

    /// The resource that is shortest, or nil when all is calm.
    package var cause: Resource? {
        let pressure = pressure
        return pressure == .calm ? nil : Resource.allCases.first { levels[$0.index] == pressure }
    }

    /// The level of one resource.
    package func level(_ resource: Resource) -> Pressure { levels[resource.index] }

    /// Takes a new reading and says the level that follows.
    package mutating func note(_ reading: OverloadReading) -> Pressure {
        for resource in Resource.allCases {
            let highest: Pressure = resource == .connections ? .closing : .full
            let percent = reading.percent(resource)
            let old = levels[resource.index]
            let reached = Self.level(percent)
            // what was reached before is held until it is left by the slack
            let held = min(old, Self.level(percent + Self.slack))
            levels[resource.index] = min(max(reached, held), highest)
        }
        return pressure
    }

    /// True when an answer is to be its connection's last.
    package var closesConnections: Bool { pressure >= .closing }

    /// True when a request of the class with a body so long, in bytes, is taken on.
    package func admits(priority: PriorityClass, bodyBytes: Int64) -> Bool {
        if bodyBytes > Self.largestBody, level(.memory) >= .closing { return false }
        return switch pressure {
        case .calm, .closing: true
        case .sheddingSheddable: priority != .sheddable
        case .sheddingDefault: priority == .critical
        case .full: false
        }
    }

    private static func level(_ percent: Double) -> Pressure {
        Pressure.allCases.last { percent >= $0.watermark } ?? .calm
    }
}
