import Dialects
import Exchange
import Policy
import Storage

/// Shows the ledger as words or as JSON.
struct LedgerPrinter {
    let isJSON: Bool

    /// The numbers of a running server.
    func server(_ figures: LedgerFigures, _ open: [FlightEntry]) {
        let rows: [(key: String, metric: String)] = [
            ("accepted", "weir_ledger_accepted_total"), ("in_flight", "weir_ledger_in_flight"),
            ("queued", "weir_ledger_queued"), ("stored", "weir_ledger_stored_total"),
        ]
        let beside: [(key: String, metric: String)] = [
            ("recovered", "weir_ledger_recovered_total"), ("flight_slots", "weir_flight_slots"),
            ("flight_slots_taken", "weir_flight_slots_taken"), ("flight_missed", "weir_flight_missed_total"),
        ]
        let isDegraded = figures["weir_store_degraded"] == 1
        if isJSON {
            let dropped = figures.dropped.map { JSONValue.Member($0.reason, Self.number($0.count)) }
            let members =
                [JSONValue.Member("source", .string("server"))]
                + rows.map { JSONValue.Member($0.key, Self.number(figures[$0.metric])) }
                + [
                    JSONValue.Member("dropped", .object(dropped)),
                    JSONValue.Member("is_balanced", .bool(figures.isBalanced)),
                ]
                + beside.map { JSONValue.Member($0.key, Self.number(figures[$0.metric])) }
                + [JSONValue.Member("is_store_degraded", .bool(isDegraded))]
            return Terminal.show(JSONValue.object(members + Self.listed(open)).line)
        }
        var table = TextTable(["LEDGER", "EXCHANGES"])
        for row in rows { table.add([row.key, "\(figures[row.metric])"]) }
        for reason in figures.dropped { table.add(["dropped (\(reason.reason))", "\(reason.count)"]) }
        table.add(["balanced", figures.isBalanced ? "yes" : "NO"])
        for row in beside { table.add([row.key, "\(figures[row.metric])"]) }
        table.add(["store", isDegraded ? "degraded" : "ok"])
        Terminal.show(table.text)
        list(open)
    }

    /// The numbers of a day's file and of the flight recorder's.
    func files(_ day: CivilDay, _ stored: StoredOutcomes, open: Int, _ listed: [FlightEntry]) {
        if isJSON {
            let members = [
                JSONValue.Member("source", .string("files")), JSONValue.Member("day", .string(day.description)),
                JSONValue.Member("stored", Self.number(stored.total)),
                JSONValue.Member(
                    "outcomes",
                    .object(stored.counts.map { JSONValue.Member($0.outcome, Self.number($0.rows)) })
                ),
                JSONValue.Member("open_slots", Self.number(Int64(open))),
            ]
            return Terminal.show(JSONValue.object(members + Self.listed(listed)).line)
        }
        Terminal.say("no server was asked; these are the files of \(day)")
        var table = TextTable(["OUTCOME", "ROWS"])
        for row in stored.counts { table.add([row.outcome, "\(row.rows)"]) }
        table.add(["stored", "\(stored.total)"])
        table.add(["open slots", "\(open)"])
        Terminal.show(table.text)
        list(listed)
    }

    private func list(_ open: [FlightEntry]) {
        guard !open.isEmpty else { return }
        var table = TextTable(["OPEN", "SINCE", "STEP", "ROUTE", "MODEL", "UPSTREAM", "KEY", "BYTES"])
        for entry in open {
            let exchange = entry.exchange
            table.add([
                exchange.id.description, CivilTime.text(exchange.timeline.wall), Self.step(entry),
                exchange.ask.route.rawValue, exchange.ask.model ?? "-", exchange.decidingAttempt?.upstream ?? "-",
                exchange.caller?.keyName ?? "-", "\(exchange.answer.bytes)",
            ])
        }
        Terminal.show(table.text)
    }

    private static func listed(_ open: [FlightEntry]) -> [JSONValue.Member] {
        guard !open.isEmpty else { return [] }
        let list = open.map { entry -> JSONValue in
            let exchange = entry.exchange
            func text(_ words: String?) -> JSONValue { words.map { .string($0) } ?? .null }
            return .object([
                JSONValue.Member("request_id", .string(exchange.id.description)),
                JSONValue.Member("started_us", number(exchange.timeline.wall.microseconds)),
                JSONValue.Member("step", .string(step(entry))),
                JSONValue.Member("route", .string(exchange.ask.route.rawValue)),
                JSONValue.Member("model", text(exchange.ask.model)),
                JSONValue.Member("upstream", text(exchange.decidingAttempt?.upstream)),
                JSONValue.Member("key_id", text(exchange.caller?.keyID)),
                JSONValue.Member("response_bytes", number(exchange.answer.bytes)),
            ])
        }
        return [JSONValue.Member("open", .array(list))]
    }

    /// How far it had come; nothing but its beginning is known of one that was just accepted.
    private static func step(_ entry: FlightEntry) -> String { "\(entry.step ?? .accepted)" }

    private static func number(_ value: Int64) -> JSONValue { .integer(value) }
}
