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

    /// How many of so many places the class may use: all for critical, four fifths for the others.
    ///
    /// The fifth is rounded down, so that of fewer than five places none is kept back. Never negative.
    package func share(of places: Int) -> Int {
        let places = max(0, places)
        return self == .critical ? places : places - places / 5
    }
}
