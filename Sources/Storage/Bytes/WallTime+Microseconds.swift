import Exchange

extension WallTime {
    /// The wall time of a stored count of microseconds.
    init(microseconds: Int64) {
        let (product, overflow) = microseconds.multipliedReportingOverflow(by: 1_000)
        self.init(nanoseconds: overflow ? (microseconds < 0 ? .min : .max) : product)
    }
}
