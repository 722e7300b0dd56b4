package import Exchange
package import Policy

/// How far the search file of a day has come.
package struct SearchProgress: Sendable, Hashable {
    /// The day.
    package let day: CivilDay
    /// How many of the day's exchanges are in it, about.
    package let done: Int64
    /// How many exchanges the day has, about.
    package let total: Int64
    /// When the last exchange that is in it began; nil at the start.
    package let upTo: WallTime?

    /// True when everything the day had is in it.
    package var isComplete: Bool { done >= total }
}
