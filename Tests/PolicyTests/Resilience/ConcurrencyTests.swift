import Exchange
import Policy
import Testing

@Suite struct ConcurrencyTests {
    @Test func `the house and the key each have their bound`() {
        var concurrency = Concurrency(limit: 3)
        #expect(concurrency.enter(keyID: "a", limit: 2) == .enter)
        #expect(concurrency.enter(keyID: "a", limit: 2) == .enter)
        #expect(concurrency.enter(keyID: "a", limit: 2) == .fullKey(limit: 2))
        #expect(concurrency.enter(keyID: "b", limit: 2) == .enter)
        #expect(concurrency.enter(keyID: "c", limit: 2) == .fullHouse)
        #expect(concurrency.running == 3)
    }

    @Test func `what is given back can be taken again`() {
        var concurrency = Concurrency(limit: 1)
        for _ in 0..<100 {
            #expect(concurrency.enter(keyID: "a", limit: 1) == .enter)
            #expect(concurrency.enter(keyID: "a", limit: 1) == .fullHouse)
            concurrency.leave(keyID: "a")
        }
        #expect(concurrency.running == 0)
    }

    @Test func `a refusal takes nothing`() {
        var concurrency = Concurrency(limit: 10)
        #expect(concurrency.enter(keyID: "a", limit: 0) == .fullKey(limit: 0))
        #expect(concurrency.running == 0)
        var none = Concurrency(limit: 0)
        #expect(none.enter(keyID: "a", limit: 5) == .fullHouse)
        #expect(none.running == 0)
    }

    @Test func `giving back what was not taken changes nothing`() {
        var concurrency = Concurrency(limit: 2)
        concurrency.leave(keyID: "a")
        #expect(concurrency.enter(keyID: "a", limit: 2) == .enter)
        concurrency.leave(keyID: "b")
        #expect(concurrency.running == 1)
        concurrency.leave(keyID: "a")
        concurrency.leave(keyID: "a")
        #expect(concurrency.running == 0)
    }

    @Test(arguments: [(10, 8), (100, 80), (4, 4), (5, 4), (1, 1), (0, 0), (-7, 0)])
    func `a fifth of the house is the critical's`(_ limit: Int, _ others: Int) {
        var concurrency = Concurrency(limit: limit)
        var entered = 0
        while concurrency.enter(keyID: "a", limit: 1_000, priority: .default) == .enter { entered += 1 }
        #expect(entered == others && concurrency.runningBelowCritical == others)
        #expect(concurrency.enter(keyID: "b", limit: 1_000, priority: .sheddable) == .fullHouse)
        while concurrency.enter(keyID: "c", limit: 1_000, priority: .critical) == .enter { entered += 1 }
        #expect(entered == max(0, limit))
        for _ in 0..<others { concurrency.leave(keyID: "a", priority: .default) }
        #expect(concurrency.runningBelowCritical == 0 && concurrency.running == max(0, limit) - others)
    }

    @Test func `the critical may take the whole house`() {
        var concurrency = Concurrency(limit: 10)
        for _ in 0..<10 { #expect(concurrency.enter(keyID: "a", limit: 99, priority: .critical) == .enter) }
        #expect(concurrency.enter(keyID: "a", limit: 99, priority: .critical) == .fullHouse)
        concurrency.leave(keyID: "a", priority: .critical)
        #expect(concurrency.enter(keyID: "b", limit: 99, priority: .sheddable) == .enter)
    }
}
