import Exchange
import Query
import Testing

/// Groups, facets and percentiles.
@Suite struct FigureTests {
    private func row(_ keys: [SQLValue], _ bucket: Int64, _ figures: [SQLValue]) -> [SQLValue] {
        keys + [.int(bucket)] + figures
    }

    @Test(arguments: ["model", "provider", "status", "key", "tag.env", "tool", "cached", "error", "route"])
    func `fields with few values are grouped by`(_ name: String) throws {
        #expect(try Grouping(name).description == name)
    }

    @Test(arguments: [
        ("end_user", QueryDiagnostic.Code.notGroupable), ("conv", .notGroupable), ("id", .notGroupable),
        ("trace", .notGroupable), ("latency", .notGroupable), ("prompt", .notGroupable), ("template", .notGroupable),
        ("modle", .unknownField), ("", .unknownField),
    ])
    func `fields with many values are not`(_ name: String, _ code: QueryDiagnostic.Code) {
        do throws(QueryRefusal) {
            _ = try Grouping(name)
            Issue.record("\(name) was taken")
        } catch {
            #expect(error.diagnostics.map(\.code) == [code])
            #expect(error.diagnostics.first?.position == 0..<name.unicodeScalars.count)
        }
    }

    @Test func `an aggregation is bounded`() throws {
        let names = try ["model", "provider", "key", "route"].map { try Grouping($0) }
        #expect(throws: QueryRefusal.self) { try Aggregation(by: names) }
        #expect(throws: QueryRefusal.self) { try Aggregation(by: [names[0], names[0]]) }
        let labels = try [Grouping("tag.a"), Grouping("tool")]
        #expect(throws: QueryRefusal.self) { try Aggregation(by: labels) }
        #expect(try Aggregation(by: Array(names.prefix(3))).by.count == 3)
    }

    @Test func `figures are gathered by two statements`() throws {
        let aggregation = try Aggregation(by: [Grouping("model")], bucket: .hour)
        let parts = try read("provider:a").statistics(aggregation)
        #expect(parts.map(\.part) == [.latency, .firstToken])
        let text = try #require(parts.first).query.statement.text
        #expect(text.hasPrefix("SELECT +model, started_us / 3600000000 * 3600000000, CASE WHEN total_us < 1000"))
        #expect(text.hasSuffix("FROM exchanges WHERE started_us >= ? AND +provider = ? GROUP BY 1, 2, 3"))
        let tagged = try read("").statistics(try Aggregation(by: [Grouping("tag.env")]))
        #expect(
            tagged.first?.query.statement.text.contains(
                "FROM tags CROSS JOIN exchanges ON exchanges.rowid = tags.exchange WHERE tags.name = ? AND +started_us >= ?"
            ) == true
        )
        #expect(tagged.first?.query.statement.values.first == .text("env"))
        #expect(tagged.first?.query.index == .tag)
    }

    @Test func `days add up in any order`() throws {
        let aggregation = try Aggregation(by: [Grouping("model")])
        let figures: [SQLValue] = [.int(3), .int(1), .int(10), .null, .int(5), .int(2)]
        let rows = [
            row([.text("a")], 100, figures), row([.text("a")], 200, figures), row([.null], 100, figures),
        ]
        let firsts = [row([.text("a")], 50, [.int(4)])]
        var forwards = StatisticsTally(aggregation)
        var backwards = StatisticsTally(aggregation)
        for row in rows { forwards.add(row, of: .latency) }
        for row in firsts { forwards.add(row, of: .firstToken) }
        for row in firsts { backwards.add(row, of: .firstToken) }
        for row in rows.reversed() { backwards.add(row, of: .latency) }
        #expect(forwards.result == backwards.result)
        let group = try #require(forwards.result.first)
        #expect(group.names == ["a"])
        #expect(group.count == 6)
        #expect(group.errors == 2)
        #expect(group.inputTokens == 20)
        #expect(group.outputTokens == nil)
        #expect(group.cost == Cost(nanoUSD: 10))
        #expect(group.unpriced == 4)
        #expect(group.latency.p50 == .microseconds(100))
        #expect(group.latency.p95 == .microseconds(200))
        #expect(group.firstToken.count == 4)
        #expect(forwards.result.last?.names == [nil])
        #expect(!forwards.isPartial)
    }

    @Test func `a row of another form is left out`() throws {
        var tally = StatisticsTally(try Aggregation())
        for row in [[], [.int(1)], [.text("x"), .int(1)], [.int(1), .text("x")]] as [[SQLValue]] {
            tally.add(row, of: .latency)
            tally.add(row, of: .firstToken)
        }
        #expect(tally.result.isEmpty)
    }

    @Test func `sums stay at the largest number`() throws {
        var tally = StatisticsTally(try Aggregation())
        let figures: [SQLValue] = [.int(1), .int(0), .int(.max), .int(.max), .int(.max), .int(0)]
        for _ in 0..<3 { tally.add([.int(5)] + figures, of: .latency) }
        #expect(tally.result.first?.inputTokens == .max)
        #expect(tally.result.first?.cost?.nanoUSD == .max)
        #expect(tally.result.first?.count == 3)
    }

    @Test func `groups beyond the bound are left out and told`() throws {
        var tally = StatisticsTally(try Aggregation(by: [Grouping("model")]))
        for number in 0...StatisticsTally.maximumGroups {
            tally.add([.text("m\(number)"), .int(1), .int(1)], of: .firstToken)
        }
        #expect(tally.isPartial)
        #expect(tally.result.count == StatisticsTally.maximumGroups)
    }

    @Test func `percentiles are within half a percent of nearest rank`() throws {
        var generator = Seeded(state: 7)
        for scale in [900, 50_000, 3_000_000, 900_000_000, 500_000_000_000] as [Int64] {
            let times = (0..<2_001).map { _ in Int64.random(in: 0...scale, using: &generator) }.sorted()
            var tally = StatisticsTally(try Aggregation())
            for time in times { tally.add([.int(bucket(of: time)), .int(1)], of: .firstToken) }
            let found = try #require(tally.result.first).firstToken
            for (percent, value) in [(50, found.p50), (95, found.p95), (99, found.p99)] {
                let exact = times[(times.count * percent + 99) / 100 - 1]
                let told = try #require(value).inNanoseconds / 1_000
                #expect(abs(told - exact) * 1_000 <= max(exact, 0) * 5 + 1_000, "p\(percent) \(told) for \(exact)")
            }
        }
    }

    /// The same buckets as the statement's: three significant digits.
    private func bucket(of time: Int64) -> Int64 {
        var width: Int64 = 1
        while time >= width * 1_000 { width *= 10 }
        return time / width * width
    }

    @Test func `facets add up and are sorted by count`() throws {
        var tally = FacetTally(try Grouping("stream"))
        for row in [[.int(1), .int(5)], [.int(0), .int(7)], [.int(1), .int(4)], [.null, .int(1)]] as [[SQLValue]] {
            tally.add(row)
        }
        tally.add([.text("x")])
        let top = tally.top(2)
        #expect(top.map(\.value) == ["true", "false"])
        #expect(top.map(\.count) == [9, 7])
        #expect(tally.top(9).last?.value == nil)
        #expect(!tally.isPartial)
    }
}
