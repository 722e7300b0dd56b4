import ArgumentParser
import Dialects
import Exchange
import Policy
import Query
import Storage

/// `weir sql`: one reading statement on the file of one day.
struct SQLCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sql",
        abstract: "Run one statement that reads on the history of one day (UTC)."
    )

    @OptionGroup var place: LogsCommand.Place
    @Argument(help: "The statement, such as \"SELECT model, count(*) FROM exchanges GROUP BY 1\".") var statement:
        String
    @Option(help: "The day, YYYY-MM-DD; without it the newest one.") var day: String?
    @Option(help: "The most time it may take: 500ms, 5s, 1m.") var deadline: String = "5s"
    @Option(name: .shortAndLong, help: "The most rows, at most 100000.") var limit: Int = 1_000
    @Flag(help: "Print one JSON object a line.") var json = false

    func run() throws {
        let span = try Self.span(deadline)
        guard 1...100_000 ~= limit else { throw ValidationError("--limit is 1 to 100000") }
        try LogsCommand.reading {
            let files = try place.files
            let table = try SQLConsole(files: files).run(statement, on: try wanted(files), rows: limit, within: span)
            show(table)
            if table.isCut { Terminal.say("there is more: narrow the statement down, or raise --limit") }
        }
    }

    private func wanted(_ files: HistoryFiles) throws -> CivilDay {
        if let day {
            guard let wanted = CivilDay(day) else { throw CommandFailure("--day is like 2026-11-23", status: 64) }
            return wanted
        }
        guard let newest = try files.days().last else { throw CommandFailure("the history is empty") }
        return newest
    }

    private static func span(_ text: String) throws -> Duration {
        if text.hasSuffix("ms"), let count = Int64(text.dropLast(2)), 1...3_600_000 ~= count {
            return .milliseconds(count)
        }
        guard let span = try? Span.parse(text), span > .zero, span <= .seconds(3_600) else {
            throw ValidationError("--deadline is like 500ms, 5s or 1m, at most 1h")
        }
        return span
    }

    private func show(_ table: SQLTable) {
        if json {
            for row in table.rows {
                let members = zip(table.columns, row).map { JSONValue.Member($0, Self.json($1)) }
                Terminal.show(JSONValue.object(members).line)
            }
            return
        }
        var text = TextTable(table.columns.map(LogWords.printable), paint: Paint(isOn: Terminal.isColoured))
        for row in table.rows { text.add(row.map(Self.cell)) }
        if !table.columns.isEmpty { Terminal.show(text.text) }
    }

    private static func cell(_ value: SQLValue) -> String {
        switch value {
        case .null: "-"
        case .int(let number): "\(number)"
        case .real(let number): "\(number)"
        case .text(let text): text
        case .blob(let bytes): hex(bytes)
        }
    }

    private static func json(_ value: SQLValue) -> JSONValue {
        switch value {
        case .null: .null
        case .int(let number): .integer(number)
        case .real(let number): number.isFinite ? .number(text: "\(number)") : .null
        case .text(let text): .string(text)
        case .blob(let bytes): .string(hex(bytes))
        }
    }

    private static func hex(_ bytes: [UInt8]) -> String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
