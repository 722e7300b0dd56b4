import Policy
import Testing

@Suite struct HedgeBudgetTests {
    private static func budget(_ percent: Int) -> HedgeBudget {
        HedgeBudget(HedgeSettings(after: .seconds(1), percent: percent))
    }

    @Test(arguments: [(0, 0), (-3, 0), (1, 100), (5, 500), (37, 3_700), (100, 10_000), (.max, 10_000)])
    func `of ten thousand requests so many may be hedged`(_ percent: Int, _ hedges: Int) {
        var budget = Self.budget(percent)
        var taken = 0
        for request in 1...10_000 {
            budget.request()
            while budget.take() { taken += 1 }
            #expect(taken * 100 <= request * max(0, min(percent, 100)))
        }
        #expect(taken == hedges)
    }

    @Test func `what was earned in quiet hours is bounded`() {
        var budget = Self.budget(5)
        #expect(budget.take() == false)
        for _ in 0..<1_000_000 { budget.request() }
        var taken = 0
        while budget.take() { taken += 1 }
        #expect(taken == 10)
    }
}
