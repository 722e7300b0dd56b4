import Dispatch
import Exchange
import Glibc
import Policy
import Storage
import Synchronization
import Testing

/// What the writer does when the disk does not do its part.
@Suite struct HistoryWriterFaultTests {
    private func offer(_ numbers: Range<UInt64>, _ writer: HistoryWriter, _ table: FlightTable? = nil) -> [RowFate] {
        numbers.map { number in
            var exchange = Sample.exchange(number)
            exchange.flightSlot = table?.claim(exchange)
            return writer.keep(exchange)
        }
    }

    @Test func `slots are given back when rows are committed, refused or not kept`() throws {
        let bench = try FlightBench()
        let table = try bench.table()
        var settings = HistorySettings.still
        settings.maxQueuedRows = 4
        let writer = bench.writer(settings, flight: table)
        var off = Sample.exchange(90, capture: .off)
        off.flightSlot = table.claim(off)
        #expect(writer.keep(off) == .off && table.statistics.taken == 0)
        // the second of that id is refused, the fifth finds the queue full
        var exchanges = [1, 2, 2, 3, 4].map { Sample.exchange($0) }
        for index in exchanges.indices { exchanges[index].flightSlot = table.claim(exchanges[index]) }
        #expect(exchanges.map { writer.keep($0) } == [.queued, .queued, .queued, .queued, .dropped])
        #expect(table.statistics.taken == 4)
        #expect(writer.flush(within: .seconds(10)))
        #expect(table.statistics.taken == 0 && table.statistics.stale == 0)
        #expect(bench.ledger.counts.stored == 3)
    }

    @Test func `a full disk loses nothing up to the bound, and is left again without a restart`() throws {
        let bench = try FlightBench()
        let table = try bench.table()
        var settings = HistorySettings.still
        settings.maxQueuedRows = 5
        let writer = bench.writer(settings, flight: table)
        bench.disk.refuse { _ in FlightBench.full }
        #expect(offer(0..<3, writer, table) == [.queued, .queued, .queued])
        #expect(!writer.flush(within: .seconds(10)))
        #expect(writer.isDegraded && writer.statistics.refusal?.contains("full") == true)
        #expect(offer(3..<8, writer, table) == [.queued, .queued, .dropped, .dropped, .dropped])
        #expect(!writer.flush(within: .seconds(10)))
        #expect(bench.ledger.counts.dropped == [.queueFull: 3] && bench.ledger.counts.waiting == 5)
        #expect(table.statistics.taken == 5)
        bench.disk.refuse(nil)
        #expect(writer.flush(within: .seconds(10)))
        #expect(!writer.isDegraded && writer.statistics.refusal == nil)
        #expect(bench.ledger.counts.stored == 5 && table.statistics.taken == 0)
        #expect(try bench.rows().count == 5)
    }

    @Test(arguments: [13, 10, 14, 8, 5, 7, 778, 1_032]) func `what is the disk's doing is tried for ever`(code: Int32)
        throws
    {
        let bench = try FlightBench()
        let writer = bench.writer()
        bench.disk.refuse { _ in .database(code: code, reason: "no") }
        #expect(offer(0..<3, writer) == [.queued, .queued, .queued])
        for _ in 0..<20 { #expect(!writer.flush(within: .seconds(10))) }
        #expect(bench.ledger.counts.dropped.isEmpty && writer.statistics.queued == 3)
        bench.disk.refuse(nil)
        #expect(writer.flush(within: .seconds(10)))
        #expect(bench.ledger.counts.stored == 3)
    }

    @Test func `a row behind an error of unclear cause is found after a few tries and left out`() throws {
        let bench = try FlightBench()
        let writer = bench.writer()
        let bad = Sample.exchange(1).id
        bench.disk.refuse { $0.contains(bad) ? FlightBench.bare : nil }
        #expect(offer(0..<4, writer).allSatisfy { $0 == .queued })
        var tries = 0
        while !writer.flush(within: .seconds(10)), tries < 100 { tries += 1 }
        #expect(tries == 5)
        #expect(bench.ledger.counts.stored == 3 && bench.ledger.counts.dropped == [.writeError: 1])
        #expect(writer.statistics.droppedError == 1 && !writer.isDegraded)
        #expect(try bench.rows().count == 3)
    }

    @Test func `where every row meets such an error each is counted as lost, and later ones are stored again`() throws {
        let bench = try FlightBench()
        let table = try bench.table()
        let writer = bench.writer(flight: table)
        bench.disk.refuse { _ in FlightBench.bare }
        #expect(offer(0..<4, writer, table).allSatisfy { $0 == .queued })
        var tries = 0
        while !writer.flush(within: .seconds(10)), tries < 100 { tries += 1 }
        #expect(bench.ledger.counts.dropped == [.writeError: 4] && bench.ledger.counts.waiting == 0)
        #expect(writer.isDegraded && table.statistics.taken == 0)
        bench.disk.refuse(nil)
        #expect(offer(4..<6, writer) == [.queued, .queued] && writer.flush(within: .seconds(10)))
        #expect(!writer.isDegraded && bench.ledger.counts.stored == 2)
    }

    @Test func `an unclear error that passes loses nothing`() throws {
        let bench = try FlightBench()
        let writer = bench.writer()
        bench.disk.refuse { _ in FlightBench.bare }
        #expect(offer(0..<4, writer).allSatisfy { $0 == .queued })
        for _ in 0..<4 { #expect(!writer.flush(within: .seconds(10))) }
        bench.disk.refuse(nil)
        #expect(writer.flush(within: .seconds(10)))
        #expect(bench.ledger.counts.stored == 4 && bench.ledger.counts.dropped.isEmpty)
    }

    @Test func `while the disk is slow the queue takes rows up to its bound and no caller waits`() throws {
        let bench = try FlightBench()
        let gate = DispatchSemaphore(value: 0)
        let isReached = DispatchSemaphore(value: 0)
        let isSlow = Mutex(true)
        bench.disk.refuse { _ in
            guard isSlow.withLock({ $0 }) else { return nil }
            isReached.signal()
            gate.wait()
            return nil
        }
        let writer = bench.writer(HistorySettings(maxQueuedRows: 20, batchRows: 4, batchTime: .milliseconds(1)))
        #expect(offer(0..<4, writer).allSatisfy { $0 == .queued })
        isReached.wait()
        let fates = offer(4..<40, writer)
        #expect(fates.filter { $0 == .queued }.count == 16 && fates.filter { $0 == .dropped }.count == 20)
        #expect(!writer.isDegraded && writer.statistics.queued == 20)
        isSlow.withLock { $0 = false }
        gate.signal()
        #expect(writer.flush(within: .seconds(10)))
        #expect(bench.ledger.counts.stored == 20 && bench.ledger.counts.dropped == [.queueFull: 20])
    }

    @Test func `what cannot be written by the end is told by the next start`() throws {
        let bench = try FlightBench()
        let table = try bench.table()
        let writer = bench.writer(flight: table)
        bench.disk.refuse { _ in FlightBench.full }
        for number in 0..<3 as Range<UInt64> {
            var exchange = Sample.exchange(number)
            exchange.flightSlot = table.claim(exchange)
            if let slot = exchange.flightSlot { table.noteEnd(exchange, in: slot) }
            #expect(writer.keep(exchange) == .queued)
        }
        writer.close(within: .seconds(1))
        #expect(bench.ledger.counts.dropped == [.shutdown: 3] && table.statistics.taken == 3)
        bench.disk.refuse(nil)
        let report = bench.recover()
        #expect(report.recovered == 3 && report.crashed == 0)
        #expect(try bench.rows().allSatisfy { $0.text(.outcome) == "success" })
    }

    @Test(.timeLimit(.minutes(1))) func `in committed mode what waits is committed together at once, and told`()
        async throws
    {
        let bench = try FlightBench()
        var settings = HistorySettings(batchTime: .seconds(600), retryTime: .milliseconds(1))
        settings.durability = .committed
        let writer = bench.writer(settings)
        let bad = Sample.exchange(3).id
        bench.disk.refuse { $0.contains(bad) ? .database(code: 18, reason: "too big") : nil }
        let fates = await withTaskGroup(of: (UInt64, RowFate).self) { group in
            for number in 0..<8 as Range<UInt64> {
                group.addTask {
                    await withCheckedContinuation { done in
                        let fate = writer.keep(Sample.exchange(number)) { done.resume(returning: (number, $0)) }
                        #expect(fate == .queued)
                    }
                }
            }
            return await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
        }
        #expect(fates[3] == .dropped && fates.filter { $0.value == .stored }.count == 7)
        #expect(try bench.rows().count == 7)
    }

    @Test func `rows that are lost at the end are told so to who waits`() throws {
        let bench = try FlightBench()
        bench.disk.refuse { _ in FlightBench.full }
        var settings = HistorySettings.still
        settings.durability = .committed
        let writer = bench.writer(settings)
        let fates = Mutex<[RowFate]>([])
        let answer = writer.keep(Sample.exchange(1)) { fate in fates.withLock { $0.append(fate) } }
        writer.close(within: .milliseconds(10))
        #expect(answer == .queued)
        #expect(fates.withLock { $0 } == [.dropped])
        let late = writer.keep(Sample.exchange(2)) { fate in fates.withLock { $0.append(fate) } }
        #expect(late == .dropped && fates.withLock { $0.count } == 1)
    }

    /// Rows of two days, of which the first one's file refuses; today's come behind.
    private func offerLate(_ writer: HistoryWriter, _ bench: FlightBench, late: Int = 2, table: FlightTable? = nil) {
        let bad = Set((0..<UInt64(late)).map { Sample.exchange($0, at: .noon + .seconds(-86_400)).id })
        bench.disk.refuse { $0.contains { bad.contains($0) } ? .database(code: 8, reason: "read-only") : nil }
        for number in 0..<UInt64(late + 3) {
            let isLate = number < UInt64(late)
            var exchange = Sample.exchange(number, at: isLate ? .noon + .seconds(-86_400) : .noon)
            exchange.flightSlot = table?.claim(exchange)
            #expect(writer.keep(exchange) == .queued)
        }
    }

    @Test func `rows of a past day whose file refuses them are put aside, and the others go on`() throws {
        let bench = try FlightBench()
        let table = try bench.table()
        let writer = bench.writer(flight: table)
        offerLate(writer, bench, table: table)
        for _ in 0..<2 {
            #expect(!writer.flush(within: .seconds(10)))
            #expect(bench.ledger.counts.stored == 0 && writer.statistics.parked == 0)
        }
        #expect(!writer.flush(within: .seconds(10)))
        #expect(bench.ledger.counts.stored == 3 && bench.ledger.counts.waiting == 2)
        #expect(writer.isDegraded && writer.statistics.parked == 2 && writer.statistics.queued == 2)
        #expect(writer.statistics.refusal?.contains("read-only") == true && table.statistics.taken == 2)
        #expect(writer.statistics.oldest == .noon + .seconds(-86_400))
        #expect(offer(10..<12, writer) == [.queued, .queued])
        #expect(!writer.flush(within: .seconds(10)))
        #expect(bench.ledger.counts.stored == 5 && writer.isDegraded)
        bench.disk.refuse(nil)
        #expect(writer.flush(within: .seconds(10)))
        #expect(!writer.isDegraded && writer.statistics.refusal == nil && writer.statistics.parked == 0)
        #expect(bench.ledger.counts.stored == 7 && bench.ledger.counts.dropped.isEmpty)
        #expect(table.statistics.taken == 0)
        #expect(try bench.rows().count == 7)
    }

    @Test func `no more rows are put aside than there is room for, and what is lost is counted`() throws {
        let bench = try FlightBench()
        var settings = HistorySettings.still
        settings.mostParkedRows = 4
        let writer = bench.writer(settings)
        offerLate(writer, bench, late: 6)
        for _ in 0..<3 { #expect(!writer.flush(within: .seconds(10))) }
        #expect(bench.ledger.counts.stored == 3 && bench.ledger.counts.dropped == [.writeError: 2])
        #expect(writer.statistics.parked == 4 && writer.statistics.droppedError == 2)
        writer.close(within: .seconds(10))
        #expect(bench.ledger.counts.dropped == [.writeError: 2, .shutdown: 4] && bench.ledger.counts.waiting == 0)
    }

    @Test(.timeLimit(.minutes(1))) func `rows that were put aside are tried again by themselves`() async throws {
        let bench = try FlightBench()
        var settings = HistorySettings(batchTime: .milliseconds(1), retryTime: .milliseconds(1))
        settings.parkingTime = .milliseconds(1)
        let writer = bench.writer(settings)
        offerLate(writer, bench)
        while bench.ledger.counts.stored < 3 { await Task.yield() }
        #expect(writer.isDegraded)
        let tries = bench.disk.tries
        while bench.disk.tries < tries + 3 { await Task.yield() }
        bench.disk.refuse(nil)
        while bench.ledger.counts.stored < 5 { await Task.yield() }
        #expect(writer.flush(within: .seconds(10)) && !writer.isDegraded)
    }

    @Test func `rows of the newest day are never put aside`() throws {
        let bench = try FlightBench()
        let writer = bench.writer()
        bench.disk.refuse { _ in FlightBench.full }
        #expect(offer(0..<3, writer) == [.queued, .queued, .queued])
        for _ in 0..<9 { #expect(!writer.flush(within: .seconds(10))) }
        #expect(writer.statistics.parked == 0 && writer.statistics.queued == 3)
    }
}
