import ArgumentParser
import Exchange
import Storage

/// `weir orgs`: the organisations, to which teams and keys belong.
///
/// A running server sees changes within a second.
struct OrgsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "orgs",
        abstract: "Create, list, show, change, disable, enable and delete organisations.",
        subcommands: [
            Create.self, List.self, Show.self, Change.self, Disable.self, Enable.self, Delete.self,
        ],
        defaultSubcommand: List.self
    )

    /// `weir orgs create`.
    struct Create: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Create an organisation.")

        @OptionGroup var state: StateOptions
        @Option(help: "A name to know it by.") var name: String
        @OptionGroup var attributes: AttributeOptions
        @Flag(help: "Print one JSON object.") var json = false

        func run() throws {
            try PrincipalDesk(kind: .organisation, state: state, isJSON: json).create(name, below: nil, attributes)
        }
    }

    /// `weir orgs list`.
    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List organisations.")

        @OptionGroup var state: StateOptions
        @Flag(help: "Print a JSON array.") var json = false

        func run() throws { try PrincipalDesk(kind: .organisation, state: state, isJSON: json).list() }
    }

    /// `weir orgs show`.
    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Show one organisation.")

        @OptionGroup var state: StateOptions
        @Argument(help: "The organisation's id or name.") var org: String
        @Flag(help: "Print one JSON object.") var json = false

        func run() throws { try PrincipalDesk(kind: .organisation, state: state, isJSON: json).show(org) }
    }

    /// `weir orgs change`.
    struct Change: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Change an organisation; a running server obeys within a second."
        )

        @OptionGroup var state: StateOptions
        @Argument(help: "The organisation's id or name.") var org: String
        @Option(help: "Another name.") var name: String?
        @OptionGroup var attributes: AttributeOptions
        @Flag(help: "Print one JSON object.") var json = false

        func run() throws {
            try PrincipalDesk(kind: .organisation, state: state, isJSON: json).change(org, to: name, attributes)
        }
    }

    /// `weir orgs disable`.
    struct Disable: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Refuse every key below an organisation; a running server obeys within a second."
        )

        @OptionGroup var state: StateOptions
        @Argument(help: "The organisation's id or name.") var org: String
        @Flag(help: "Print one JSON object.") var json = false

        func run() throws {
            try PrincipalDesk(kind: .organisation, state: state, isJSON: json).setEnabled(org, to: false)
        }
    }

    /// `weir orgs enable`.
    struct Enable: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Take back what disable did.")

        @OptionGroup var state: StateOptions
        @Argument(help: "The organisation's id or name.") var org: String
        @Flag(help: "Print one JSON object.") var json = false

        func run() throws {
            try PrincipalDesk(kind: .organisation, state: state, isJSON: json).setEnabled(org, to: true)
        }
    }

    /// `weir orgs delete`.
    struct Delete: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Delete an organisation that nobody belongs to any more."
        )

        @OptionGroup var state: StateOptions
        @Argument(help: "The organisation's id or name.") var org: String
        @Flag(help: "Print one JSON object.") var json = false

        func run() throws { try PrincipalDesk(kind: .organisation, state: state, isJSON: json).delete(org) }
    }
}
