import Exchange
import Policy
import Testing

@Suite struct RetryBudgetTests {
    private func taken(_ budget: inout RetryBudget, at now: Moment) -> Int {
        var count = 0
        while count < 100_000, budget.take(at: now) { count += 1 }
        return count
    }

    @Test(arguments: [(0, 3), (1, 3), (15, 3), (19, 3), (20, 4), (100, 20), (-5, 3)])
    func `three, or a fifth of what is in flight, run at once`(inFlight: Int, share: Int) {
        var budget = RetryBudget(RetrySettings())
        for count in 0..<share + 5 {
            let begins = budget.begin(inFlight: inFlight)
            #expect(begins == (count < share))
        }
        #expect(budget.running == share)
        budget.end()
        let begins = [budget.begin(inFlight: inFlight), budget.begin(inFlight: inFlight)]
        #expect(begins == [true, false])
        for _ in 0...share { budget.end() }
        #expect(budget.running == 0)
    }

    @Test func `tokens come from first attempts and from time`() {
        var budget = RetryBudget(RetrySettings())
        #expect(budget.tokens(at: .second(0)) == 10)
        for _ in 0..<100 { budget.deposit(at: .second(0)) }
        #expect(budget.tokens(at: .second(0)) == 20)
        #expect(taken(&budget, at: .second(0)) == 20)
        #expect(budget.tokens(at: .second(9.9)) == 0)
        #expect(budget.tokens(at: .second(10)) == 10)
        #expect(budget.tokens(at: .second(1_000)) == 10)
    }

    @Test func `a budget of nothing gives nothing`() {
        var settings = RetrySettings()
        settings.budgetPercent = 0
        settings.budgetConcurrent = 0
        settings.budgetPerSecond = 0
        var bare = RetryBudget(settings)
        #expect(taken(&bare, at: .second(0)) == 0)
        for _ in 0..<10 { bare.deposit(at: .second(0)) }
        #expect(taken(&bare, at: .second(0)) == 1)
        var begins = bare.begin(inFlight: 1_000)
        #expect(!begins)
        settings.budgetPerSecond = -5
        settings.budgetPercent = .max
        bare.set(settings)
        #expect(taken(&bare, at: .second(0)) == 0)
        begins = bare.begin(inFlight: .max)
        #expect(begins)
    }

    @Test func `a clock that leaps or goes back breaks nothing`() {
        var budget = RetryBudget(RetrySettings())
        let moments = [.min, -1, 0, 9_000_000_000_000_000_000, 1, .max].map { Moment(nanoseconds: $0) }
        for moment in moments {
            budget.deposit(at: moment)
            #expect(budget.tokens(at: moment) == 10)
        }
    }

    @Test(arguments: [UInt64](1...20))
    func `with no take has more been taken within ten seconds than was paid in`(seed: UInt64) {
        var chance = SeededChance(seed)
        var budget = RetryBudget(RetrySettings())
        var deposits = [Int](repeating: 0, count: 120)
        var takes = deposits
        for second in 0..<120 {
            for _ in 0..<Int.random(in: 0...80, using: &chance) {
                budget.deposit(at: .second(Double(second)))
                deposits[second] += 1
            }
            for _ in 0..<Int.random(in: 0...40, using: &chance)
            where budget.take(at: .second(Double(second))) {
                takes[second] += 1
            }
            let window = max(0, second - 9)...second
            let (taken, paid) = (takes[window].reduce(0, +), deposits[window].reduce(0, +))
            if takes[second] > 0 { #expect(taken * 10 <= paid + 100) }
        }
    }
}
