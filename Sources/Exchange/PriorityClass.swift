/// Who gives way when weir is full; a key's class.
package enum PriorityClass: String, Sendable, CaseIterable {
    /// Served as long as anything is.
    case critical
    /// Leaves a reserve to `critical`.
    case `default`
    /// The first to be refused.
    case sheddable
}
