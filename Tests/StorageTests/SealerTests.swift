import Exchange
import GRDB
import Glibc
import Policy
import Storage
import Testing

/// Days that are over: their long messages are compressed, and found at any moment.
@Suite struct SealerTests {
    private static let day = CivilDay(.noon)
    private static let tomorrow = FixedTime(wall: .noon + .seconds(86_400))
    private static let long = String(repeating: "compress me, I am long. ", count: 30_000)

    /// Seven long messages and a short one, more than one piece of work, in a day that is closed.
    private func filled() throws -> Bench {
        let bench = try Bench()
        for number in 1...6 as ClosedRange<UInt64> {
            let exchange = Sample.talk(number, ["\(number) " + Self.long], answer: "fine", system: "be " + Self.long)
            #expect(bench.writer.keep(exchange) == .queued)
        }
        #expect(bench.writer.flush(within: .seconds(10)))
        bench.writer.close(within: .seconds(10))
        return bench
    }

    private func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

    /// Everything is said as it was, whatever lies where.
    private func expectWhole(_ files: HistoryFiles, at place: SourceLocation = #_sourceLocation) throws {
        let reader = HistoryReader(files: files)
        for number in 1...6 as ClosedRange<UInt64> {
            let detail = try #require(try reader.show(Sample.exchange(number).id.description), sourceLocation: place)
            #expect(detail.messages.map(\.text) == ["\(number) " + Self.long], sourceLocation: place)
            #expect(detail.system?.text == "be " + Self.long, sourceLocation: place)
        }
    }

    private func seal(_ files: HistoryFiles, at time: FixedTime = tomorrow) throws {
        var sealer = Sealer(files: files, time: time)
        while try sealer.work(for: .zero) {}
    }

    @Test func `a day that is over is compressed and says the same`() throws {
        let bench = try filled()
        let files = bench.data.history
        try seal(files)
        #expect(!exists(files.blobs(Self.day)) && exists(files.sealedBlobs(Self.day)))
        #expect(bench.folder.mode(of: "weir-data/history/\(Self.day).blobs.z") == 0o600)
        try expectWhole(files)
        #expect(try bench.texts(holding: "I am long").count == 6)
    }

    @Test func `today is left alone, and a day without a database too`() throws {
        let bench = try filled()
        let files = bench.data.history
        try seal(files, at: FixedTime(wall: .noon + .seconds(43_199)))
        #expect(exists(files.blobs(Self.day)) && !exists(files.sealedBlobs(Self.day)))
        #expect(rename(files.path(Self.day), files.path(Self.day) + ".away") == 0)
        try seal(files)
        #expect(exists(files.blobs(Self.day)) && !exists(files.path(Self.day)))
        #expect(rename(files.path(Self.day) + ".away", files.path(Self.day)) == 0)
        try expectWhole(files)
    }

    @Test(arguments: Sealer.Stage.allCases, [1, 2, 3]) func `work that ends anywhere goes on from there`(
        stage: Sealer.Stage,
        count: Int
    ) throws {
        let bench = try filled()
        let files = bench.data.history
        let countdown = Countdown(count)
        func interrupted() throws(StorageError) {
            var sealer = Sealer(files: files, time: Self.tomorrow) { (passed) throws(StorageError) in
                if passed == stage, countdown.isOver { throw .deadline }
            }
            while try sealer.work(for: .zero) {}
        }
        for _ in 0..<2 {
            let isEnded = (try? interrupted()) == nil
            // The last stage is passed once only: with a higher count the work comes to its end.
            #expect(isEnded || stage == .finished || !exists(files.blobs(Self.day)))
            try expectWhole(files)
        }
        try seal(files)
        #expect(!exists(files.blobs(Self.day)))
        try expectWhole(files)
    }

    @Test func `a process killed between any two pieces leaves files that are whole`() throws {
        let bench = try filled()
        let files = bench.data.history
        var sealer = Sealer(files: files, time: Self.tomorrow)
        var images = 0
        repeat {
            let image = try Folder()
            for suffix in [".db", ".db-wal", ".blobs", ".blobs.z"] {
                let path = "\(files.folder)/\(Self.day)\(suffix)"
                var facts = stat()
                if stat(path, &facts) == 0, facts.st_size > 0 { try image.copy(path, to: "\(Self.day)\(suffix)") }
            }
            let copies = HistoryFiles(folder: image.path)
            try expectWhole(copies)
            try seal(copies)
            try expectWhole(copies)
            #expect(!exists(copies.blobs(Self.day)))
            images += 1
        } while try sealer.work(for: .zero)
        #expect(images > 4)
    }

    @Test func `a late row of a day that is being sealed, or is, loses nothing`() throws {
        let bench = try filled()
        let files = bench.data.history
        let late = bench.another()
        defer { late.close(within: .seconds(10)) }
        func keep(_ number: UInt64) {
            #expect(late.keep(Sample.talk(number, ["\(number) late " + Self.long], answer: nil)) == .queued)
            #expect(late.flush(within: .seconds(10)))
        }
        keep(20)
        var sealer = Sealer(files: files, time: Self.tomorrow)
        #expect(try sealer.work(for: .zero))
        keep(21)
        while try sealer.work(for: .zero) {}
        #expect(!exists(files.blobs(Self.day)))
        // The writer still has the file open that was deleted.
        keep(22)
        #expect(exists(files.blobs(Self.day)))
        #expect(try bench.texts(holding: " late compress").map { $0.prefix(2) } == ["22", "21", "20"])
        try seal(files)
        #expect(try bench.texts(holding: " late compress").map { $0.prefix(2) } == ["22", "21", "20"])
        #expect(!exists(files.blobs(Self.day)))
        try expectWhole(files)
    }

    @Test func `a torn record is lost and stops no other`() throws {
        let bench = try filled()
        let files = bench.data.history
        let file = open(files.blobs(Self.day), O_RDWR)
        let place = off_t(32 + Self.long.utf8.count + 2)
        #expect(pwrite(file, "torn", 4, place) == 4 || file < 0)
        close(file)
        try seal(files)
        #expect(!exists(files.blobs(Self.day)))
        let reader = bench.reader
        let details = try (1...6 as ClosedRange<UInt64>).map {
            try #require(try reader.show(Sample.exchange($0).id.description))
        }
        #expect(details.flatMap { $0.messages + [$0.system].compactMap(\.self) }.count { $0.isLost } >= 1)
        #expect(details.flatMap(\.messages).count { !$0.isLost && $0.text.hasSuffix(Self.long) } >= 5)
    }

    @Test func `a day that cannot be read stops no other`() throws {
        let bench = try filled()
        let files = bench.data.history
        let before = CivilDay(number: Self.day.number - 1)
        _ = try bench.folder.write(
            String(repeating: "no database ", count: 1_000),
            to: "weir-data/history/\(before).db"
        )
        _ = try bench.folder.write("bytes", to: "weir-data/history/\(before).blobs")
        var sealer = Sealer(files: files, time: Self.tomorrow)
        #expect(throws: StorageError.self) { try sealer.work(for: .zero) }
        while try sealer.work(for: .zero) {}
        #expect(exists(files.blobs(before)) && !exists(files.blobs(Self.day)))
        try expectWhole(files)
    }

    @Test func `retention takes what lies beside a day, and what a day left behind`() throws {
        let bench = try filled()
        let files = bench.data.history
        try seal(files)
        let late = bench.another()
        #expect(late.keep(Sample.talk(9, ["9 " + Self.long], answer: nil)) == .queued)
        late.close(within: .seconds(10))
        let orphan = CivilDay(number: Self.day.number - 1)
        _ = try bench.folder.write("bytes", to: "weir-data/history/\(orphan).blobs")
        let report = try Sweeper(files: files).sweep(Retention(days: 1), now: .noon + .seconds(3 * 86_400))
        #expect(report.deleted == [orphan, Self.day] && report.failed.isEmpty)
        #expect(bench.historyNames.isEmpty)
    }

    @Test func `a day of the first schema is read, and has gone forward`() throws {
        let bench = try Bench()
        let exchange = Sample.talk(1, ["old words"], answer: "old answer", system: "old brief")
        #expect(bench.writer.keep(exchange) == .queued)
        bench.writer.close(within: .seconds(10))
        let files = bench.data.history
        let made = files.path(Self.day) + ".made"
        #expect(rename(files.path(Self.day), made) == 0)
        try first(files.path(Self.day), rowsOf: made)
        #expect(unlink(made) == 0)
        try expectOld(bench, exchange, version: 1)
        let writer = bench.another()
        let next = Sample.talk(2, ["old words", "old answer", Self.long], answer: "new")
        #expect(writer.keep(next) == .queued)
        writer.close(within: .seconds(10))
        try expectOld(bench, exchange, version: Migration.history.count)
        #expect(
            try bench.reader.show(next.id.description)?.messages.map(\.text) == ["old words", "old answer", Self.long]
        )
    }

    /// Makes a file as the first version did, with the rows of another.
    private func first(_ path: String, rowsOf other: String) throws {
        let queue = try DatabaseQueue(path: path)
        try queue.writeWithoutTransaction { database in
            try database.execute(sql: "PRAGMA journal_mode = WAL; PRAGMA application_id = 0x77726831")
            try database.execute(sql: Migration.history[0].sql + "; PRAGMA user_version = 1")
            try database.execute(sql: "ATTACH ? AS other", arguments: [other])
            for table in try String.fetchAll(database, sql: "SELECT name FROM sqlite_schema WHERE type = 'table'") {
                let names = try String.fetchAll(
                    database,
                    sql: "SELECT name FROM pragma_table_info(?)",
                    arguments: [table]
                )
                let list = names.joined(separator: ", ")
                try database.execute(sql: "INSERT INTO main.\(table) (\(list)) SELECT \(list) FROM other.\(table)")
            }
        }
        try queue.close()
    }

    private func expectOld(_ bench: Bench, _ exchange: Exchange, version: Int) throws {
        let queue = try DatabaseQueue(path: bench.data.history.path(Self.day))
        #expect(try queue.read { try Int.fetchOne($0, sql: "PRAGMA user_version") } == version)
        try queue.close()
        let detail = try #require(try bench.reader.show(exchange.id.description))
        #expect(detail.messages.map(\.text) == ["old words"] && detail.answers.map(\.text) == ["old answer"])
        #expect(detail.system?.text == "old brief")
        #expect(try bench.texts(holding: "old words").count == 1)
    }
}
