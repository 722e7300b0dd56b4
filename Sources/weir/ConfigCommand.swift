import ArgumentParser
import Config
import Dialects
import Exchange
import Storage

/// `weir config`: the configuration, its history, and the way back.
struct ConfigCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config",
        abstract: "What can be configured, what is in force, what was, and the way back.",
        subcommands: [Show.self, History.self, Rollback.self, Export.self, Schema.self]
    )

    /// `weir config schema`: prints the JSON Schema of weir.yaml.
    struct Schema: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Print the JSON Schema of weir.yaml.")

        func run() {
            Terminal.show(ConfigSchema.json(kinds: Kinds.known))
        }
    }

    /// `weir config show`: prints what was applied last.
    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Print the configuration that was applied last: the file without its secrets, then the entries."
        )

        @OptionGroup var state: StateOptions
        @Argument(help: "A revision, or its number in the history; otherwise the last one.") var revision: String?

        func run() throws {
            try Opened.with(state, Environment()) { opened in
                let (revision, contents) = try opened.applied(self.revision)
                Terminal.say(
                    "revision \(revision.revision), applied \(CivilTime.text(revision.at)) (\(revision.cause))"
                )
                Terminal.show(contents.text ?? "# no file: providers from the environment")
                for draft in contents.managed {
                    Terminal.show("# managed: \(draft.kind.section).\(draft.name) = \(draft.json)")
                }
            }
        }
    }

    /// `weir config history`: lists what was applied and refused.
    struct History: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List the revisions, the latest first.")

        @OptionGroup var state: StateOptions
        @Option(help: "The most revisions.") var limit = 20
        @Flag(help: "Print a JSON array.") var json = false

        func run() throws {
            guard (1...200).contains(limit) else { throw ValidationError("--limit is from 1 to 200") }
            try Opened.with(state, Environment()) { opened in
                let revisions = try opened.control.revisions(limit: limit)
                if json { return Terminal.show(JSONValue.array(revisions.map(Self.object)).line) }
                var table = TextTable(["NUMBER", "TIME", "REVISION", "RESULT", "CAUSE", "ACTOR", "FINDINGS"])
                for revision in revisions {
                    table.add([
                        "\(revision.id)", CivilTime.text(revision.at), revision.revision, revision.result.rawValue,
                        revision.cause, revision.actor, revision.findings,
                    ])
                }
                Terminal.show(table.text)
            }
        }

        private static func object(_ revision: ConfigRevision) -> JSONValue {
            .object([
                JSONValue.Member("id", .integer(revision.id)),
                JSONValue.Member("time", .string(CivilTime.text(revision.at))),
                JSONValue.Member("revision", .string(revision.revision)),
                JSONValue.Member("result", .string(revision.result.rawValue)),
                JSONValue.Member("cause", .string(revision.cause)),
                JSONValue.Member("actor", .string(revision.actor)),
                JSONValue.Member("file", revision.file.map { .string($0) } ?? .null),
                JSONValue.Member("findings", .string(revision.findings)),
            ])
        }
    }

    /// `weir config export`: prints one file that says everything.
    struct Export: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Print one file that recreates the present file and the entries beside it; secrets as references."
        )

        @OptionGroup var state: StateOptions

        func run() throws {
            let environment = Environment()
            try Opened.with(state, environment) { opened in
                let source = state.source(environment)
                let bytes = source.read([]).bytes
                let entries = try opened.control.managed().entries.map(\.section)
                let loader = ConfigLoader(kinds: Kinds.known, external: environment.external)
                let text = bytes.map { $0.withBytes { Array($0) } } ?? []
                guard let whole = loader.export(text, file: source.file ?? "weir.yaml", managed: entries) else {
                    throw CommandFailure("the configuration is refused; `weir check` says why", status: 78)
                }
                Terminal.show(String(whole.dropLast()))
            }
        }
    }
}

extension Opened {
    /// A revision that was applied, the last one where none is named.
    func applied(_ name: String?) throws -> (revision: ConfigRevision, contents: ConfigContents) {
        if let name { return try control.appliedRevision(name) }
        guard let last = try control.lastApplied() else { throw CommandFailure("no configuration was applied yet") }
        return last
    }
}
