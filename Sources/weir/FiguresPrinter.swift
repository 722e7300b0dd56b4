import Dialects
import Exchange
import Query
import Storage

/// Shows figures and facets, for people or as JSON.
struct FiguresPrinter {
    let isJSON: Bool
    private let paint = Paint(isOn: Terminal.isColoured)

    init(isJSON: Bool) { self.isJSON = isJSON }

    /// Figures of groups.
    func figures(_ figures: HistoryFigures, _ aggregation: Aggregation) {
        if isJSON { return Terminal.show(Self.object(figures, aggregation).line) }
        let names = aggregation.by.map { $0.description.uppercased() }
        let head = (aggregation.bucket == nil ? [] : ["FROM"]) + names
        var table = TextTable(
            head + ["REQ", "ERR%", "P50", "P95", "P99", "TTFT50", "TTFT95", "TOK IN/OUT", "COST"],
            paint: paint
        )
        for group in figures.groups {
            let keys = (group.start.map { [CivilTime.text($0)] } ?? []) + group.names.map { $0 ?? "-" }
            table.add(keys + Self.cells(group), group.errors > 0 ? [keys.count + 1: .bad] : [:])
        }
        Terminal.show(table.text)
        let unpriced = figures.groups.reduce(0) { $0 + $1.unpriced }
        if unpriced > 0 { Terminal.say("\(unpriced) exchanges have tokens but no known price; COST leaves them out") }
        if figures.isPartial { Terminal.say("not everything was counted: narrow the query down, or ask again") }
    }

    /// Values of a field.
    func facet(_ facet: HistoryFacet, of field: String) {
        if isJSON {
            let values = facet.values.map { entry in
                JSONValue.object([
                    JSONValue.Member("value", entry.value.map { .string($0) } ?? .null),
                    JSONValue.Member("requests", .integer(entry.count)),
                ])
            }
            let members = [
                JSONValue.Member("field", .string(field)), JSONValue.Member("is_partial", .bool(facet.isPartial)),
                JSONValue.Member("values", .array(values)),
            ]
            return Terminal.show(JSONValue.object(members).line)
        }
        var table = TextTable([field.uppercased(), "REQ"], paint: paint)
        for entry in facet.values { table.add([entry.value ?? "-", "\(entry.count)"]) }
        Terminal.show(table.text)
        if facet.isPartial { Terminal.say("not everything was counted: narrow the query down, or ask again") }
    }

    private static func cells(_ group: StatisticsGroup) -> [String] {
        [
            "\(group.count)", LogWords.percent(group.errorRatio), LogWords.span(group.latency.p50),
            LogWords.span(group.latency.p95), LogWords.span(group.latency.p99), LogWords.span(group.firstToken.p50),
            LogWords.span(group.firstToken.p95),
            "\(LogWords.count(group.inputTokens)) / \(LogWords.count(group.outputTokens))",
            LogWords.money(group.cost?.nanoUSD),
        ]
    }

    private static func object(_ figures: HistoryFigures, _ aggregation: Aggregation) -> JSONValue {
        let groups = figures.groups.map { group in
            var members = zip(aggregation.by, group.names).map { field, name in
                JSONValue.Member(field.description, name.map { .string($0) } ?? .null)
            }
            if let start = group.start { members.append(JSONValue.Member("from_us", .integer(start.microseconds))) }
            return JSONValue.object(members + Self.members(group))
        }
        return .object([
            JSONValue.Member("by", .string(aggregation.by.map(\.description).joined(separator: ","))),
            JSONValue.Member("bucket", aggregation.bucket.map { .string($0.rawValue) } ?? .null),
            JSONValue.Member("is_partial", .bool(figures.isPartial)), JSONValue.Member("groups", .array(groups)),
        ])
    }

    private static func members(_ group: StatisticsGroup) -> [JSONValue.Member] {
        func span(_ duration: Duration?) -> JSONValue {
            duration.map { .integer($0.inNanoseconds / 1_000) } ?? .null
        }
        func number(_ number: Int64?) -> JSONValue { number.map { .integer($0) } ?? .null }
        return [
            JSONValue.Member("requests", .integer(group.count)), JSONValue.Member("errors", .integer(group.errors)),
            JSONValue.Member("error_ratio", .number(text: "\(group.errorRatio)")),
            JSONValue.Member("total_p50_us", span(group.latency.p50)),
            JSONValue.Member("total_p95_us", span(group.latency.p95)),
            JSONValue.Member("total_p99_us", span(group.latency.p99)),
            JSONValue.Member("first_token_p50_us", span(group.firstToken.p50)),
            JSONValue.Member("first_token_p95_us", span(group.firstToken.p95)),
            JSONValue.Member("input_tokens", .integer(group.inputTokens ?? 0)),
            JSONValue.Member("output_tokens", .integer(group.outputTokens ?? 0)),
            JSONValue.Member("cost_nanousd", number(group.cost?.nanoUSD)),
            JSONValue.Member("unpriced", .integer(group.unpriced)),
        ]
    }
}
