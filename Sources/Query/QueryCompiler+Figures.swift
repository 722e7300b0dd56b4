/// Counts and figures.
extension QueryCompiler {
    /// What counts as an error: the provider or weir failed.
    static let failures = "outcome IN ('upstream_error', 'gateway_error', 'timeout', 'gateway_crashed')"
    /// No more than this much of one exchange is added up, so that no sum can be too large.
    private static let most = "1000000000000"

    func facets(of field: Grouping) -> CompiledQuery {
        let source = source([field])
        return compiled { lead in
            SQLStatement("SELECT \(Self.value(field)), count(*) ") + source.text
                + condition(source.isJoined ? Lead(index: .row, term: nil) : lead)
                + SQLStatement(" GROUP BY 1 ORDER BY 2 DESC LIMIT ?", [.int(Int64(FacetTally.maximumValues) + 1)])
        }.led(by: source.index)
    }

    func statistics(_ aggregation: Aggregation) -> [StatisticsQuery] {
        let sums = ["input_tokens", "output_tokens", "cost_nanousd"].map { "sum(max(min(\($0), \(Self.most)), 0))" }
        let unpriced = "sum(cost_nanousd IS NULL AND coalesce(input_tokens, output_tokens) IS NOT NULL)"
        let figures = ["count(*)", "sum(\(Self.failures))"] + sums + [unpriced]
        return [
            StatisticsQuery(
                part: .latency,
                query: gathered(aggregation, LogBucket.expression("total_us"), figures, where: nil)
            ),
            StatisticsQuery(
                part: .firstToken,
                query: gathered(
                    aggregation,
                    LogBucket.expression("first_token_us"),
                    ["count(*)"],
                    where: "first_token_us IS NOT NULL"
                )
            ),
        ]
    }

    private func gathered(
        _ aggregation: Aggregation,
        _ measure: String,
        _ figures: [String],
        where extra: String?
    ) -> CompiledQuery {
        let source = source(aggregation.by)
        var keys = aggregation.by.map { Self.value($0) }
        if let bucket = aggregation.bucket {
            keys.append("started_us / \(bucket.microseconds) * \(bucket.microseconds)")
        }
        keys.append(measure)
        let places = (1...keys.count).map { "\($0)" }.joined(separator: ", ")
        return compiled { lead in
            SQLStatement("SELECT \((keys + figures).joined(separator: ", ")) ") + source.text
                + condition(source.isJoined ? Lead(index: .row, term: nil) : lead)
                + SQLStatement(extra.map { " AND \($0)" } ?? "")
                + SQLStatement(" GROUP BY \(places)")
        }.led(by: source.index)
    }

    /// Where the rows come from: `exchanges`, joined with the one table of labels that is grouped by.
    private func source(_ fields: [Grouping]) -> (text: SQLStatement, index: HistoryIndex?, isJoined: Bool) {
        for field in fields {
            if field.name.field == .tool {
                let text = SQLStatement(
                    "FROM tool_names CROSS JOIN exchanges ON exchanges.rowid = tool_names.exchange WHERE "
                )
                return (text, .tool, true)
            }
            if let tag = field.name.tag {
                let text = SQLStatement(
                    "FROM tags CROSS JOIN exchanges ON exchanges.rowid = tags.exchange WHERE tags.name = ? AND ",
                    [.text(tag)]
                )
                return (text, .tag, true)
            }
        }
        return (SQLStatement("FROM exchanges WHERE "), nil, false)
    }

    static func value(_ field: Grouping) -> String {
        switch field.name.field {
        case .tool: "tool_names.name"
        case .tag: "tags.value"
        default: "+\(field.name.facts.column)"
        }
    }
}

extension CompiledQuery {
    /// The same, led by the table that is grouped by.
    fileprivate func led(by index: HistoryIndex?) -> CompiledQuery {
        guard let index else { return self }
        return CompiledQuery(
            statement: statement,
            narrowing: nil,
            window: window,
            needsSearch: needsSearch,
            index: index
        )
    }
}
