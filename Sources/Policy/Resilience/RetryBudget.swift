package import Exchange

/// How much of what a target is given may be repetition, so that trying again never becomes a storm.
///
/// A repetition needs two things: a token when it is decided, and a place when it begins. Each first attempt brings a
/// tenth of a token, some come with time alone, and what is older than ten seconds is forgotten. The places are a share
/// of what is in flight; who pauses holds none, since with short answers the pauses alone would fill them all.
package struct RetryBudget: Sendable {
    /// How far back is looked.
    package static let life = Duration.seconds(10)
    /// What a repetition takes; a first attempt brings one.
    private static let price = 10
    private static let slices = 10

    private var settings: RetrySettings
    /// Repetitions that run now.
    package private(set) var running = 0
    /// Deposits less what was taken, by slices of a second.
    private var levels = [Int](repeating: 0, count: slices)
    private var sum = 0
    private var current: Int64 = .min

    /// Makes a budget into which nothing has been paid.
    package init(_ settings: RetrySettings) {
        self.settings = settings
    }

    /// Takes over changed settings; what was paid in stays.
    package mutating func set(_ settings: RetrySettings) {
        self.settings = settings
    }

    /// Pays in for a first attempt.
    package mutating func deposit(at now: Moment) {
        advance(to: now)
        add(1)
    }

    /// Takes the token that one repetition costs, or nothing and returns false; it is spent whatever comes of it.
    package mutating func take(at now: Moment) -> Bool {
        advance(to: now)
        guard sum + reserve >= Self.price else { return false }
        add(-Self.price)
        return true
    }

    /// Takes the place in which one repetition runs, or nothing and returns false; `end` must follow when it has run.
    ///
    /// `inFlight` counts every attempt at the target that runs.
    package mutating func begin(inFlight: Int) -> Bool {
        let share = min(max(inFlight, 0), 1 << 32) * min(max(settings.budgetPercent, 0), 1 << 16) / 100
        guard running < max(settings.budgetConcurrent, share) else { return false }
        running += 1
        return true
    }

    /// Gives back the place of a repetition that ended.
    package mutating func end() {
        running = max(0, running - 1)
    }

    /// How many repetitions the tokens allow just now.
    package func tokens(at now: Moment) -> Int {
        var copy = self
        copy.advance(to: now)
        return max(0, (copy.sum + reserve) / Self.price)
    }

    /// What comes with time alone, over the whole life.
    private var reserve: Int {
        min(max(settings.budgetPerSecond, 0), 1 << 32) * Self.price * Int(Self.life.components.seconds)
    }

    private mutating func add(_ amount: Int) {
        levels[Int(current % Int64(Self.slices))] += amount
        sum += amount
    }

    /// Forgets the slices that have become too old; a clock that goes back changes nothing.
    private mutating func advance(to now: Moment) {
        let slice = max(0, now.nanoseconds) / (Self.life.inNanoseconds / Int64(Self.slices))
        guard slice > current else { return }
        let steps = current < 0 ? Int64(Self.slices) : min(slice - current, Int64(Self.slices))
        for step in 0..<steps {
            let index = Int((slice - step + Int64(Self.slices)) % Int64(Self.slices))
            sum -= levels[index]
            levels[index] = 0
        }
        current = slice
    }
}
