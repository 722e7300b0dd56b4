import ArgumentParser
import Exchange
import Storage

/// `weir teams`: the teams of organisations, to which users and keys belong.
///
/// A running server sees changes within a second.
struct TeamsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "teams",
        abstract: "Create, list, show, change, disable, enable and delete teams.",
        subcommands: [
            Create.self, List.self, Show.self, Change.self, Disable.self, Enable.self, Delete.self,
        ],
        defaultSubcommand: List.self
    )

    /// `weir teams create`.
    struct Create: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Create a team.")

        @OptionGroup var state: StateOptions
        @Option(help: "A name to know it by.") var name: String
        @Option(help: "The id or name of the organisation it belongs to.") var org: String
        @OptionGroup var attributes: AttributeOptions
        @Flag(help: "Print one JSON object.") var json = false

        func run() throws {
            try PrincipalDesk(kind: .team, state: state, isJSON: json).create(name, below: org, attributes)
        }
    }

    /// `weir teams list`.
    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List teams.")

        @OptionGroup var state: StateOptions
        @Option(help: "Only those of an organisation, by its id or name.") var org: String?
        @Flag(help: "Print a JSON array.") var json = false

        func run() throws { try PrincipalDesk(kind: .team, state: state, isJSON: json).list(below: org) }
    }

    /// `weir teams show`.
    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Show one team.")

        @OptionGroup var state: StateOptions
        @Argument(help: "The team's id, name, or path such as acme/search.") var team: String
        @Flag(help: "Print one JSON object.") var json = false

        func run() throws { try PrincipalDesk(kind: .team, state: state, isJSON: json).show(team) }
    }

    /// `weir teams change`.
    struct Change: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Change a team; a running server obeys within a second."
        )

        @OptionGroup var state: StateOptions
        @Argument(help: "The team's id, name, or path such as acme/search.") var team: String
        @Option(help: "Another name.") var name: String?
        @OptionGroup var attributes: AttributeOptions
        @Flag(help: "Print one JSON object.") var json = false

        func run() throws {
            try PrincipalDesk(kind: .team, state: state, isJSON: json).change(team, to: name, attributes)
        }
    }

    /// `weir teams disable`.
    struct Disable: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Refuse every key below a team; a running server obeys within a second."
        )

        @OptionGroup var state: StateOptions
        @Argument(help: "The team's id, name, or path such as acme/search.") var team: String
        @Flag(help: "Print one JSON object.") var json = false

        func run() throws {
            try PrincipalDesk(kind: .team, state: state, isJSON: json).setEnabled(team, to: false)
        }
    }

    /// `weir teams enable`.
    struct Enable: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Take back what disable did.")

        @OptionGroup var state: StateOptions
        @Argument(help: "The team's id, name, or path such as acme/search.") var team: String
        @Flag(help: "Print one JSON object.") var json = false

        func run() throws {
            try PrincipalDesk(kind: .team, state: state, isJSON: json).setEnabled(team, to: true)
        }
    }

    /// `weir teams delete`.
    struct Delete: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Delete a team that nobody belongs to any more."
        )

        @OptionGroup var state: StateOptions
        @Argument(help: "The team's id, name, or path such as acme/search.") var team: String
        @Flag(help: "Print one JSON object.") var json = false

        func run() throws { try PrincipalDesk(kind: .team, state: state, isJSON: json).delete(team) }
    }
}
