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
        let groups = figures.groups.map { $0.json(by: aggregation) }
        return .object([
            JSONValue.Member("by", .string(aggregation.by.map(\.description).joined(separator: ","))),
            JSONValue.Member("bucket", aggregation.bucket.map { .string($0.rawValue) } ?? .null),
            JSONValue.Member("is_partial", .bool(figures.isPartial)), JSONValue.Member("groups", .array(groups)),
        ])
    }
}
