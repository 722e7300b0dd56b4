import Exchange
import GRDB
import Glibc
import Policy
import Storage
import Testing

@Suite struct SweeperTests {
    /// Two keys with six conversations each on one day, labels included.
    private func filled() throws -> Bench {
        let bench = try Bench()
        for number in 0..<12 as Range<UInt64> {
            var exchange = Sample.talk(
                number,
                ["say \(number)"],
                answer: "said \(number)",
                at: .noon + .seconds(Int64(number)),
                key: number % 2 == 0 ? "ci" : "web",
                system: "be kind"
            )
            exchange.ask.tags = [Tag(name: "env", value: "e\(number)")]
            exchange.answer.toolNames = ["tool-\(number)"]
            #expect(bench.writer.keep(exchange) == .queued)
        }
        bench.writer.close(within: .seconds(10))
        return bench
    }

    private func retention(_ keeps: RetentionRule.Rest, bytes: Int64? = nil) -> Retention {
        Retention(days: 30, bytes: bytes, rules: [RetentionRule(keys: [Pattern("name-c*")], days: 2, keeps: keeps)])
    }

    private let later = WallTime.noon + .seconds(5 * 86_400)

    private func counts(_ bench: Bench) throws -> [String: Int] {
        let queue = try DatabaseQueue(path: bench.data.history.path(CivilDay(.noon)))
        return try queue.read { database in
            var counts: [String: Int] = [:]
            for table in ["exchanges", "turns", "messages", "system_blobs", "tags", "tool_names", "tips"] {
                counts[table] = try Int.fetchOne(database, sql: "SELECT count(*) FROM \(table)")
            }
            return counts
        }
    }

    @Test func `a rule deletes a key's rows with all that hangs on them, and nothing of another's`() throws {
        let bench = try filled()
        let sweeper = Sweeper(files: bench.data.history)
        let plan = try sweeper.plan(retention(.nothing), now: later)
        #expect(plan.actions.map(\.kind) == [.trim(key: "name-ci", keeps: .nothing)])
        #expect(plan.actions.map(\.rows) == [6] && plan.freedBytes > 0)
        #expect(try counts(bench)["exchanges"] == 12)
        let report = try sweeper.run(plan, now: later)
        #expect(report.trimmed == 6 && report.failed.isEmpty)
        #expect(
            try counts(bench) == [
                "exchanges": 6, "turns": 6, "messages": 12, "system_blobs": 1, "tags": 6, "tool_names": 6, "tips": 6,
            ]
        )
        let rows = try bench.rows()
        #expect(rows.count == 6 && rows.allSatisfy { $0.text(.keyName) == "name-web" })
        for row in rows { #expect(try bench.reader.show(row.id)?.messages.count == 1) }
        #expect(try sweeper.sweep(retention(.nothing), now: later).isEmpty)
    }

    @Test func `a rule can leave the rows and take the words`() throws {
        let bench = try filled()
        let report = try Sweeper(files: bench.data.history).sweep(retention(.metadata), now: later)
        #expect(report.trimmed == 6)
        let left = try counts(bench)
        #expect(left["exchanges"] == 12 && left["turns"] == 6 && left["messages"] == 12 && left["tags"] == 12)
        #expect(try Sweeper(files: bench.data.history).plan(retention(.metadata), now: later).actions.isEmpty)
    }

    @Test func `labels still belong to their exchanges when the file was compacted`() throws {
        let bench = try filled()
        _ = try Sweeper(files: bench.data.history).sweep(retention(.nothing), now: later)
        let queue = try DatabaseQueue(path: bench.data.history.path(CivilDay(.noon)))
        let pairs = try queue.read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT t.value, e.started_us FROM tags t JOIN exchanges e ON e.rowid = t.exchange
                    ORDER BY e.started_us
                    """
            ).map { ($0["value"] as String, $0["started_us"] as Int64) }
        }
        #expect(pairs.map(\.0) == ["e1", "e3", "e5", "e7", "e9", "e11"])
        #expect(pairs.map { ($0.1 - WallTime.noon.microseconds) / 1_000_000 } == [1, 3, 5, 7, 9, 11])
    }

    @Test func `deleted words are in no file`() throws {
        let bench = try filled()
        _ = try SearchIndexer(files: bench.data.history).catchUp(CivilDay(.noon), within: .seconds(10))
        _ = try Sweeper(files: bench.data.history).sweep(retention(.nothing), now: later)
        #expect(!FilesHolding.text("said 4", in: bench.data.history.folder))
        #expect(FilesHolding.text("said 5", in: bench.data.history.folder))
    }

    @Test func `a rule does not touch days that are young enough`() throws {
        let bench = try filled()
        let plan = try Sweeper(files: bench.data.history).plan(retention(.nothing), now: .noon + .seconds(2 * 86_400))
        #expect(plan.actions.isEmpty)
    }

    @Test func `days go by size, the oldest first, with all their files`() throws {
        let bench = try Bench()
        for day in 0..<4 as Range<Int64> {
            let exchange = Sample.talk(UInt64(day), ["day \(day)"], answer: "a", at: .noon + .seconds(day * 86_400))
            #expect(bench.writer.keep(exchange) == .queued)
        }
        bench.writer.close(within: .seconds(10))
        let files = bench.data.history
        for day in try files.days() { _ = try SearchIndexer(files: files).catchUp(day, within: .seconds(10)) }
        let now = WallTime.noon + .seconds(3 * 86_400)
        let report = try Sweeper(files: files).sweep(Retention(days: 30, bytes: 1), now: now)
        #expect(report.deleted.count == 3 && report.freedBytes > 0)
        #expect(try files.days() == [CivilDay(now)])
        #expect(FilesHolding.names(in: files.folder).allSatisfy { $0.hasPrefix(CivilDay(now).description) })
    }

    @Test func `a run that is told to stop does no more`() throws {
        let bench = try filled()
        let sweeper = Sweeper(files: bench.data.history)
        let plan = try sweeper.plan(retention(.nothing), now: later)
        #expect(try sweeper.run(plan, now: later) { _ in false }.isEmpty)
        #expect(try counts(bench)["exchanges"] == 12)
    }

    @Test func `a damaged day does not keep the others from being swept`() throws {
        let bench = try filled()
        let damaged = bench.data.history.path(CivilDay(.noon + .seconds(-86_400)))
        #expect(FilesHolding.write("no database", to: damaged))
        let report = try Sweeper(files: bench.data.history).sweep(retention(.nothing), now: later)
        #expect(report.trimmed == 6)
    }

    @Test(arguments: [false, true])
    func `long messages of a key that goes are overwritten where they lie, and nobody else's`(isSealed: Bool) throws {
        let bench = try Bench()
        let long = String(repeating: "long and secret ", count: 1_000)
        for (number, key) in [(1, "ci"), (2, "web")] as [(UInt64, String)] {
            let said = ["\(key) said \(long)"]
            let exchange = Sample.talk(number, said, answer: "\(key) heard \(long)", at: .noon, key: key)
            #expect(bench.writer.keep(exchange) == .queued)
        }
        bench.writer.close(within: .seconds(10))
        let files = bench.data.history
        if isSealed {
            var sealer = Sealer(files: files, time: FixedTime(wall: later))
            while try sealer.work(for: .seconds(5)) {}
        }
        let places = try places(of: "name-ci", files)
        #expect(places.count == 2)
        let path = isSealed ? files.sealedBlobs(CivilDay(.noon)) : files.blobs(CivilDay(.noon))
        for place in places { #expect(try bytes(at: place, of: path).contains { $0 != 0 }) }
        let sweeper = Sweeper(files: files)
        let report = try sweeper.run(try sweeper.plan(retention(.metadata), now: later), now: later)
        #expect(report.trimmed == 1 && report.failed.isEmpty)
        for place in places { #expect(try bytes(at: place, of: path).allSatisfy { $0 == 0 }) }
        let rows = try bench.rows()
        let kept = try #require(rows.first { $0.text(.keyName) == "name-web" })
        let detail = try #require(try bench.reader.show(kept.id))
        #expect(detail.messages.map(\.text) == ["web said \(long)"])
        #expect(detail.answers.map(\.text) == ["web heard \(long)"])
    }

    private func places(of key: String, _ files: HistoryFiles) throws -> [Range<Int>] {
        let queue = try DatabaseQueue(path: files.path(CivilDay(.noon)))
        defer { try? queue.close() }
        return try queue.read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT m.blob_place, m.blob_length FROM exchanges e JOIN turns t ON t.request_id = e.request_id
                    JOIN messages m ON m.hash IN (t.tip, t.parent_tip) WHERE e.key_name = ?
                    """,
                arguments: [key]
            ).map { $0[0] as Int..<($0[0] as Int) + 32 + ($0[1] as Int) }
        }
    }

    private func bytes(at place: Range<Int>, of path: String) throws -> [UInt8] {
        let file = open(path, O_RDONLY)
        try #require(file >= 0)
        defer { close(file) }
        var bytes = [UInt8](repeating: 1, count: place.count)
        let count = bytes.withUnsafeMutableBytes { pread(file, $0.baseAddress, $0.count, off_t(place.lowerBound)) }
        #expect(count == place.count)
        return bytes
    }
}
