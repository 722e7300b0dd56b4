/// Who goes first when there is not room for all: the class of a caller's key.
package enum PriorityClass: String, Sendable, CaseIterable {
    /// Goes first, and has a fifth of all places to itself.
    case critical
    /// What a key is that says nothing.
    case `default`
    /// Is refused first.
    case sheddable

    /// The position in `allCases`, for tables; the lower one goes first.
    package var index: Int {
        switch self {
        case .critical: 0
        case .default: 1
        case .sheddable: 2
        }
    }

    /// How many of so many places the class may use: all for critical, so many of each hundred for the others.
    ///
    /// What is kept back is rounded down, so that of a few places none is. Never negative.
    package func share(of places: Int, percent: Int = 80) -> Int {
        let places = max(0, places)
        return self == .critical ? places : places - places * (100 - percent) / 100
    }
}
