import ArgumentParser

/// The program: one word, then what to do.
@main
struct WeirCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "weir",
        abstract: "An observability-first gateway for LLM providers.",
        version: Version.text,
        subcommands: [
            ServeCommand.self, InitCommand.self, CheckCommand.self, ConfigCommand.self, KeysCommand.self,
            ProvidersCommand.self, SecretsCommand.self, LogsCommand.self, VersionCommand.self,
        ],
        defaultSubcommand: ServeCommand.self
    )
}
