import Dialects
import Exchange
import Storage

/// Shows organisations, teams and users as a table, as words or as JSON.
struct PrincipalPrinter {
    typealias Member = JSONValue.Member

    let isJSON: Bool

    /// All of them in a table.
    func list(_ entries: [PrincipalEntry], _ kind: PrincipalKind, at now: WallTime) {
        if isJSON { return Terminal.show(JSONValue.array(entries.map { .object(Self.members($0)) }).line) }
        let above = PrincipalKind.allCases.filter { $0 != kind && ($0 == .organisation || kind == .user) }
        let places = kind == .organisation ? [] : above
        var table = TextTable(
            ["ID"] + places.map { $0.rawValue.uppercased() }
                + ["NAME", "STATE", "MODELS", "PROVIDERS", "RESIDENCY", "PRIORITY", "CAPTURE", "AT ONCE", "EXPIRES"]
        )
        for entry in entries {
            let said = entry.attributes
            var cells = [entry.principal.id] + places.map { entry.chain[$0]?.name ?? "-" }
            cells += [
                entry.principal.name, Self.state(entry, at: now), Self.words(said.models), Self.words(said.providers),
                Self.words(said.residency), said.priority?.rawValue ?? "any", said.capture?.rawValue ?? "any",
                said.maxConcurrent.map { "\($0)" } ?? "any", said.expires.map(CivilTime.text) ?? "never",
            ]
            table.add(cells)
        }
        Terminal.show(table.text)
    }

    /// One in words.
    func one(_ entry: PrincipalEntry, at now: WallTime) {
        if isJSON { return Terminal.show(Self.line(Self.members(entry))) }
        let said = entry.attributes
        Terminal.show("id              \(entry.principal.id)")
        Terminal.show("name            \(entry.principal.name)")
        for kind in PrincipalKind.allCases where kind != entry.principal.kind {
            guard let above = entry.chain[kind] else { continue }
            let word = kind.rawValue + String(repeating: " ", count: 16 - kind.rawValue.count)
            Terminal.show("\(word)\(above.id) (\(above.name))")
        }
        if let identity = entry.identity {
            Terminal.show("issuer          \(identity.issuer)")
            Terminal.show("subject         \(LogWords.printable(identity.subject))")
        }
        Terminal.show("state           \(Self.state(entry, at: now))")
        Terminal.show("models          \(Self.words(said.models))")
        Terminal.show("endpoints       \(Self.words(said.endpoints))")
        Terminal.show("providers       \(Self.words(said.providers))")
        Terminal.show("residency       \(Self.words(said.residency))")
        Terminal.show("max_concurrent  \(said.maxConcurrent.map { "\($0)" } ?? "any")")
        Terminal.show("priority        \(said.priority?.rawValue ?? "any")")
        Terminal.show("capture         \(said.capture?.rawValue ?? "any")")
        Terminal.show("expires         \(said.expires.map(CivilTime.text) ?? "never")")
        Terminal.show("version         \(entry.version)")
        Terminal.show("created         \(CivilTime.text(entry.created))")
        Terminal.show("updated         \(CivilTime.text(entry.updated))")
    }

    static func line(_ members: [Member]) -> String { JSONValue.object(members).line }

    static func id(_ principal: Principal) -> Member { Member("id", .string(principal.id)) }

    /// The ids of a chain, null where there is none.
    static func ids(_ chain: Principals, _ kinds: [PrincipalKind] = PrincipalKind.allCases) -> [Member] {
        kinds.map { kind in Member(kind.rawValue, chain[kind].map { .string($0.id) } ?? .null) }
    }

    static func words(_ entries: [String]) -> String {
        entries.isEmpty ? "any" : LogWords.printable(entries.joined(separator: ", "))
    }

    private static func state(_ entry: PrincipalEntry, at now: WallTime) -> String {
        if !entry.attributes.isEnabled { return "disabled" }
        if let expires = entry.attributes.expires, expires <= now { return "expired" }
        return "good"
    }

    private static func members(_ entry: PrincipalEntry) -> [Member] {
        func time(_ wall: WallTime?) -> JSONValue { wall.map { .string(CivilTime.text($0)) } ?? .null }
        func list(_ words: [String]) -> JSONValue { .array(words.map { .string($0) }) }
        let said = entry.attributes
        let above = PrincipalKind.allCases.prefix { $0 != entry.principal.kind }
        let identity = [
            Member("issuer", entry.identity.map { .string($0.issuer) } ?? .null),
            Member("subject", entry.identity.map { .string($0.subject) } ?? .null),
        ]
        let names =
            [id(entry.principal), Member("name", .string(entry.principal.name))] + ids(entry.chain, Array(above))
        return names + (entry.principal.kind == .user ? identity : []) + [
            Member("is_enabled", .bool(said.isEnabled)),
            Member("models", list(said.models)), Member("endpoints", list(said.endpoints)),
            Member("providers", list(said.providers)), Member("residency", list(said.residency)),
            Member("max_concurrent", said.maxConcurrent.map { .integer(Int64($0)) } ?? .null),
            Member("priority", said.priority.map { .string($0.rawValue) } ?? .null),
            Member("capture", said.capture.map { .string($0.rawValue) } ?? .null),
            Member("expires", time(said.expires)), Member("version", .integer(entry.version)),
            Member("created", time(entry.created)), Member("updated", time(entry.updated)),
        ]
    }
}
