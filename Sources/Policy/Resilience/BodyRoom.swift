/// Decides whether another large body fits into memory between two looks at how much is used.
///
/// Bodies that were announced and are still to come count in full, as do those that came since the last look; without
/// a limit of memory everything fits.
package struct BodyRoom: Sendable {
    /// Bodies up to so many bytes are not counted.
    package static let smallest: Int64 = 65_536

    /// What was left below the first watermark at the last look; nil where memory has no limit.
    private var left: Int64?
    private var coming: Int64 = 0
    private var came: Int64 = 0

    /// Begins without a limit.
    package init() {}

    /// Takes a new look at memory, in bytes; a limit of 0 or less means that there is none.
    package mutating func look(used: Int64, limit: Int64) {
        left = limit > 0 ? Int64(Double(limit) * Pressure.closing.watermark / 100) - max(0, used) : nil
        came = 0
    }

    /// Makes room for a body so long, if there is room; `settle` must follow where there is.
    package mutating func take(_ bytes: Int64) -> Bool {
        if let left, coming + came + bytes > left { return false }
        coming += bytes
        return true
    }

    /// A body for which room was made is whole, or will not come any more.
    package mutating func settle(_ bytes: Int64, isWhole: Bool) {
        coming -= bytes
        if isWhole { came += bytes }
    }
}
