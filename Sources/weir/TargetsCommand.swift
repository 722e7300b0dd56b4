import ArgumentParser
import Config

/// `weir targets`: the targets of a running server, their breakers and how busy they are.
struct TargetsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "targets",
        abstract: "Show the targets of a running server; isolate and release them.",
        discussion: "Asks the admin listener in plain HTTP, with an admin token.",
        subcommands: [List.self, Isolate.self, Release.self],
        defaultSubcommand: List.self
    )

    /// `weir targets list`.
    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List the targets with their breakers and load.")

        @OptionGroup var state: StateOptions
        @OptionGroup var admin: AdminOptions
        @Flag(help: "Print a JSON array.") var json = false

        func run() throws {
            try TargetsCommand.asking(state, admin) { access in
                TargetPrinter(isJSON: json).list(try access.targets())
            }
        }
    }

    /// `weir targets isolate`.
    struct Isolate: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Send nothing more to a target until it is released; what runs goes on."
        )

        @OptionGroup var state: StateOptions
        @OptionGroup var admin: AdminOptions
        @Argument(help: "The upstream's name, as weir targets list shows it.") var upstream: String
        @Option(help: "Only this model, as weir targets list shows it.") var model: String?

        func run() throws {
            try TargetsCommand.asking(state, admin) { access in
                let count = try access.order("open-breaker", upstream: upstream, model: model)
                Terminal.show("\(upstream) is isolated (\(count == 1 ? "1 breaker" : "\(count) breakers"))")
            }
        }
    }

    /// `weir targets release`.
    struct Release: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Let a target's breakers decide again.")

        @OptionGroup var state: StateOptions
        @OptionGroup var admin: AdminOptions
        @Argument(help: "The upstream's name, as weir targets list shows it.") var upstream: String
        @Option(help: "Only this model, as weir targets list shows it.") var model: String?

        func run() throws {
            try TargetsCommand.asking(state, admin) { access in
                let count = try access.order("auto-breaker", upstream: upstream, model: model)
                Terminal.show("\(upstream) is released (\(count == 1 ? "1 breaker" : "\(count) breakers"))")
            }
        }
    }

    /// Runs `body` with the admin listener of the configured server; what goes wrong is said in words.
    private static func asking(
        _ state: StateOptions,
        _ admin: AdminOptions,
        _ body: (AdminAccess) throws -> Void
    ) throws {
        let environment = Environment()
        do {
            let settings = try state.settings(environment, needsProviders: false)
            try body(AdminAccess(settings.listeners.admin, token: admin.token(environment)))
        } catch let failure as CommandFailure {
            throw failure.exit()
        }
    }
}
