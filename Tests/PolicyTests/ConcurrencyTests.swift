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
}
