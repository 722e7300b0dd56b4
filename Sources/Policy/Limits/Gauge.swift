import Exchange

/// How one rule measures, made from its numbers once.
enum Gauge: Sendable {
    /// Requests, by arrival times.
    case requests(RequestRate)
    /// Tokens or money, by a bucket.
    case amounts(TokenRate)
    /// Requests at once.
    case concurrency(Int64)

    /// Makes the gauge of a rule.
    init(_ rule: QuotaRule) {
        let window = rule.window.inNanoseconds
        switch rule.unit {
        case .requests: self = .requests(RequestRate(amount: rule.amount, window: window, burst: rule.burst))
        case .tokens, .inputTokens, .outputTokens, .cost:
            self = .amounts(TokenRate(amount: rule.amount, window: window, burst: rule.burst))
        case .concurrency: self = .concurrency(rule.amount)
        }
    }

    /// What a measure says to one who asks.
    enum Answer: Equatable {
        /// It has room.
        case room
        /// It would have after so many nanoseconds.
        case after(Int64)
        /// It never has.
        case never
    }

    /// How long one waits who asks for more at once than may be; nobody knows when the others end.
    private static let turn: Int64 = 1_000_000_000

    /// Tells whether so much may be taken; changes nothing but what time alone changes.
    func answer(_ amount: Int64, of measure: inout Measure, at now: Int64) -> Answer {
        switch self {
        case .requests(let rate):
            switch rate.arrival(at: now, due: measure.due) {
            case .conforms: return .room
            case .early(let wait): return .after(wait)
            case .never: return .never
            }
        case .amounts(let rate):
            measure.level = rate.level(at: now, of: measure.level)
            switch rate.answer(amount, of: measure.level) {
            case .enough: return .room
            case .after(let wait): return .after(wait)
            case .never: return .never
            }
        case .concurrency(let limit):
            return measure.held < limit ? .room : limit > 0 ? .after(Self.turn) : .never
        }
    }

    /// Takes what was found to have room; true when it must be settled.
    func take(_ amount: Int64, from measure: inout Measure, at now: Int64) -> Bool {
        switch self {
        case .requests(let rate):
            if case .conforms(let next) = rate.arrival(at: now, due: measure.due) { measure.due = next }
            return false
        case .amounts(let rate):
            rate.take(amount, from: &measure.level)
            measure.held &+= amount
        case .concurrency:
            measure.held &+= 1
        }
        measure.open += 1
        return true
    }

    /// Replaces what was taken before the exchange by what it took.
    func settle(_ reserved: Int64, taken: Int64, in measure: inout Measure, at now: Int64) {
        measure.open -= 1
        switch self {
        case .requests: break
        case .amounts(let rate):
            measure.level = rate.level(at: now, of: measure.level)
            rate.take(taken - reserved, from: &measure.level)
            measure.held &-= reserved
        case .concurrency: measure.held &-= 1
        }
    }

    /// True when nobody could tell the measure from a new one.
    func isNew(_ measure: Measure, at now: Int64) -> Bool {
        guard measure.open == 0 else { return false }
        switch self {
        case .requests: return measure.due.whole < now
        case .amounts(let rate): return rate.level(at: now, of: measure.level).units == rate.full(at: now).units
        case .concurrency: return true
        }
    }

    /// A measure of which nothing is used.
    func new(at now: Int64) -> Measure {
        var measure = Measure()
        if case .amounts(let rate) = self { measure.level = rate.full(at: now) }
        return measure
    }

    /// A measure of which as much is used as of one of another gauge of the same kind.
    func carried(_ measure: Measure, from old: Gauge, at now: Int64) -> Measure {
        var measure = measure
        switch (self, old) {
        case (.requests(let rate), .requests(let old)): measure.due = rate.carried(measure.due, at: now, from: old)
        case (.amounts(let rate), .amounts(let old)):
            measure.level = rate.carried(old.level(at: now, of: measure.level), from: old)
        default: break
        }
        return measure
    }
}

/// What is used of a rule by everybody, or by one of the names by which it is divided.
struct Measure: Sendable {
    /// The theoretical arrival time; for requests.
    var due = RequestRate.Instant.never
    /// What is in the bucket; for tokens and money.
    var level = TokenRate.Level(units: 0, at: .min)
    /// What is reserved, or how many run.
    var held: Int64 = 0
    /// How many reservations are open.
    var open: Int32 = 0
}
