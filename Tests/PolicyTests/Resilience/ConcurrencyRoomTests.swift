import Exchange
import Policy
import Testing

@Suite struct ConcurrencyRoomTests {
    private let team = ConcurrencyRoom(of: Principal(.team, id: "team_1", name: "search"), limit: 3)
    private let organisation = ConcurrencyRoom(of: Principal(.organisation, id: "org_1", name: "acme"), limit: 4)

    @Test func `a level's places are shared by every key below it`() {
        var concurrency = Concurrency(limit: 100)
        for key in ["a", "b", "c"] { #expect(concurrency.enter(keyID: key, limit: 9, rooms: [team]) == .enter) }
        #expect(concurrency.enter(keyID: "a", limit: 9, rooms: [team]) == .fullRoom(team))
        #expect(concurrency.enter(keyID: "d", limit: 9, rooms: [organisation]) == .enter)
        concurrency.leave(keyID: "b", rooms: [team])
        #expect(concurrency.enter(keyID: "a", limit: 9, rooms: [team]) == .enter)
    }

    @Test func `whoever is refused at one level has taken nothing at another`() {
        var concurrency = Concurrency(limit: 100)
        for _ in 0..<4 { #expect(concurrency.enter(keyID: "a", limit: 9, rooms: [organisation]) == .enter) }
        for _ in 0..<9 {
            #expect(concurrency.enter(keyID: "b", limit: 9, rooms: [team, organisation]) == .fullRoom(organisation))
        }
        #expect(concurrency.running == 4)
        for _ in 0..<3 { #expect(concurrency.enter(keyID: "b", limit: 9, rooms: [team]) == .enter) }
        for _ in 0..<4 { concurrency.leave(keyID: "a", rooms: [organisation]) }
        for _ in 0..<3 { concurrency.leave(keyID: "b", rooms: [team]) }
        #expect(concurrency.running == 0)
        #expect(concurrency.enter(keyID: "b", limit: 9, rooms: [team, organisation]) == .enter)
    }
}
