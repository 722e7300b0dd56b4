import ArgumentParser
import Exchange
import Storage

/// `weir users`: the users of teams, to whom keys belong.
///
/// A running server sees changes within a second.
struct UsersCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "users",
        abstract: "Create, list, show, change, disable, enable and delete users.",
        subcommands: [
            Create.self, List.self, Show.self, Change.self, Disable.self, Enable.self, Delete.self,
        ],
        defaultSubcommand: List.self
    )

    /// `weir users create`.
    struct Create: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Create a user.")

        @OptionGroup var state: StateOptions
        @Option(help: "A name to know it by.") var name: String
        @Option(help: "The id or name of the team it belongs to.") var team: String
        @OptionGroup var identity: IdentityOptions
        @OptionGroup var attributes: AttributeOptions
        @Flag(help: "Print one JSON object.") var json = false

        func run() throws {
            let desk = PrincipalDesk(kind: .user, state: state, isJSON: json)
            try desk.create(name, below: team, attributes, as: try identity.identity)
        }
    }

    /// `weir users list`.
    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List users.")

        @OptionGroup var state: StateOptions
        @Option(help: "Only those of a team, by its id or name.") var team: String?
        @Flag(help: "Print a JSON array.") var json = false

        func run() throws { try PrincipalDesk(kind: .user, state: state, isJSON: json).list(below: team) }
    }

    /// `weir users show`.
    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Show one user.")

        @OptionGroup var state: StateOptions
        @Argument(help: "The user's id, name, or path such as acme/search/ann.") var user: String
        @Flag(help: "Print one JSON object.") var json = false

        func run() throws { try PrincipalDesk(kind: .user, state: state, isJSON: json).show(user) }
    }

    /// `weir users change`.
    struct Change: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Change a user; a running server obeys within a second."
        )

        @OptionGroup var state: StateOptions
        @Argument(help: "The user's id, name, or path such as acme/search/ann.") var user: String
        @Option(help: "Another name.") var name: String?
        @OptionGroup var identity: IdentityOptions
        @OptionGroup var attributes: AttributeOptions
        @Flag(help: "Print one JSON object.") var json = false

        func run() throws {
            let desk = PrincipalDesk(kind: .user, state: state, isJSON: json)
            try desk.change(user, to: name, attributes, as: try identity.identity)
        }
    }

    /// `weir users disable`.
    struct Disable: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Refuse every key below a user; a running server obeys within a second."
        )

        @OptionGroup var state: StateOptions
        @Argument(help: "The user's id, name, or path such as acme/search/ann.") var user: String
        @Flag(help: "Print one JSON object.") var json = false

        func run() throws {
            try PrincipalDesk(kind: .user, state: state, isJSON: json).setEnabled(user, to: false)
        }
    }

    /// `weir users enable`.
    struct Enable: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Take back what disable did.")

        @OptionGroup var state: StateOptions
        @Argument(help: "The user's id, name, or path such as acme/search/ann.") var user: String
        @Flag(help: "Print one JSON object.") var json = false

        func run() throws {
            try PrincipalDesk(kind: .user, state: state, isJSON: json).setEnabled(user, to: true)
        }
    }

    /// `weir users delete`.
    struct Delete: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Delete a user that nobody belongs to any more."
        )

        @OptionGroup var state: StateOptions
        @Argument(help: "The user's id, name, or path such as acme/search/ann.") var user: String
        @Flag(help: "Print one JSON object.") var json = false

        func run() throws { try PrincipalDesk(kind: .user, state: state, isJSON: json).delete(user) }
    }
}
