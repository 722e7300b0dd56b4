import Dialects

/// What was measured.
struct BenchReport {
    let rows: Int
    let days: Int
    var insertsPerCoreSecond = 0.0
    var insertsPerSecond = 0.0
    var talksPerSecond = 0.0
    var indexSeconds = 0.0
    var answers: [Questions.Answer] = []
    var figures: [Questions.Answer] = []
    var databaseBytes: Int64 = 0
    var searchBytes: Int64 = 0
    var rowJSONBytes = 0.0
    var talkRawBytes = 0.0
    var talkStoredBytes = 0.0
    var dropMilliseconds = 0.0
    var freeMilliseconds = 0.0

    init(rows: Int, days: Int) {
        self.rows = rows
        self.days = days
    }

    /// The queries that look at every row of `exchanges` without an index.
    var scans: [String] {
        answers.filter { $0.plan.contains { $0.hasPrefix("SCAN exchanges") } }.map(\.text)
    }

    /// Writes the figures to standard output.
    func show() {
        print("rows                     \(rows) over \(days) days")
        print("inserted per core        \(Int(insertsPerCoreSecond)) rows/s, all indexes, no words")
        print(
            "inserted                 \(Int(insertsPerSecond)) rows/s of wall time; with words \(Int(talksPerSecond))"
        )
        print("words indexed in         \(Self.rounded(indexSeconds)) s")
        print("on disk per exchange     \(databaseBytes / Int64(rows)) bytes, as JSON \(Int(rowJSONBytes)) bytes")
        print("search per exchange      \(searchBytes / Int64(rows)) bytes")
        print("a turn of a conversation \(Int(talkStoredBytes)) bytes, its bodies \(Int(talkRawBytes)) bytes")
        print("a day dropped in         \(Self.rounded(dropMilliseconds)) ms")
        print("its room given back in   \(Self.rounded(freeMilliseconds)) ms, in the background")
        print("\nmedian ms   p95 ms   rows  query")
        for answer in answers + figures {
            let cells = [answer.medianMilliseconds, answer.p95Milliseconds].map {
                Self.padded("\(Self.rounded($0))", 9)
            }
            print("\(cells.joined())\(Self.padded("\(answer.rows)", 7))  \(answer.text)")
        }
    }

    /// Writes the figures to a file.
    func save(to path: String) throws {
        let object = JSONValue.object([
            JSONValue.Member("rows", .integer(Int64(rows))), JSONValue.Member("days", .integer(Int64(days))),
            JSONValue.Member("inserts_per_core_second", Self.number(insertsPerCoreSecond)),
            JSONValue.Member("inserts_per_second", Self.number(insertsPerSecond)),
            JSONValue.Member("talk_inserts_per_second", Self.number(talksPerSecond)),
            JSONValue.Member("index_seconds", Self.number(indexSeconds)),
            JSONValue.Member("exchange_bytes", Self.number(Double(databaseBytes) / Double(rows))),
            JSONValue.Member("exchange_search_bytes", Self.number(Double(searchBytes) / Double(rows))),
            JSONValue.Member("exchange_json_bytes", Self.number(rowJSONBytes)),
            JSONValue.Member("turn_bytes", Self.number(talkStoredBytes)),
            JSONValue.Member("turn_json_bytes", Self.number(talkRawBytes)),
            JSONValue.Member("drop_ms", Self.number(dropMilliseconds)),
            JSONValue.Member("free_ms", Self.number(freeMilliseconds)),
            JSONValue.Member("examples", .array(answers.map(Self.object))),
            JSONValue.Member("figures", .array(figures.map(Self.object))),
        ])
        try OutputFile.write(object.bytes(sortedKeys: false) + [0x0A], to: path)
    }

    private static func object(_ answer: Questions.Answer) -> JSONValue {
        .object([
            JSONValue.Member("query", .string(answer.text)),
            JSONValue.Member("median_ms", Self.number(answer.medianMilliseconds)),
            JSONValue.Member("p95_ms", Self.number(answer.p95Milliseconds)),
            JSONValue.Member("rows", .integer(Int64(answer.rows))),
            JSONValue.Member("plan", .array(answer.plan.map { .string($0) })),
        ])
    }

    private static func number(_ number: Double) -> JSONValue { .number(text: "\(rounded(number))") }

    private static func rounded(_ number: Double) -> Double { (number * 100).rounded() / 100 }

    private static func padded(_ text: String, _ width: Int) -> String {
        String(repeating: " ", count: max(width - text.count, 0)) + text
    }
}
