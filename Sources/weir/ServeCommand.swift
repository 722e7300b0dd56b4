import ArgumentParser
import Config
import Exchange
import Proxy
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

    @Option(help: "Seconds to wait for a running server to leave the state directory; see docs/restart.md.")
    var waitForLock = 0

    @Flag(help: "Start with the last good configuration where the present one is refused.")
    var lastGood = false

    func validate() throws {
        guard (0...86_400).contains(waitForLock) else { throw ValidationError("--wait-for-lock is 0 to 86400 seconds") }
    }

    func run() async throws {
        let environment = Environment()
        let house: House
        let socket: ListeningSocket?
        do {
            let start = try ConfigStart(state, environment, orLastGood: lastGood)
            environment.erase()
            Hardening.apply()
            // before it waits, so that from now on connections wait here and are not refused
            socket = try Self.earlySocket(start.settings.listeners, environment)
            house = try House.assemble(start, waitingAtMost: .seconds(waitForLock))
        } catch let failure as CommandFailure {
            throw failure.exit()
        } catch {
            throw CommandFailure("weir cannot start: \(error)", status: 78).exit()
        }
        try FirstKeys(store: house.control).make(at: house.time.wall)
        try house.keys.refreshIfChanged(at: house.time.wall)
        do {
            try await Running(house: house, socket: socket, hasWaited: waitForLock > 0).run()
        } catch let failure as CommandFailure {
            throw failure.exit()
        } catch {
            throw CommandFailure("weir cannot run: \(error)", status: 1).exit()
        }
    }
}

extension ServeCommand {
    /// The data listener's socket where it can be had before the state directory can.
    private static func earlySocket(_ listeners: ListenersSettings, _ environment: Environment) throws
        -> ListeningSocket?
    {
        if let socket = try InheritedSocket.data(environment, listeners) { return socket }
        guard listeners.data.reusesPort else { return nil }
        return try Running.opened(listeners.data)
    }
}

extension CommandFailure {
    /// Says why and gives the exit status to the argument parser.
    func exit() -> ExitCode {
        Terminal.say("weir: \(description)")
        return ExitCode(status)
    }
}
