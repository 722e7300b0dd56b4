import ArgumentParser
import Dialects
import Exchange
import Storage

/// `weir keys`: the keys by which callers prove who they are.
///
/// A running server sees changes within a second.
struct KeysCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "keys",
        abstract: "Create, list, show, change, rotate and revoke client keys.",
        subcommands: [Create.self, List.self, Show.self, Set.self, Rotate.self, Revoke.self],
        defaultSubcommand: List.self
    )

    /// `weir keys create`: makes a key and shows its token once.
    struct Create: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Create a key; its token is shown once.")

        @OptionGroup var state: StateOptions
        @Option(help: "A name to know it by.") var name: String
        @Option(help: "live, test or admin.") var kind: String = "live"
        @Option(help: "Models it may use, separated by commas; * stands for anything.") var models: String?
        @Option(help: "Endpoints it may use, separated by commas; * stands for anything.") var endpoints: String?
        @Option(help: "Providers it may use, separated by commas; * stands for anything.") var providers: String?
        @Option(help: "Places where its data may be, as tags separated by commas.") var residency: String?
        @Option(help: "The organisation it belongs to, by id or name.") var org: String?
        @Option(help: "The team it belongs to, by id, name, or path such as acme/search.") var team: String?
        @Option(help: "The user it belongs to, by id, name, or path such as acme/search/ann.") var user: String?
        @Option(help: "Of an admin key: viewer, operator or admin.") var role: String?
        @Option(help: "Of an admin key: the parts of the admin API it is bound to, such as keys:write,logs:read.")
        var scopes: String?
        @Option(help: "Days until it ends.") var expiresDays: Int?
        @Option(help: "The most requests at once.") var maxConcurrent: Int = 64
        @Option(help: "How much the history keeps: full, redacted, metadata or off; otherwise the configured level.")
        var capture: String?
        @Option(help: "critical, default or sheddable: who gives way when weir is full.")
        var priority: String = PriorityClass.default.rawValue
        @Flag(help: "Print one JSON object.") var json = false

        func run() throws {
            let draft = try draft()
            try Opened.with(state, Environment()) { opened in
                var draft = draft
                if let expiresDays { draft.expires = opened.time.wall + .seconds(expiresDays * 86_400) }
                KeyPrinter(isJSON: json).issued(
                    try opened.control.createKey(draft, by: .command, at: opened.time.wall),
                    opened.settings
                )
            }
        }

        private func draft() throws -> ClientKeyDraft {
            guard let kind = ClientToken.Kind.allCases.first(where: { $0.prefix == "wr_\(prefix(kind))_" }) else {
                throw ValidationError("--kind is live, test or admin")
            }
            if let expiresDays, !(1...36_500).contains(expiresDays) {
                throw ValidationError("--expires-days is from 1 to 36500")
            }
            guard (1...100_000).contains(maxConcurrent) else {
                throw ValidationError("--max-concurrent is from 1 to 100000")
            }
            let level = try capture.map(KeysCommand.level)
            let priority = try KeysCommand.priority(priority)
            var draft = try ClientKeyDraft(
                name: name,
                kind: kind,
                permission: KeyPermission(
                    models: CommaList.read(models, "--models"),
                    endpoints: KeysCommand.endpoints(endpoints),
                    providers: CommaList.read(providers, "--providers"),
                    residency: CommaList.read(residency, "--residency"),
                    maxConcurrent: maxConcurrent,
                    capture: level,
                    priority: priority
                ),
                owner: KeysCommand.owner(KeysCommand.named(org: org, team: team, user: user))
            )
            guard kind == .admin || role == nil && scopes == nil else {
                throw ValidationError("--role and --scopes are for --kind admin")
            }
            draft.role = try role.map(GrantWords.role) ?? .admin
            draft.scopes = try GrantWords.scopes(scopes)
            return draft
        }

        private func prefix(_ kind: String) -> String { kind == "admin" ? "adm" : kind }
    }

    /// `weir keys list`.
    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List every key; tokens are never shown again.")

        @OptionGroup var state: StateOptions
        @Flag(help: "Print a JSON array.") var json = false

        func run() throws {
            try Opened.with(state, Environment()) { opened in
                KeyPrinter(isJSON: json).list(try opened.control.clientKeys(), at: opened.time.wall)
            }
        }
    }

    /// `weir keys show`.
    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Show one key.")

        @OptionGroup var state: StateOptions
        @Argument(help: "The key's id or name.") var key: String
        @Flag(help: "Print one JSON object.") var json = false

        func run() throws {
            try Opened.with(state, Environment()) { opened in
                guard let found = try opened.control.clientKey(key) else {
                    throw StorageError.notFound("the key \(key)")
                }
                KeyPrinter(isJSON: json).one(found, at: opened.time.wall)
            }
        }
    }

    /// `weir keys set`: changes what a key says.
    struct Set: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Change a key; a running server obeys within a second."
        )

        @OptionGroup var state: StateOptions
        @Argument(help: "The key's id or name.") var key: String
        @OptionGroup var options: KeyChangeOptions
        @Flag(help: "Print one JSON object.") var json = false

        func run() throws {
            try Opened.with(state, Environment()) { opened in
                let (control, now) = (opened.control, opened.time.wall)
                guard let before = try control.clientKey(key) else { throw StorageError.notFound("the key \(key)") }
                var change = try options.change(of: before.permission, at: now)
                change.expecting = before.version
                let changed = try control.changeKey(before.id, to: change, by: .command, at: now)
                KeyPrinter(isJSON: json).one(changed, at: now)
            }
        }
    }

    /// Whom a key belongs to, as it is typed.
    static func named(org: String?, team: String?, user: String?) -> [PrincipalReference] {
        [(PrincipalKind.organisation, org), (.team, team), (.user, user)].compactMap { kind, name in
            name.map { PrincipalReference(kind, $0) }
        }
    }

    /// The one that was named, or nil.
    static func owner(_ named: [PrincipalReference]) throws -> PrincipalReference? {
        guard named.count <= 1 else { throw ValidationError("give one of --org, --team and --user") }
        return named.first
    }

    /// Endpoints as they are typed.
    static func endpoints(_ text: String?) throws -> [String] {
        let entries = try CommaList.read(text, "--endpoints")
        guard entries.allSatisfy({ $0.hasPrefix("/") || $0.hasPrefix("*") }) else {
            throw ValidationError("--endpoints: an endpoint begins with / or *")
        }
        return entries
    }

    /// A priority class as it is typed.
    static func priority(_ text: String) throws -> PriorityClass {
        guard let priority = PriorityClass(rawValue: text) else {
            throw ValidationError("--priority is critical, default or sheddable")
        }
        return priority
    }

    /// A capture level as it is typed.
    static func level(_ text: String) throws -> CaptureLevel {
        guard let level = CaptureLevel(rawValue: text) else {
            throw ValidationError("--capture is full, redacted, metadata or off")
        }
        return level
    }

    /// `weir keys rotate`: a new token for the same key.
    struct Rotate: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Give a key a new token; the old one ends at once, or after --overlap-hours."
        )

        @OptionGroup var state: StateOptions
        @Argument(help: "The key's id or name.") var key: String
        @Option(help: "Hours in which the old token still works.") var overlapHours: Int = 0
        @Flag(help: "Print one JSON object.") var json = false

        func run() throws {
            guard (0...8_760).contains(overlapHours) else { throw ValidationError("--overlap-hours is from 0 to 8760") }
            try Opened.with(state, Environment()) { opened in
                KeyPrinter(isJSON: json).issued(
                    try opened.control.rotateKey(
                        key,
                        overlap: .seconds(overlapHours * 3_600),
                        by: .command,
                        at: opened.time.wall
                    ),
                    opened.settings
                )
            }
        }
    }

    /// `weir keys revoke`.
    struct Revoke: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "End a key; a running server obeys within a second.")

        @OptionGroup var state: StateOptions
        @Argument(help: "The key's id or name.") var key: String

        func run() throws {
            try Opened.with(state, Environment()) { opened in
                let revoked = try opened.control.revokeKey(key, by: .command, at: opened.time.wall)
                Terminal.show("\(revoked.id) (\(revoked.name)) is revoked")
            }
        }
    }
}
