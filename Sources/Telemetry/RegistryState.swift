import Exchange

/// Everything the registry counts; changed only under the registry's one lock.
struct RegistryState: Sendable {
    private(set) var symbols = Symbols()
    let closed: ClosedNumbers
    private(set) var tables: [SeriesTable]
    private var pairs: Set<UInt64> = []
    /// The provider of each declared upstream.
    private var providers: [UInt64: UInt64] = [:]
    /// True once a pair of provider and model found no room.
    private(set) var isPairTableFull = false

    init() {
        closed = ClosedNumbers(&symbols)
        tables = Catalogue.families.map { SeriesTable($0) }
    }

    /// Adds to a counter or gauge.
    @inline(__always)
    mutating func add(_ family: FamilyID, _ key: LabelKey, _ amount: Int64 = 1) {
        tables[family.rawValue].add(key, amount)
    }

    /// Puts another value in the place of a gauge's.
    mutating func set(_ family: FamilyID, _ key: LabelKey, _ value: Int64) {
        tables[family.rawValue].set(key, value)
    }

    /// Puts a time into its bucket; a negative one is 0.
    @inline(__always)
    mutating func observe(_ family: FamilyID, _ key: LabelKey, _ nanoseconds: Int64, _ source: ExemplarSource? = nil) {
        tables[family.rawValue].observe(key, max(nanoseconds, 0), source)
    }

    /// Makes a series at 0, as long as there is plenty of room.
    mutating func declare(_ family: FamilyID, _ key: LabelKey) {
        tables[family.rawValue].declare(key)
    }

    /// Counts an observation whose model found no room among the pairs.
    mutating func countOverflow(_ family: FamilyID) {
        tables[family.rawValue].countOverflow()
    }

    /// The number of a value that configuration brings.
    mutating func intern(_ value: String) -> UInt64 { symbols.intern(value) }

    /// The number of an HTTP status.
    mutating func status(_ status: Int) -> UInt64 { symbols.status(status) }

    /// Gives a pair of provider and model a place; false when there is none left.
    mutating func admitPair(_ provider: UInt64, _ model: UInt64) -> Bool {
        let pair = provider << Symbols.bits | model
        if pairs.contains(pair) { return true }
        guard pairs.count < Catalogue.pairLimit, model != Symbols.other else {
            isPairTableFull = isPairTableFull || model != Symbols.other
            return false
        }
        pairs.insert(pair)
        return true
    }

    /// Remembers whose upstream it is.
    mutating func assign(_ upstream: UInt64, to provider: UInt64) {
        if upstream != Symbols.other { providers[upstream] = provider }
    }

    /// The provider of a declared upstream; `_other` for any other.
    func provider(of upstream: UInt64) -> UInt64 {
        providers[upstream] ?? Symbols.other
    }

    /// Tells whether a pair of provider and model has a place.
    func hasPair(_ provider: UInt64, _ model: UInt64) -> Bool {
        pairs.contains(provider << Symbols.bits | model)
    }

    /// The packed labels of a family, from texts; nil when their number is wrong.
    ///
    /// A value outside a closed set becomes `_other`.
    mutating func key(_ family: FamilyID, _ values: [String]) -> LabelKey? {
        let labels = Catalogue[family].labels
        guard labels.count == values.count else { return nil }
        var packed: UInt64 = 0
        for (position, label) in labels.enumerated() {
            let isKnown = label.isOpen || label.values.contains(values[position])
            let number = isKnown ? symbols.intern(values[position]) : Symbols.other
            packed |= number << (UInt64(position) * Symbols.bits)
        }
        return LabelKey(packed: packed)
    }
}
