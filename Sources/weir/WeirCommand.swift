import ArgumentParser
import Dispatch

/// Where the program begins.
///
/// The main thread waits for the command on a semaphore, not in Dispatch's main queue: that queue's wait
/// cannot run under valgrind, where instructions per request are counted. The command runs detached,
/// since the main actor's thread is the one that waits.
@main
enum Program {
    static func main() {
        let done = DispatchSemaphore(value: 0)
        Task.detached {
            await WeirCommand.main()
            done.signal()
        }
        done.wait()
    }
}

/// The program: one word, then what to do.
struct WeirCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "weir",
        abstract: "An observability-first gateway for LLM providers.",
        version: Version.text,
        subcommands: [
            ServeCommand.self, InitCommand.self, CheckCommand.self, ConfigCommand.self, OrgsCommand.self,
            TeamsCommand.self, UsersCommand.self, KeysCommand.self, AdminsCommand.self, ProvidersCommand.self,
            TargetsCommand.self,
            ExplainCommand.self, SecretsCommand.self, LogsCommand.self,
            SQLCommand.self, LedgerCommand.self,
            BudgetsCommand.self, RetentionCommand.self, AuditCommand.self, VersionCommand.self,
        ],
        defaultSubcommand: ServeCommand.self
    )
}
