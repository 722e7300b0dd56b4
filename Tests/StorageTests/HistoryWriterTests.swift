import Exchange
import Glibc
import Policy
import Storage
import Testing

@Suite struct HistoryWriterTests {
    @Test func `a row that is kept can be read at once after a flush`() throws {
        let bench = try Bench()
        #expect(bench.writer.keep(Sample.exchange(7)) == .queued)
        #expect(bench.writer.statistics.queued == 1 && bench.writer.statistics.oldest == .noon)
        #expect(bench.writer.flush(within: .seconds(10)))
        let rows = try bench.rows()
        #expect(rows.map(\.id) == [Sample.exchange(7).id.description])
        #expect(bench.ledger.counts.stored == 1)
        #expect(bench.flushes.all.map(\.rows) == [1])
        #expect(bench.folder.mode(of: "weir-data/history/2026-11-23.db") == 0o600)
    }

    @Test func `a full queue drops the newest row and counts it`() throws {
        let bench = try Bench(HistorySettings(maxQueuedRows: 3, batchTime: .seconds(600)))
        let fates = (0..<5).map { bench.writer.keep(Sample.exchange($0)) }
        #expect(fates == [.queued, .queued, .queued, .dropped, .dropped])
        #expect(bench.writer.flush(within: .seconds(10)))
        let counts = bench.ledger.counts
        #expect(counts.queued == 3 && counts.stored == 3 && counts.dropped == [.queueFull: 2])
        #expect(bench.writer.statistics.droppedFull == 2 && bench.writer.statistics.written == 3)
    }

    @Test func `a queue full of bodies keeps rows without them`() throws {
        let bench = try Bench(HistorySettings(maxQueuedBytes: 200, batchTime: .seconds(600)))
        for number in 0..<3 {
            #expect(bench.writer.keep(Sample.talk(UInt64(number), ["hello"], answer: "hi")) == .queued)
        }
        #expect(bench.writer.flush(within: .seconds(10)))
        let dropped = try bench.rows().map { $0.integer(.bodyDropped) }
        #expect(dropped == [1, 1, 0])
        #expect(bench.writer.statistics.bodiesDropped == 2)
        #expect(bench.writer.statistics.queuedBytes == 0)
    }

    @Test func `the capture level decides what is kept`() throws {
        let bench = try Bench()
        var off = Sample.talk(1, ["a"], answer: "b")
        off.capture = .off
        var metadata = Sample.talk(2, ["a"], answer: "b")
        metadata.capture = .metadata
        #expect(bench.writer.keep(off) == .off)
        #expect(bench.writer.keep(metadata) == .queued)
        #expect(bench.writer.flush(within: .seconds(10)))
        #expect(bench.ledger.counts.dropped == [.captureOff: 1])
        let detail = try #require(try bench.reader.show(metadata.id.description))
        #expect(detail.messages.isEmpty && detail.row.text(.conversationID) == nil)
        #expect(try bench.rows().count == 1)
    }

    @Test func `after the end rows are dropped and counted`() throws {
        let bench = try Bench()
        #expect(bench.writer.keep(Sample.exchange(1)) == .queued)
        bench.writer.close(within: .seconds(10))
        #expect(bench.writer.keep(Sample.exchange(2)) == .dropped)
        let counts = bench.ledger.counts
        #expect(counts.stored == 1 && counts.dropped == [.shutdown: 1] && counts.waiting == 0)
        #expect(bench.folder.mode(of: "weir-data/history/2026-11-23.db-wal") == 0)
    }

    @Test func `rows of several days go to their own files in one batch`() throws {
        let bench = try Bench()
        for number in 0..<9 {
            let wall = WallTime.noon + .seconds(43_200 * Int64(number % 3))
            #expect(bench.writer.keep(Sample.exchange(UInt64(number), at: wall)) == .queued)
        }
        #expect(bench.writer.flush(within: .seconds(10)))
        #expect(try bench.data.history.days().map(\.description) == ["2026-11-23", "2026-11-24"])
        #expect(try bench.rows().count == 9)
        #expect(bench.ledger.counts.stored == 9)
    }

    @Test func `rows wait for a history that cannot be written, and are stored when it can`() throws {
        let bench = try Bench()
        let folder = bench.data.history.folder
        // A file where the folder should be refuses even root.
        #expect(rmdir(folder) == 0)
        _ = try bench.folder.write("", to: "weir-data/history")
        for number in 0..<3 { #expect(bench.writer.keep(Sample.exchange(UInt64(number))) == .queued) }
        #expect(!bench.writer.flush(within: .seconds(10)))
        #expect(bench.writer.isDegraded && bench.writer.statistics.queued == 3)
        #expect(bench.ledger.counts.waiting == 3)
        #expect(unlink(folder) == 0 && mkdir(folder, 0o700) == 0)
        #expect(bench.writer.flush(within: .seconds(10)))
        #expect(!bench.writer.isDegraded && bench.ledger.counts.stored == 3)
        #expect(try bench.rows().count == 3)
    }

    @Test func `what cannot be written by the end is counted as lost`() throws {
        let bench = try Bench()
        let folder = bench.data.history.folder
        #expect(rmdir(folder) == 0)
        for number in 0..<3 { #expect(bench.writer.keep(Sample.exchange(UInt64(number))) == .queued) }
        bench.writer.close(within: .seconds(1))
        let counts = bench.ledger.counts
        #expect(counts.waiting == 0 && counts.dropped == [.shutdown: 3])
        #expect(bench.writer.statistics.droppedShutdown == 3)
        #expect(mkdir(folder, 0o700) == 0)
    }

    @Test func `a row that cannot be stored is left out, the others of its batch are stored`() throws {
        let bench = try Bench()
        for number in [1, 2, 2, 3] as [UInt64] {
            #expect(bench.writer.keep(Sample.exchange(UInt64(number))) == .queued)
        }
        #expect(bench.writer.flush(within: .seconds(10)))
        let counts = bench.ledger.counts
        #expect(counts.stored == 3 && counts.dropped == [.writeError: 1] && counts.waiting == 0)
        #expect(try bench.rows().count == 3)
    }

    @Test func `a damaged day is put aside and a fresh one begun`() throws {
        let bench = try Bench()
        _ = try bench.folder.write(
            String(repeating: "no database ", count: 1_000),
            to: "weir-data/history/2026-11-23.db"
        )
        #expect(bench.writer.keep(Sample.exchange(1)) == .queued)
        #expect(bench.writer.flush(within: .seconds(10)))
        #expect(bench.ledger.counts.stored == 1)
        #expect(try bench.data.history.days().count == 1)
        #expect(try bench.rows().count == 1)
    }

    @Test func `eight threads at once leave a ledger that balances`() async throws {
        let bench = try Bench(HistorySettings(maxQueuedRows: 500, batchRows: 64, batchTime: .milliseconds(1)))
        let kept = await withTaskGroup(of: Int.self) { group in
            for thread in 0..<8 as Range<UInt64> {
                group.addTask {
                    (0..<1_000 as Range<UInt64>).reduce(0) { kept, number in
                        bench.writer.keep(Sample.exchange(thread * 1_000 + number)) == .queued ? kept + 1 : kept
                    }
                }
            }
            return await group.reduce(0, +)
        }
        #expect(bench.writer.flush(within: .seconds(60)))
        let counts = bench.ledger.counts
        #expect(counts.queued == kept && counts.stored == kept && counts.lowestBalance == 0)
        #expect(counts.queued + (counts.dropped[.queueFull] ?? 0) == 8_000)
        #expect(bench.writer.statistics.written == Int64(kept) && bench.writer.statistics.queued == 0)
        #expect(try bench.rows().count == kept)
    }

    @Test(.timeLimit(.minutes(1))) func `a batch that is full is written without a flush`() async throws {
        let bench = try Bench(HistorySettings(batchRows: 10, batchTime: .seconds(600)))
        for number in 0..<10 { #expect(bench.writer.keep(Sample.exchange(UInt64(number))) == .queued) }
        while bench.writer.statistics.written < 10 { await Task.yield() }
        #expect(bench.ledger.counts.stored == 10)
    }

    @Test(.timeLimit(.minutes(1))) func `after the disk was away every row is written without a flush`() async throws {
        let bench = try Bench(
            HistorySettings(batchRows: 4, batchTime: .milliseconds(1), retryTime: .milliseconds(1))
        )
        let folder = bench.data.history.folder
        #expect(rmdir(folder) == 0)
        for number in 0..<11 { #expect(bench.writer.keep(Sample.exchange(UInt64(number))) == .queued) }
        while !bench.writer.isDegraded { await Task.yield() }
        #expect(mkdir(folder, 0o700) == 0)
        while bench.writer.statistics.written < 11 { await Task.yield() }
        #expect(bench.ledger.counts.stored == 11 && bench.writer.statistics.queued == 0)
        #expect(!bench.writer.isDegraded && bench.writer.statistics.failures > 0)
    }
}
