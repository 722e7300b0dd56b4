/// Buckets of times, each a thousandth to a hundredth as wide as its place: three significant digits are kept.
///
/// Times below 1,000 us are exact; the middle of any other bucket is within 0.5 % of every time in it. Buckets are the
/// same everywhere, so counts of different days add up.
enum LogBucket {
    /// The widths: from 10 to the power of 2 + n on, buckets are 10 to the power of n wide.
    private static let last: Int64 = 100_000_000_000

    /// The lower end of a column's bucket as SQL; times above 10^13 us count as that.
    static func expression(_ column: String) -> String {
        var arms = ["WHEN \(column) < 1000 THEN max(\(column), 0)"]
        var width: Int64 = 10
        while width < last {
            arms.append("WHEN \(column) < \(width * 1_000) THEN \(column) / \(width) * \(width)")
            width *= 10
        }
        return "CASE \(arms.joined(separator: " ")) ELSE \(last * 100) END"
    }

    /// The lower end of a time's bucket.
    static func start(of time: Int64) -> Int64 {
        var width: Int64 = 1
        while width < last {
            if time < width * 1_000 { return max(time, 0) / width * width }
            width *= 10
        }
        return last * 100
    }

    /// The time that stands for the bucket with that lower end.
    static func middle(of start: Int64) -> Int64 {
        var width: Int64 = 1
        while width < last, start >= width * 1_000 { width *= 10 }
        return start + (width - 1) / 2
    }
}
