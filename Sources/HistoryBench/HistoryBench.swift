import ArgumentParser
import Exchange
import Policy
import Query
import Storage

/// `scripts/history-bench`: fills a history and measures what it takes to write, to ask and to drop it.
@main
struct HistoryBench: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "history-bench",
        abstract: "Measure the history: rate of insertion, the documented queries, dropping a day, size.",
        discussion: """
            Makes exchanges with a fixed seed, writes them through the server's own writer into day files that end on \
            2026-11-23, and asks the documented example queries. Results go to standard output and, with --json, to a \
            file. CI runs it with 20,000 rows, to see that the queries use their indexes.
            """
    )

    @Option(help: "How many exchanges.") var rows = 10_000_000
    @Option(help: "Over how many days.") var days = 30
    @Option(help: "One exchange in so many has words; 0 for none.") var talkEvery = 100
    @Option(help: "Where the history is made; otherwise a temporary folder, which is deleted.") var folder: String?
    @Option(help: "Write the results into this file as JSON.") var json: String?

    func validate() throws {
        guard 1...1_000_000_000 ~= rows, 1...366 ~= days, rows >= days else {
            throw ValidationError("--rows is at least --days, which is 1 to 366")
        }
    }

    func run() throws {
        let path = try folder ?? Place.temporary()
        defer { if folder == nil { Place.remove(path) } }
        let report = try measure(path)
        report.show()
        if let json { try report.save(to: json) }
        if !report.scans.isEmpty { throw BenchFailure("these go through a day row by row: \(report.scans)") }
    }

    private func measure(_ path: String) throws -> BenchReport {
        let place = try Place(path)
        guard let last = CivilDay("2026-11-23") else { throw BenchFailure("the calendar is broken") }
        var report = BenchReport(rows: rows, days: days)
        try fill(place, until: last, &report)
        try index(place, &report)
        let now = WallTime(nanoseconds: CivilDay(number: last.number + 1).start.nanoseconds - 1_000)
        let questions = Questions(files: place.data.history, now: now)
        let bar = ProgressBar("queries", total: QueryExamples.all.count + Questions.summed.count + 1)
        report.answers = try questions.examples(bar.advance)
        report.figures = try questions.figures(bar.advance)
        report.rowJSONBytes = try jsonBytes(place, now: now)
        bar.end()
        report.databaseBytes = place.bytes(ending: ".db")
        report.searchBytes = place.bytes(ending: ".search")
        try talk(path + "-talks", &report)
        try drop(place, &report)
        return report
    }

    private func fill(_ place: Place, until last: CivilDay, _ report: inout BenchReport) throws {
        var filling = Filling(seed: 42)
        let bar = ProgressBar("rows", total: rows)
        for index in 0..<days {
            let count = rows / days + (index < rows % days ? 1 : 0)
            let day = CivilDay(number: last.number - days + 1 + index)
            try filling.fill(day, count: count, talkEvery: talkEvery, place.writer, progress: bar.advance)
        }
        place.writer.close(within: .seconds(60))
        bar.end()
        let plain = Double(rows - filling.talkCount)
        report.insertsPerCoreSecond = plain / filling.rows.processorSeconds
        report.insertsPerSecond = plain / filling.rows.wallSeconds
        if filling.talkCount > 0 { report.talksPerSecond = Double(filling.talkCount) / filling.talks.wallSeconds }
    }

    private func index(_ place: Place, _ report: inout BenchReport) throws {
        let files = place.data.history
        let days = try files.days()
        let bar = ProgressBar("words", total: days.count)
        var watch = Stopwatch()
        for day in days {
            try watch.measure { _ = try SearchIndexer(files: files).catchUp(day, within: .seconds(3_600)) }
            bar.advance(1)
        }
        bar.end()
        report.indexSeconds = watch.wallSeconds
    }

    /// Conversations of ten turns, whose every request sends all of what was said before.
    private func talk(_ path: String, _ report: inout BenchReport) throws {
        defer { Place.remove(path) }
        let place = try Place(path)
        var filling = Filling(seed: 7)
        let count = 6_000
        try filling.fill(CivilDay(number: 20_780), count: count, talkEvery: 1, place.writer) { _ in }
        place.writer.close(within: .seconds(60))
        report.talkRawBytes = Double(filling.rawBytes) / Double(count)
        report.talkStoredBytes = Double(place.bytes(ending: ".db")) / Double(count)
    }

    /// Drops the oldest day.
    private func drop(_ place: Place, _ report: inout BenchReport) throws {
        let files = place.data.history
        guard let oldest = try files.days().first else { return }
        let action = RetentionAction(day: oldest, kind: .delete(.age), rows: 0, bytes: 0)
        var watch = Stopwatch()
        guard watch.measure({ files.hide(oldest) }) else {
            throw BenchFailure("the day \(oldest) could not be dropped")
        }
        var freeing = Stopwatch()
        let swept = try freeing.measure {
            try Sweeper(files: files).run(RetentionPlan(actions: [action], bytes: 0), now: SystemTime().wall)
        }
        guard swept.deleted == [oldest] else { throw BenchFailure("the day \(oldest) could not be dropped") }
        report.dropMilliseconds = watch.wallSeconds * 1_000
        report.freeMilliseconds = freeing.wallSeconds * 1_000
    }

    /// What a row without words takes as JSON, its nulls left out, on average over the newest thousand.
    private func jsonBytes(_ place: Place, now: WallTime) throws -> Double {
        let page = try HistorySearch(files: place.data.history).page(try HistoryQuery.parse("", now: now), limit: 1_000)
        let bytes = page.rows.reduce(0) { total, row in
            total
                + ExchangeColumn.allCases.reduce(2) { size, column in
                    switch row[column] {
                    case .null: size
                    case .integer(let number): size + column.name.utf8.count + "\(number)".utf8.count + 4
                    case .text(let text): size + column.name.utf8.count + text.utf8.count + 6
                    }
                }
        }
        return Double(bytes) / Double(max(page.rows.count, 1))
    }
}
