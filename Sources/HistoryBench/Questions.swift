import Exchange
import Policy
import Query
import Storage

/// Asks the documented examples, warm, many times each.
struct Questions {
    /// What came of one.
    struct Answer {
        let text: String
        let medianMilliseconds: Double
        let p95Milliseconds: Double
        let rows: Int
        let plan: [String]
    }

    static let runs = 20

    let files: HistoryFiles
    let now: WallTime

    /// Every documented example as a page of 50.
    func examples(_ progress: (Int) -> Void) throws -> [Answer] {
        let search = HistorySearch(files: files, limit: .seconds(60))
        return try QueryExamples.all.map { example throws in
            defer { progress(1) }
            let query = try HistoryQuery.parse(example.text, now: now)
            let plan = try search.explain(query)
            return try answer(example.text, plan.plan) { try search.page(query, limit: 50).rows.count }
        }
    }

    /// The queries that are counted and summed up; the last one looks at each row of its day.
    static let summed = [
        "", "time:-1h", "provider:anthropic", "status:5xx", "time:-30d", "time:-30d provider:anthropic key:web",
        "latency:>5s",
    ]

    /// Counts and figures, which are about everything in their window.
    func figures(_ progress: (Int) -> Void) throws -> [Answer] {
        let search = HistorySearch(files: files, limit: .seconds(60))
        let byModel = try Aggregation(by: [Grouping("model")])
        let byKey = try Grouping("key")
        var answers: [Answer] = []
        for text in Self.summed {
            let query = try HistoryQuery.parse(text, now: now)
            answers.append(try answer("count \(text)", []) { Int(try search.count(query).count) })
            answers.append(
                try answer("stats --by model \(text)", []) { try search.statistics(query, byModel).groups.count }
            )
            answers.append(
                try answer("facets of key \(text)", []) { try search.facets(query, of: byKey).values.count }
            )
            progress(1)
        }
        let daily = try Aggregation(by: [Grouping("key"), Grouping("status")], bucket: .day)
        let month = try HistoryQuery.parse("time:-30d", now: now)
        answers.append(
            try answer("stats --by key,status --bucket day time:-30d", []) {
                try search.statistics(month, daily).groups.count
            }
        )
        progress(1)
        return answers
    }

    private func answer(_ text: String, _ plan: [String], _ body: () throws -> Int) throws -> Answer {
        var runs = Runs()
        var rows = 0
        for number in 0..<Self.runs + 2 {
            var watch = Stopwatch()
            rows = try watch.measure(body)
            if number >= 2 { runs.add(watch) }
        }
        return Answer(
            text: text,
            medianMilliseconds: runs.median,
            p95Milliseconds: runs.p95,
            rows: rows,
            plan: plan
        )
    }
}
