import Exchange
import Telemetry
import Testing

@Suite struct LedgerCountsTests {
    @Test func `an exchange is in exactly one place at every step`() {
        let ledger = LedgerCounts()
        var steps: [LedgerCounts.Snapshot] = []
        for _ in 0..<5 { ledger.accepted() }
        steps.append(ledger.snapshot)
        for _ in 0..<3 { ledger.queued() }
        steps.append(ledger.snapshot)
        ledger.droppedAtEnd(.captureOff)
        ledger.stored(2)
        steps.append(ledger.snapshot)
        ledger.lost(1, .writeError)
        steps.append(ledger.snapshot)
        #expect(steps.map(\.isBalanced) == [true, true, true, true])
        #expect(steps.last?.inFlight == 1)
        #expect(steps.last?.queued == 0)
        #expect(steps.last?.stored == 2)
        #expect(steps.last?.dropped == [.captureOff: 1, .writeError: 1])
    }

    @Test func `rows of the last process stand beside the sum`() {
        let ledger = LedgerCounts()
        ledger.accepted()
        ledger.recovered(3)
        ledger.recovered(2)
        #expect(ledger.snapshot.recovered == 5 && ledger.snapshot.stored == 0 && ledger.snapshot.accepted == 1)
        #expect(ledger.isBalanced)
    }

    @Test func `an end without a beginning is noticed`() {
        let ledger = LedgerCounts()
        ledger.queued()
        #expect(!ledger.isBalanced)
    }

    @Test func `it balances while many write`() async {
        let ledger = LedgerCounts()
        let isBalanced = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<4 {
                group.addTask {
                    var isBalanced = true
                    for round in 0..<5_000 {
                        ledger.accepted()
                        if round % 3 == 0 { ledger.droppedAtEnd(.queueFull) } else { ledger.queued() }
                        if round % 3 == 1 { ledger.stored(1) }
                        if round % 3 == 2 { ledger.lost(1, .shutdown) }
                        isBalanced = isBalanced && ledger.isBalanced
                    }
                    return isBalanced
                }
            }
            return await group.reduce(true) { $0 && $1 }
        }
        #expect(isBalanced)
        #expect(ledger.snapshot.accepted == 20_000)
        #expect(ledger.snapshot.inFlight == 0 && ledger.snapshot.queued == 0)
    }
}
