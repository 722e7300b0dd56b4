package import Dialects
import Exchange
package import Query

extension HistoryValue {
    /// The value as JSON.
    package var json: JSONValue {
        switch self {
        case .null: .null
        case .integer(let number): .integer(number)
        case .text(let text): .string(text)
        }
    }
}

extension HistoryRow {
    /// The exchange as JSON: every column by its name.
    package var json: JSONValue {
        .object(ExchangeColumn.allCases.map { JSONValue.Member($0.name, self[$0].json) })
    }
}

extension StatisticsGroup {
    /// The group as JSON: the fields it is grouped by, the start of its span of time, and these figures.
    package func json(by aggregation: Aggregation, _ figures: [Figure] = Figure.allCases) -> JSONValue {
        var members = zip(aggregation.by, names).map { field, name in
            JSONValue.Member(field.description, name.map { .string($0) } ?? .null)
        }
        if let start { members.append(JSONValue.Member("from_us", .integer(start.microseconds))) }
        return .object(members + figures.map { JSONValue.Member($0.key, value($0)) })
    }

    private func value(_ figure: Figure) -> JSONValue {
        func span(_ duration: Duration?) -> JSONValue { duration.map { .integer($0.inNanoseconds / 1_000) } ?? .null }
        return switch figure {
        case .count: .integer(count)
        case .errors: .integer(errors)
        case .errorRatio: .number(text: "\(errorRatio)")
        case .latencyP50: span(latency.p50)
        case .latencyP95: span(latency.p95)
        case .latencyP99: span(latency.p99)
        case .firstTokenP50: span(firstToken.p50)
        case .firstTokenP95: span(firstToken.p95)
        case .inputTokens: .integer(inputTokens ?? 0)
        case .outputTokens: .integer(outputTokens ?? 0)
        case .cost: cost.map { .integer($0.nanoUSD) } ?? .null
        case .unpriced: .integer(unpriced)
        }
    }
}
