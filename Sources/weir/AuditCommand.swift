import ArgumentParser
import Dialects
import Exchange
import Storage

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// `weir audit`: who made, changed, revoked and used keys and credentials.
struct AuditCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit",
        abstract: "List who made, changed, revoked and used keys and credentials, oldest first."
    )

    @OptionGroup var state: StateOptions
    @Option(help: "Only since so long ago: 30s, 15m, 2h, 7d.") var since: String?
    @Option(help: "Only this action, or all of a kind: key.revoke, key.") var action: String?
    @Option(help: "The most entries, the latest ones.") var limit: Int = 100
    @Flag(help: "Print a JSON array.") var json = false

    func run() throws {
        guard (1...10_000).contains(limit) else { throw ValidationError("--limit is from 1 to 10000") }
        let span = try since.map { try Span.parse($0) }
        try Opened.with(state, Environment()) { opened in
            var filter = AuditFilter()
            filter.since = span.map { opened.time.wall + (.zero - $0) }
            filter.action = action
            filter.limit = limit
            let entries = try opened.control.audit(filter)
            if json { return Terminal.show(JSONValue.array(entries.map(Self.object)).line) }
            var table = TextTable(["TIME", "ACTOR", "ACTION", "SUBJECT", "RESULT", "DETAIL"])
            for entry in entries {
                table.add([
                    CivilTime.text(entry.at), entry.actor, entry.action, entry.subject, entry.result.rawValue,
                    entry.detail,
                ])
            }
            Terminal.show(table.text)
        }
    }

    private static func object(_ entry: AuditEntry) -> JSONValue {
        .object([
            JSONValue.Member("id", .integer(entry.id)), JSONValue.Member("time", .string(CivilTime.text(entry.at))),
            JSONValue.Member("actor", .string(entry.actor)), JSONValue.Member("action", .string(entry.action)),
            JSONValue.Member("subject", .string(entry.subject)),
            JSONValue.Member("detail", (try? JSONValue(parsing: entry.detail)) ?? .null),
            JSONValue.Member("result", .string(entry.result.rawValue)),
        ])
    }
}

extension AuditActor {
    /// Whoever runs this command.
    static var command: AuditActor { .command(user: geteuid()) }
}
