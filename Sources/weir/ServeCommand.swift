import ArgumentParser
import Config
import Exchange
import Storage

/// `weir serve`: runs the gateway until it is told to stop.
struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Run the gateway.",
        discussion: """
            Without a configuration file the providers are taken from OPENAI_API_KEY, ANTHROPIC_API_KEY, \
            GEMINI_API_KEY and the like; the demo provider is always there.
            """
    )

    @OptionGroup var state: StateOptions

    func run() async throws {
        let environment = Environment()
        let house: House
        do {
            let settings = try state.settings(environment)
            environment.erase()
            Hardening.apply()
            house = try House.assemble(settings, environment: environment)
        } catch let failure as CommandFailure {
            throw failure.exit()
        } catch {
            throw CommandFailure("weir cannot start: \(error)", status: 78).exit()
        }
        try FirstKeys(store: house.control).make(at: house.time.wall)
        try house.keys.refreshIfChanged(at: house.time.wall)
        do {
            try await Running(house: house).run()
        } catch let failure as CommandFailure {
            throw failure.exit()
        } catch {
            throw CommandFailure("weir cannot run: \(error)", status: 1).exit()
        }
    }
}

extension CommandFailure {
    /// Says why and gives the exit status to the argument parser.
    func exit() -> ExitCode {
        Terminal.say("weir: \(description)")
        return ExitCode(status)
    }
}
