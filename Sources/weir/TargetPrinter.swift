import Dialects
import Exchange

/// Shows targets as a table or as JSON.
struct TargetPrinter {
    let isJSON: Bool

    func list(_ states: [TargetState]) {
        if isJSON { return Terminal.show(JSONValue.array(states.map(Self.object)).line) }
        Terminal.show(Self.table(states))
    }

    static func table(_ states: [TargetState]) -> String {
        var table = TextTable([
            "UPSTREAM", "MODEL", "BREAKER", "CAUSE", "OK", "FAILED", "SLOW", "NEXT PROBE", "IN FLIGHT", "WAITING",
            "LATENCY",
        ])
        for state in states {
            table.add([
                state.upstream, state.modelLabel, state.breaker, state.cause ?? "-", "\(state.successes)",
                "\(state.failures)", "\(state.slow)", LogWords.span(state.openFor), "\(state.inFlight)",
                "\(state.waiting)", LogWords.span(state.latency),
            ])
        }
        return table.text
    }

    private static func object(_ state: TargetState) -> JSONValue {
        func count(_ number: Int) -> JSONValue { .integer(Int64(number)) }
        func seconds(_ span: Duration?) -> JSONValue { span.map { .number(text: "\($0.inSeconds)") } ?? .null }
        return .object([
            JSONValue.Member("provider", .string(state.provider)),
            JSONValue.Member("upstream", .string(state.upstream)),
            JSONValue.Member("model", .string(state.modelLabel)),
            JSONValue.Member("breaker", .string(state.breaker)),
            JSONValue.Member("cause", state.cause.map { .string($0) } ?? .null),
            JSONValue.Member("successes", count(state.successes)), JSONValue.Member("failures", count(state.failures)),
            JSONValue.Member("slow", count(state.slow)),
            JSONValue.Member("next_probe_seconds", seconds(state.openFor)),
            JSONValue.Member("in_flight", count(state.inFlight)), JSONValue.Member("waiting", count(state.waiting)),
            JSONValue.Member("latency_seconds", seconds(state.latency)),
        ])
    }
}
