import Policy

/// Rows of past days whose files refuse them, put aside so that the rows of other days go on.
struct ParkedDays: Sendable {
    private var days: [CivilDay: [PendingRow]] = [:]
    private var refusals: [CivilDay: Int] = [:]
    private var newest: CivilDay?
    private var isWakeSet = false
    /// How many rows are parked.
    private(set) var count = 0
    /// The bytes of their bodies.
    private(set) var bytes = 0
    /// What the database said last, while rows are parked.
    private(set) var refusal: String?

    /// The oldest row.
    var oldest: PendingRow? { days.min { $0.key < $1.key }?.value.first }

    /// Tells whether rows of that day are parked.
    func holds(_ day: CivilDay) -> Bool { days[day] != nil }

    /// Notes that there is a row of that day.
    mutating func note(_ day: CivilDay) { newest = max(newest ?? day, day) }

    /// Counts a refusal; true from the `most`th on for a day that is not the newest, whose rows keep others waiting.
    mutating func refused(_ day: CivilDay, _ most: Int) -> Bool {
        refusals[day, default: 0] += 1
        guard let newest, day < newest else { return false }
        return refusals[day, default: 0] >= most
    }

    /// Forgets the refusals of a day.
    mutating func committed(_ day: CivilDay) { refusals[day] = nil }

    /// Parks rows of one day; returns those there is no room for.
    mutating func park(_ rows: ArraySlice<PendingRow>, of day: CivilDay, atMost most: Int, refusal: String?)
        -> ArraySlice<PendingRow>
    {
        let taken = rows.prefix(max(most - count, 0))
        if !taken.isEmpty { days[day, default: []] += taken }
        count += taken.count
        bytes += taken.reduce(0) { $0 + $1.bodyBytes }
        self.refusal = refusal ?? self.refusal
        return rows.dropFirst(taken.count)
    }

    /// Gives all rows back, the oldest day first.
    mutating func take() -> [PendingRow] {
        let rows = days.sorted { $0.key < $1.key }.flatMap(\.value)
        days = [:]
        count = 0
        bytes = 0
        refusal = nil
        return rows
    }

    /// Asks for a timer; false when there is nothing to wait for or one is set already.
    mutating func setWake() -> Bool {
        guard count > 0, !isWakeSet else { return false }
        isWakeSet = true
        return true
    }

    /// The timer has fired.
    mutating func woke() { isWakeSet = false }
}
