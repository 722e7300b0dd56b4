/// The series of one family in flat arrays; a label set is found by its packed key.
///
/// Buckets are kept apart, not cumulated; the exposition adds them up.
struct SeriesTable: Sendable {
    /// Values per series: 1, or the number of buckets with `+Inf`.
    let width: Int
    private let bounds: [Int64]
    private let hasExemplars: Bool
    /// Clears the open labels of a key, which makes them `_other`.
    private let foldMask: UInt64

    private(set) var keys: [LabelKey] = []
    private(set) var values: [Int64] = []
    private(set) var sums: [Double] = []
    private(set) var exemplars: [Exemplar] = []
    /// Places by hash: 0 is free, else the series' position plus 1; at most half are taken.
    private var places: [UInt32] = Array(repeating: 0, count: 16)
    /// Observations that were folded into `_other`.
    private(set) var overflow: Int64 = 0

    init(_ family: Family) {
        bounds = family.buckets?.nanoseconds ?? []
        width = bounds.count + 1
        hasExemplars = family.hasExemplars
        var mask = UInt64.max
        for (position, label) in family.labels.enumerated() where label.isOpen {
            mask &= ~((1 << Symbols.bits - 1) << (UInt64(position) * Symbols.bits))
        }
        foldMask = mask
    }

    /// The number of series.
    var count: Int { keys.count }

    /// The series of `key`, made at 0 when new; beyond the cap the one of `_other`.
    mutating func series(_ key: LabelKey) -> Int {
        if let found = find(key) { return found }
        if count < Catalogue.labelSetLimit { return insert(key) }
        overflow += 1
        let folded = LabelKey(packed: key.packed & foldMask)
        return find(folded) ?? insert(folded)
    }

    /// Makes the series at 0 while less than half of the family's room is taken.
    mutating func declare(_ key: LabelKey) {
        if count < Catalogue.labelSetLimit / 2, find(key) == nil { _ = insert(key) }
    }

    /// Counts an observation whose labels had no room before it came here.
    mutating func countOverflow() {
        overflow += 1
    }

    /// Adds to a counter or gauge.
    mutating func add(_ key: LabelKey, _ amount: Int64) {
        let position = series(key)
        values[position] = values[position].addingReportingOverflow(amount).partialValue
    }

    /// Puts another value in the place of a gauge's.
    mutating func set(_ key: LabelKey, _ value: Int64) {
        values[series(key)] = value
    }

    /// Puts an observation into its bucket.
    mutating func observe(_ key: LabelKey, _ nanoseconds: Int64, _ source: ExemplarSource?) {
        let position = series(key)
        var bucket = 0
        while bucket < bounds.count && nanoseconds > bounds[bucket] { bucket += 1 }
        let place = position * width + bucket
        values[place] &+= 1
        sums[position] += Double(nanoseconds) / 1e9
        guard hasExemplars, let source else { return }
        let newer = source.exemplar(nanoseconds)
        if exemplars[place].yields(to: newer) { exemplars[place] = newer }
    }

    private func start(_ key: LabelKey) -> Int {
        Int(truncatingIfNeeded: (key.packed &* 0x9E37_79B9_7F4A_7C15) >> 32) & (places.count - 1)
    }

    private func find(_ key: LabelKey) -> Int? {
        var place = start(key)
        while places[place] != 0 {
            let position = Int(places[place]) - 1
            if keys[position] == key { return position }
            place = (place + 1) & (places.count - 1)
        }
        return nil
    }

    private mutating func insert(_ key: LabelKey) -> Int {
        keys.append(key)
        values.append(contentsOf: repeatElement(0, count: width))
        if width > 1 { sums.append(0) }
        if hasExemplars { exemplars.append(contentsOf: repeatElement(.none, count: width)) }
        if keys.count * 2 > places.count {
            places = Array(repeating: 0, count: places.count * 2)
            for position in keys.indices { settle(position) }
        } else {
            settle(keys.count - 1)
        }
        return keys.count - 1
    }

    private mutating func settle(_ position: Int) {
        var place = start(keys[position])
        while places[place] != 0 { place = (place + 1) & (places.count - 1) }
        places[place] = UInt32(position + 1)
    }
}
