import Exchange
import GRDB
import Policy
import Storage
import Testing

/// What is written down of budgets, and when.
@Suite struct SpendingTests {
    private static func charge(_ cost: Int64, _ budget: String = "pocket", at period: WallTime = .noon) -> BudgetCharge
    {
        BudgetCharge(budget: budget, subject: "key_1", period: period, cost: Cost(nanoUSD: cost))
    }

    private static func entry(_ number: UInt64, _ charges: BudgetCharge..., isRecovered: Bool = false) -> SpendEntry {
        SpendEntry(request: Sample.exchange(number).id, charges: charges, isRecovered: isRecovered)
    }

    private static func exchange(_ number: UInt64, _ cost: Int64, capture: CaptureLevel = .metadata) -> Exchange {
        var exchange = Sample.exchange(number)
        exchange.capture = capture
        exchange.charges = [charge(cost)]
        return exchange
    }

    private func sums(_ store: ControlStore) throws -> [Int64] { try store.purses().map(\.cost.nanoUSD) }

    @Test func `an exchange is charged once, however often it is written down`() throws {
        let bench = try Bench()
        for _ in 0..<3 { try bench.store.charge([Self.entry(1, Self.charge(5), Self.charge(7, "other"))], at: .noon) }
        try bench.store.charge([Self.entry(2, Self.charge(10))], at: .noon)
        #expect(try sums(bench.store).sorted() == [7, 15])
        #expect(try bench.store.unbalancedPurses(at: .noon).isEmpty)
    }

    @Test func `a recovered exchange is not charged again in another period`() throws {
        let bench = try Bench()
        try bench.store.charge([Self.entry(1, Self.charge(5))], at: .noon)
        let later = Self.charge(5, at: .noon + .seconds(3_600))
        try bench.store.charge([Self.entry(1, later, isRecovered: true)], at: .noon)
        #expect(try sums(bench.store) == [5])
        try bench.store.charge([Self.entry(2, later, isRecovered: true)], at: .noon)
        #expect(try sums(bench.store) == [5, 5])
    }

    @Test func `a sum stays within 64 bits`() throws {
        let bench = try Bench()
        try bench.store.charge([Self.entry(1, Self.charge(.max)), Self.entry(2, Self.charge(9))], at: .noon)
        try bench.store.charge([Self.entry(3, Self.charge(-4))], at: .noon)
        #expect(try sums(bench.store) == [.max])
    }

    @Test func `a sum that somebody changed is found`() throws {
        let bench = try Bench()
        try bench.store.charge([Self.entry(1, Self.charge(5)), Self.entry(2, Self.charge(6, "other"))], at: .noon)
        let raw = try DatabaseQueue(path: bench.data.control)
        try raw.write { try $0.execute(sql: "UPDATE budget_purses SET spent_nanousd = 1 WHERE budget = 'other'") }
        #expect(try bench.store.unbalancedPurses(at: .noon) == [Self.charge(1, "other")])
    }

    @Test func `what matters no more is removed, and sums of open periods stay`() throws {
        let bench = try Bench()
        let old = Sample.exchange(1, at: .noon + .seconds(-36 * 86_400)).id
        try bench.store.charge([SpendEntry(request: old, charges: [Self.charge(5)])], at: .noon)
        try bench.store.charge([SpendEntry(request: Sample.exchange(2).id, charges: [Self.charge(6)])], at: .noon)
        #expect(try bench.store.trimCharges(at: .noon) == 1)
        #expect(try sums(bench.store) == [11])
        #expect(try bench.store.spent(at: .noon) == [Self.charge(11)])
        #expect(try bench.store.spent(at: .noon + .seconds(36 * 86_400)).isEmpty)
        #expect(try bench.store.trimCharges(at: .noon + .seconds(401 * 86_400)) == 1)
        #expect(try sums(bench.store).isEmpty)
    }

    @Test func `charges change no key, so keys are not read again for them`() throws {
        let bench = try Bench()
        let issued = try bench.store.createKey(ClientKeyDraft(name: "app"), at: .noon)
        let table = try bench.store.keyTable()
        let raw = try DatabaseQueue(path: bench.data.control)
        // a change of keys behind the count's back shows whether they were read
        try raw.write { try $0.execute(sql: "DROP TRIGGER client_keys_update_counts") }
        try raw.write { try $0.execute(sql: "UPDATE client_keys SET expires_us = 1") }
        try bench.store.charge([Self.entry(1, Self.charge(5))], at: .noon)
        #expect(try table.refreshIfChanged(at: .noon))
        let isKnown = { issued.token.withBytes { table.caller(for: $0, at: .noon) } }
        guard case .caller = isKnown() else { return #expect(Bool(false), "keys were read for a charge") }
        _ = try bench.store.rotateKey("app", overlap: .seconds(60), at: .noon)
        #expect(try table.refreshIfChanged(at: .noon))
        guard case .refused = isKnown() else { return #expect(Bool(false), "a change of keys was not read") }
    }

    @Test func `rows, rows that are not kept and rows that find no room are all charged`() throws {
        let bench = try FlightBench()
        let flight = try bench.table()
        let book = SpendBook(bench.store, time: SystemTime(), flight: flight)
        var settings = HistorySettings.still
        settings.maxQueuedRows = 1
        settings.batchTime = .milliseconds(1)
        let writer = bench.writer(settings, flight: flight, spending: book)
        for (number, capture) in [(1, CaptureLevel.metadata), (2, .metadata), (3, .off)] {
            var exchange = Self.exchange(UInt64(number), 10, capture: capture)
            exchange.flightSlot = flight.claim(exchange)
            _ = writer.keep(exchange)
        }
        writer.close(within: .seconds(5))
        #expect(try sums(bench.store) == [30])
        #expect(book.statistics.written == 3 && book.statistics.waiting == 0)
        #expect(flight.statistics.taken == 0)
    }

    @Test func `what cannot be written down waits with its slot, and the next start charges it once`() throws {
        let bench = try FlightBench()
        let flight = try bench.table()
        let other = try ControlStore(path: "\(bench.folder.path)/other.db", keyring: Keyring([.random()]), now: .noon)
        let book = SpendBook(other, time: SystemTime(), flight: flight)
        let writer = bench.writer(flight: flight, spending: book)
        try other.close()
        var exchange = Self.exchange(1, 10)
        exchange.flightSlot = flight.claim(exchange)
        if let slot = exchange.flightSlot { flight.noteEnd(exchange, in: slot) }
        _ = writer.keep(exchange)
        #expect(writer.flush(within: .seconds(5)))
        #expect(book.statistics.isBehind && book.statistics.waiting == 1 && book.statistics.refusal != nil)
        #expect(flight.statistics.taken == 1, "the slot is given back before the charge is written down")
        #expect(try bench.rows().count == 1)
        let next = SpendBook(bench.store, time: SystemTime())
        let report = bench.recover(spending: next) { $0.charges = [Self.charge(10)] }
        #expect(report.known == 1 && report.recovered == 0)
        #expect(try sums(bench.store) == [10])
    }

    @Test func `a start that cannot write charges down leaves everything to the next one`() throws {
        let bench = try FlightBench()
        let flight = try bench.table()
        let exchange = Self.exchange(1, 10)
        let slot = try #require(flight.claim(exchange))
        flight.noteEnd(exchange, in: slot)
        let closed = try ControlStore(path: "\(bench.folder.path)/other.db", keyring: Keyring([.random()]), now: .noon)
        try closed.close()
        let charged: @Sendable (inout Exchange) -> Void = { $0.charges = [Self.charge(10)] }
        let first = bench.recover(spending: SpendBook(closed, time: SystemTime()), complete: charged)
        #expect(first.left == 1 && first.recovered == 0)
        let second = bench.recover(spending: SpendBook(bench.store, time: SystemTime()), complete: charged)
        #expect(second.recovered == 1 && second.left == 0)
        #expect(try sums(bench.store) == [10])
    }
}
