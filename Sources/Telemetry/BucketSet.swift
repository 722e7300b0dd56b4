/// The upper bounds of a histogram's buckets, fixed so that dashboards and alerts can rely on them.
package struct BucketSet: Sendable, Hashable {
    /// The set's name in the documentation.
    package let name: String
    /// What it is for.
    package let use: String
    /// The upper bounds in seconds, or as counts, rising; `+Inf` follows by itself.
    package let bounds: [Double]
    /// The same bounds in whole nanoseconds; a count is a second each.
    let nanoseconds: [Int64]

    /// Makes a set.
    init(_ name: String, _ use: String, _ bounds: [Double]) {
        self.name = name
        self.use = use
        self.bounds = bounds
        nanoseconds = bounds.map { Int64(($0 * 1e9).rounded()) }
    }

    static let request = BucketSet(
        "request",
        "whole requests and attempts; OTel's HTTP bounds up to 10 s, then LLM-length tails",
        [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 30, 60, 120, 300, 600]
    )
    static let overhead = BucketSet(
        "overhead",
        "weir's own time; 0.01 is the overhead SLO threshold",
        [0.0001, 0.000_25, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1]
    )
    static let firstToken = BucketSet(
        "ttft",
        "time to first token; 5 is the TTFT SLO threshold",
        [0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1, 1.5, 2, 3, 5, 7.5, 10, 20, 30, 60, 120]
    )
    static let perToken = BucketSet(
        "tpot",
        "time per output token",
        [0.001, 0.0025, 0.005, 0.01, 0.015, 0.02, 0.03, 0.05, 0.075, 0.1, 0.15, 0.25, 0.5, 1, 2.5]
    )
    static let gap = BucketSet(
        "gap",
        "longest silence inside one stream",
        [0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 20, 30, 60]
    )
    static let phase = BucketSet(
        "phase",
        "DNS, connect, TLS, waits, back-off",
        [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 120]
    )
    static let database = BucketSet(
        "db",
        "SQLite operations, batch commits, checkpoints",
        [0.000_05, 0.0001, 0.000_25, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5]
    )

    static let attempts = BucketSet("attempts", "attempts per request; counts, not seconds", [1, 2, 3, 4, 5, 8])

    /// Every set, in the order of the documentation.
    static let all = [request, overhead, firstToken, perToken, gap, phase, database, attempts]
}
