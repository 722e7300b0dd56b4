import Exchange

/// What one principal spent of one budget in the present period, and in the other that may still matter.
///
/// A period is entered when it is first looked at. The clock may jump: whoever comes back to the period before finds
/// there what was spent, and one that is older than both is not entered, since nobody knows what was spent in it.
struct Purse: Sendable {
    /// What happened in one period.
    struct Account: Sendable {
        /// When the period began, in nanoseconds.
        let start: Int64
        /// How many periods had been entered before; tells a period that was forgotten from its like.
        let turn: Int32
        /// What was spent.
        var spent: Int64 = 0
        /// What is reserved; every sum of reservations fits.
        var reserved: Int128 = 0
        /// The thresholds that were told, by bits in their order.
        var told: UInt8 = 0
    }

    /// What is reserved by one exchange.
    struct Reserved: Sendable {
        let amount: Int64
        /// When its period began, in nanoseconds.
        let start: Int64
        fileprivate let turn: Int32
    }

    private(set) var current: Account
    private var end: Int64
    private var other: Account?
    /// How many reservations are open.
    var open: Int32 = 0
    private var turns: Int32 = 0

    /// Makes a purse of which nothing was spent.
    init(_ period: BudgetPeriod, at wall: WallTime) {
        let bounds = period.bounds(of: wall)
        current = Account(start: bounds.lowerBound.nanoseconds, turn: 0)
        end = bounds.upperBound.nanoseconds
    }

    /// What is reserved in all periods that are known.
    var reserved: Int128 { current.reserved + (other?.reserved ?? 0) }

    /// When the present period ends, in nanoseconds.
    var ends: Int64 { end }

    /// Enters the period in which `wall` lies.
    mutating func turn(_ period: BudgetPeriod, to wall: WallTime) {
        if wall.nanoseconds >= current.start, wall.nanoseconds < end { return }
        let bounds = period.bounds(of: wall)
        let start = bounds.lowerBound.nanoseconds
        guard start != current.start else { return }
        if let known = other, known.start == start {
            other = current
            current = known
        } else {
            guard start > min(current.start, other?.start ?? current.start) else { return }
            if start > current.start { other = current }
            turns &+= 1
            current = Account(start: start, turn: turns)
        }
        end = bounds.upperBound.nanoseconds
    }

    /// Tells what was spent in a period before this process began; thresholds crossed by it are not told again.
    mutating func restore(_ spent: Int64, start: Int64, of amount: Int64) {
        var account = Account(start: start, turn: 0, spent: spent)
        account.told = Self.crossed(spent, of: amount)
        if start == current.start {
            current = account
        } else if start > current.start {
            other = account
        }
    }

    /// Takes note that at least so much was spent in a period that is known.
    mutating func raise(to spent: Int64, start: Int64) {
        if start == current.start {
            current.spent = max(current.spent, spent)
        } else if let account = other, account.start == start {
            other?.spent = max(account.spent, spent)
        }
    }

    /// What may still be spent in the present period; below 0 when more was spent than may be.
    func available(of amount: Int64) -> Int128 { Int128(amount) - Int128(current.spent) - current.reserved }

    /// Reserves in the present period; to be settled once.
    mutating func reserve(_ cost: Int64) -> Reserved {
        current.reserved += Int128(cost)
        open += 1
        return Reserved(amount: cost, start: current.start, turn: current.turn)
    }

    /// Replaces what was reserved by what was spent, in the period of the reservation.
    ///
    /// Returns the thresholds that were crossed by it, by bits, and what is spent now; nil where the period is past.
    mutating func settle(_ reservation: Reserved, spent: Int64, of amount: Int64) -> (told: UInt8, spent: Int64)? {
        open -= 1
        if current.start == reservation.start { return Self.settle(&current, reservation, spent, of: amount) }
        guard var account = other, account.start == reservation.start else { return nil }
        defer { other = account }
        return Self.settle(&account, reservation, spent, of: amount)
    }

    /// Takes over another amount: thresholds that are no longer reached may be told again.
    mutating func change(amount: Int64) {
        current.told &= Self.crossed(current.spent, of: amount)
        if let spent = other?.spent { other?.told &= Self.crossed(spent, of: amount) }
    }

    /// True when nobody could tell it from a new one.
    func isNew(at wall: WallTime) -> Bool {
        open == 0 && (other?.start ?? .min) <= current.start
            && (current.spent == 0 && current.reserved == 0 || wall.nanoseconds >= end)
    }

    private static func settle(
        _ account: inout Account,
        _ reservation: Reserved,
        _ spent: Int64,
        of amount: Int64
    ) -> (told: UInt8, spent: Int64) {
        // of a period that was forgotten and entered again nothing of before is reserved
        if account.turn == reservation.turn { account.reserved -= Int128(reservation.amount) }
        let (sum, isTooMuch) = account.spent.addingReportingOverflow(spent)
        account.spent = isTooMuch ? .max : sum
        let crossed = crossed(account.spent, of: amount) & ~account.told
        account.told |= crossed
        return (crossed, account.spent)
    }

    /// The thresholds that are reached, by bits; none while nothing is spent.
    private static func crossed(_ spent: Int64, of amount: Int64) -> UInt8 {
        guard spent > 0 else { return 0 }
        return BudgetRule.thresholds.enumerated().reduce(into: 0) { bits, threshold in
            if Int128(spent) * 100 >= Int128(amount) * Int128(threshold.element) {
                bits |= 1 << UInt8(threshold.offset)
            }
        }
    }
}
