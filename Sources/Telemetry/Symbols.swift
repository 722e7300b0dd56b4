/// The label values in use, each with a small number; numbers are what the hot path compares.
///
/// Only configuration, closed sets and status codes enter, so the table is small; it holds at most
/// 4,096 values, and a value that finds no room is `_other`.
struct Symbols: Sendable {
    /// The number of `_other`; a label without a number of its own has this one.
    static let other: UInt64 = 0
    /// The bits of one number within a packed label set.
    static let bits: UInt64 = 12

    private var numbers: [String: UInt64] = [Catalogue.other: other]
    private(set) var names: [String] = [Catalogue.other]
    private var statuses: [UInt64] = Array(repeating: 0, count: 600)

    /// The number of a value that may be new; `_other` when the table is full.
    mutating func intern(_ value: String) -> UInt64 {
        if let known = numbers[value] { return known }
        guard names.count < 1 << Self.bits else { return Self.other }
        let number = UInt64(names.count)
        names.append(value)
        numbers[value] = number
        return number
    }

    /// The numbers of a closed set's values, in order.
    mutating func intern(_ values: [String]) -> [UInt64] {
        values.map { intern($0) }
    }

    /// The number of a value that must be known; `_other` when it is not.
    func number(_ value: String) -> UInt64 {
        numbers[value] ?? Self.other
    }

    /// The number of an HTTP status: three digits, `000` for none, `_other` beyond 599.
    mutating func status(_ status: Int) -> UInt64 {
        guard statuses.indices.contains(status) else { return Self.other }
        if statuses[status] != 0 { return statuses[status] }
        let digits = String(status)
        statuses[status] = intern(String(repeating: "0", count: 3 - digits.count) + digits)
        return statuses[status]
    }
}

/// The values of up to five labels, packed into one word in the order of the family's labels.
struct LabelKey: Sendable, Hashable {
    let packed: UInt64

    init(packed: UInt64) {
        self.packed = packed
    }

    init(_ first: UInt64 = 0, _ second: UInt64 = 0, _ third: UInt64 = 0, _ fourth: UInt64 = 0, _ fifth: UInt64 = 0) {
        packed =
            first | second << Symbols.bits | third << (2 * Symbols.bits) | fourth << (3 * Symbols.bits)
            | fifth << (4 * Symbols.bits)
    }

    /// The number of the label at `position`.
    subscript(position: Int) -> Int {
        Int(packed >> (UInt64(position) * Symbols.bits) & (1 << Symbols.bits - 1))
    }
}
