import Exchange

/// One observation that stands for its bucket: which trace it was, how long it took, when it ended.
struct Exemplar: Sendable {
    /// How long the slowest observation keeps its place, in nanoseconds.
    static let lifetime: Int64 = 60_000_000_000
    /// The place of a bucket that has none yet.
    static let none = Exemplar(high: 0, low: 0, span: 0, nanoseconds: 0, wall: 0)

    var high: UInt64
    var low: UInt64
    var span: UInt64
    /// The observed value.
    var nanoseconds: Int64
    /// When it was observed, since the epoch; 0 for an empty place.
    var wall: Int64

    /// True for a place nobody has taken.
    var isEmpty: Bool { wall == 0 }

    /// Tells whether `newer` takes this place: it is slower, or this one is more than a minute old.
    func yields(to newer: Exemplar) -> Bool {
        isEmpty || newer.nanoseconds >= nanoseconds || newer.wall - wall > Self.lifetime
    }
}

/// Whose observation it is, for the exemplars of one exchange.
struct ExemplarSource: Sendable {
    var trace: Trace
    var wall: WallTime

    func exemplar(_ nanoseconds: Int64) -> Exemplar {
        Exemplar(
            high: trace.traceID.high,
            low: trace.traceID.low,
            span: trace.spanID,
            nanoseconds: nanoseconds,
            wall: wall.nanoseconds
        )
    }
}
