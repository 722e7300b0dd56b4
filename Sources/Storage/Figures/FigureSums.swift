import Query

/// Sums and distributions of many groups in the making, laid out so that an entry is added in a few nanoseconds.
///
/// A distribution has room only for the runs of 128 buckets in which something was counted.
struct FigureSums {
    /// The most groups, spans of time included; with more the rows are looked at, which tell that too.
    static let mostGroups = StatisticsTally.maximumGroups
    /// The most counters of all distributions, of 4 bytes each.
    private static let mostCounters = 32 << 20
    private static let runShift = 7
    private static let runs = (LogBucket.count >> runShift) + 1

    /// The plain sums of one group.
    private struct Sums {
        var count: Int64 = 0
        var errors: Int64 = 0
        var unpriced: Int64 = 0
        var tokens = (input: Int64(0), output: Int64(0))
        var cost: Int64 = 0
        var known = (input: false, output: false, cost: false)
    }

    private var sums: [Sums] = []
    // For each group the places of its runs in `counters`, those of the latency first; -1 where nothing was counted.
    private var places: [Int32] = []
    private var counters: [UInt32] = []

    /// How many groups there are.
    var groups: Int { sums.count }
    /// True when there are more groups or counters than there may be.
    var isTooMany: Bool { groups > Self.mostGroups || counters.count > Self.mostCounters }

    /// Makes room for another group; returns its place.
    mutating func addGroup() -> Int {
        sums.append(Sums())
        places.append(contentsOf: repeatElement(-1, count: 2 * Self.runs))
        return sums.count - 1
    }

    /// Adds the entry that begins there to a group.
    mutating func add(_ bytes: UnsafeRawBufferPointer, at start: Int, isError: Bool, to group: Int) {
        let input = Self.number(bytes, at: start)
        let output = Self.number(bytes, at: start + 5)
        let cost = Self.number(bytes, at: start + 10)
        sums[group].count += 1
        if isError { sums[group].errors += 1 }
        if let input {
            sums[group].tokens.input = Self.sum(sums[group].tokens.input, input)
            sums[group].known.input = true
        }
        if let output {
            sums[group].tokens.output = Self.sum(sums[group].tokens.output, output)
            sums[group].known.output = true
        }
        if let cost {
            sums[group].cost = Self.sum(sums[group].cost, cost)
            sums[group].known.cost = true
        } else if input != nil || output != nil {
            sums[group].unpriced += 1
        }
        note(Int(Self.short(bytes, at: start + 19)), of: group, from: 0)
        let firstToken = Self.short(bytes, at: start + 21)
        if firstToken != .max { note(Int(firstToken), of: group, from: Self.runs) }
    }

    /// Counts one exchange of a group, and nothing else of it.
    mutating func count(_ group: Int) { sums[group].count += 1 }

    /// The sums of a group.
    func result(_ group: Int) -> GroupSums {
        let sums = sums[group]
        var result = GroupSums()
        result.count = sums.count
        result.errors = sums.errors
        result.unpriced = sums.unpriced
        result.inputTokens = sums.known.input ? sums.tokens.input : nil
        result.outputTokens = sums.known.output ? sums.tokens.output : nil
        result.cost = sums.known.cost ? sums.cost : nil
        result.latency = counts(of: group, from: 0)
        result.firstToken = counts(of: group, from: Self.runs)
        return result
    }

    private mutating func note(_ bucket: Int, of group: Int, from first: Int) {
        guard bucket < LogBucket.count else { return }
        let run = group * 2 * Self.runs + first + bucket >> Self.runShift
        if places[run] < 0 {
            places[run] = Int32(counters.count)
            counters.append(contentsOf: repeatElement(0, count: 1 << Self.runShift))
        }
        counters[Int(places[run]) + bucket & (1 << Self.runShift - 1)] &+= 1
    }

    private func counts(of group: Int, from first: Int) -> [Int64: Int64] {
        var counts: [Int64: Int64] = [:]
        for run in 0..<Self.runs {
            let place = Int(places[group * 2 * Self.runs + first + run])
            guard place >= 0 else { continue }
            for offset in 0..<1 << Self.runShift where counters[place + offset] > 0 {
                counts[LogBucket.start(at: run << Self.runShift + offset)] = Int64(counters[place + offset])
            }
        }
        return counts
    }

    private static func number(_ bytes: UnsafeRawBufferPointer, at place: Int) -> Int64? {
        let word = bytes.loadUnaligned(fromByteOffset: place, as: UInt64.self).littleEndian & FigureEntry.unknown
        return word == FigureEntry.unknown ? nil : Int64(word)
    }

    private static func short(_ bytes: UnsafeRawBufferPointer, at place: Int) -> UInt16 {
        bytes.loadUnaligned(fromByteOffset: place, as: UInt16.self).littleEndian
    }

    private static func sum(_ left: Int64, _ right: Int64) -> Int64 {
        let (sum, isTooMuch) = left.addingReportingOverflow(right)
        return isTooMuch ? .max : sum
    }
}
