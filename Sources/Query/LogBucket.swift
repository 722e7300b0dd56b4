/// Buckets of times, each a thousandth to a hundredth as wide as its place: three significant digits are kept.
///
/// Times below 1,000 us are exact; the middle of any other bucket is within 0.5 % of every time in it. Buckets are the
/// same everywhere, so counts of different days add up.
package enum LogBucket {
    /// How many buckets there are.
    package static let count = 10_001

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

    /// The place of a time's bucket, from 0 to `count` - 1.
    package static func place(of time: Int64) -> Int {
        if time < 1_000 { return Int(max(time, 0)) }
        var width: Int64 = 10
        var first = 1_000
        while width < last {
            if time < width * 1_000 { return first + Int(time / width) - 100 }
            width *= 10
            first += 900
        }
        return count - 1
    }

    /// The lower end of the bucket at a place, in microseconds.
    package static func start(at place: Int) -> Int64 {
        guard place >= 1_000 else { return Int64(max(place, 0)) }
        let (steps, rest) = (min(place, count - 1) - 1_000).quotientAndRemainder(dividingBy: 900)
        return (0...steps).reduce(Int64(rest + 100)) { start, _ in start * 10 }
    }

    /// The time that stands for the bucket with that lower end.
    static func middle(of start: Int64) -> Int64 {
        var width: Int64 = 1
        while width < last, start >= width * 1_000 { width *= 10 }
        return start + (width - 1) / 2
    }
}
