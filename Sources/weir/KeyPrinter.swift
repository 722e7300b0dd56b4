import Config
import Dialects
import Exchange
import Policy
import Storage

/// Shows keys as a table, as words or as JSON.
struct KeyPrinter {
    let isJSON: Bool

    /// A new token, the only time it is shown.
    func issued(_ issued: IssuedKey, _ settings: Settings) {
        let token = issued.token.withBytes { String(decoding: $0, as: UTF8.self) }
        if isJSON {
            let members = Self.members(issued.key) + [JSONValue.Member("token", .string(token))]
            return Terminal.show(JSONValue.object(members).line)
        }
        let listener = settings.listeners.data
        let origin = "\(listener.tls == nil ? "http" : "https")://\(listener.address)"
        Terminal.show("key    \(issued.key.id) (\(issued.key.name))")
        if issued.key.principals.owner != nil { Terminal.show("owner  \(Self.owner(issued.key))") }
        let places = issued.key.permission.providers + issued.key.permission.residency
        if !places.isEmpty { Terminal.show("bound  \(places.joined(separator: ", "))") }
        Terminal.show("token  \(token)")
        Terminal.say("shown once; stored only as a hash. Use it so:")
        Terminal.say("  export OPENAI_BASE_URL=\(origin)/v1 OPENAI_API_KEY=\(token)")
        Terminal.say("  export ANTHROPIC_BASE_URL=\(origin) ANTHROPIC_API_KEY=\(token)")
    }

    /// Every key in a table.
    func list(_ keys: [ClientKey], at now: WallTime) {
        if isJSON {
            return Terminal.show(JSONValue.array(keys.map { .object(Self.members($0)) }).line)
        }
        var table = TextTable([
            "ID", "NAME", "KIND", "STATE", "TOKEN", "MODELS", "PRIORITY", "CAPTURE", "OWNER", "EXPIRES", "LAST USED",
        ])
        for key in keys {
            table.add([
                key.id, key.name, key.kind.rawValue, Self.state(key, at: now),
                key.tokens.last.map { "\($0.prefix)…\($0.last4)" } ?? "-",
                key.permission.models.isEmpty ? "all" : key.permission.models.joined(separator: ","),
                key.permission.priority.rawValue, key.permission.capture?.rawValue ?? "configured",
                Self.owner(key),
                key.expires.map(CivilTime.text) ?? "never",
                key.lastUsed.map(CivilTime.text) ?? "never",
            ])
        }
        Terminal.show(table.text)
    }

    /// One key in words.
    func one(_ key: ClientKey, at now: WallTime) {
        if isJSON { return Terminal.show(JSONValue.object(Self.members(key)).line) }
        let permission = key.permission
        Terminal.show("id              \(key.id)")
        Terminal.show("name            \(key.name)")
        Terminal.show("kind            \(key.kind.rawValue)")
        Terminal.show("state           \(Self.state(key, at: now))")
        if let grant = key.grant { Terminal.show("role            \(GrantWords.text(grant))") }
        Terminal.show(
            "models          \(permission.models.isEmpty ? "all" : permission.models.joined(separator: ", "))"
        )
        Terminal.show(
            "endpoints       \(permission.endpoints.isEmpty ? "all" : permission.endpoints.joined(separator: ", "))"
        )
        Terminal.show("providers       \(PrincipalPrinter.words(permission.providers))")
        Terminal.show("residency       \(PrincipalPrinter.words(permission.residency))")
        Terminal.show("max_concurrent  \(permission.maxConcurrent)")
        Terminal.show("priority        \(permission.priority.rawValue)")
        Terminal.show("capture         \(permission.capture?.rawValue ?? "configured")")
        for kind in PrincipalKind.allCases {
            guard let above = key.principals[kind] else { continue }
            let word = kind.rawValue + String(repeating: " ", count: 16 - kind.rawValue.count)
            Terminal.show("\(word)\(above.id) (\(above.name))")
        }
        Terminal.show("created         \(CivilTime.text(key.created))")
        Terminal.show("expires         \(key.expires.map(CivilTime.text) ?? "never")")
        Terminal.show("last used       \(key.lastUsed.map(CivilTime.text) ?? "never")")
        for token in key.tokens { Terminal.show("token           \(token.prefix)…\(token.last4)") }
    }

    /// Whom the key belongs to, as a path of names.
    private static func owner(_ key: ClientKey) -> String {
        let names = PrincipalKind.allCases.compactMap { key.principals[$0]?.name }
        return names.isEmpty ? "-" : names.joined(separator: "/")
    }

    private static func state(_ key: ClientKey, at now: WallTime) -> String {
        if key.revoked != nil { return "revoked" }
        if let expires = key.narrowing.expires, expires <= now { return "expired" }
        if !key.narrowing.isEnabled { return "disabled" }
        return "good"
    }

    private static func members(_ key: ClientKey) -> [JSONValue.Member] {
        func time(_ wall: WallTime?) -> JSONValue { wall.map { .string(CivilTime.text($0)) } ?? .null }
        return [
            JSONValue.Member("id", .string(key.id)), JSONValue.Member("name", .string(key.name)),
            JSONValue.Member("kind", .string(key.kind.rawValue)),
            JSONValue.Member("models", .array(key.permission.models.map { .string($0) })),
            JSONValue.Member("endpoints", .array(key.permission.endpoints.map { .string($0) })),
            JSONValue.Member("providers", .array(key.permission.providers.map { .string($0) })),
            JSONValue.Member("residency", .array(key.permission.residency.map { .string($0) })),
            JSONValue.Member("max_concurrent", .integer(Int64(key.permission.maxConcurrent))),
            JSONValue.Member("priority", .string(key.permission.priority.rawValue)),
            JSONValue.Member("capture", key.permission.capture.map { .string($0.rawValue) } ?? .null),
            JSONValue.Member("created", time(key.created)), JSONValue.Member("expires", time(key.expires)),
            JSONValue.Member("revoked", time(key.revoked)), JSONValue.Member("last_used", time(key.lastUsed)),
            JSONValue.Member("version", .integer(key.version)),
            JSONValue.Member("role", key.grant.map { .string($0.role.rawValue) } ?? .null),
            JSONValue.Member("scopes", .array((key.grant?.scopes ?? []).map { .string($0.rawValue) })),
        ] + PrincipalPrinter.ids(key.principals)
    }
}
