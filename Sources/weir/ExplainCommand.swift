import ArgumentParser
import Config
import Exchange
import Policy
import Storage

/// `weir explain`: where a request for a model would go, and why; nobody is called.
struct ExplainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Say where a request for a model would go, and why; no provider is called.",
        discussion: """
            Reads the configuration. With an admin token and a running server, the states of the targets are that \
            server's; without, every target counts as good.
            """
    )

    @OptionGroup var state: StateOptions
    @OptionGroup var admin: AdminOptions
    @Argument(help: "The model as a caller would write it.") var model: String
    @Option(help: "The id or name of a client key that asks.") var key: String?
    @Option(help: "The API it is asked by: openai, anthropic, gemini or bedrock.")
    var surface: String = Surface.openAI.rawValue
    @Flag(help: "Print one JSON object.") var json = false

    func run() throws {
        guard let surface = Surface(rawValue: surface) else {
            throw ValidationError("--surface is openai, anthropic, gemini or bedrock")
        }
        let environment = Environment()
        do {
            let settings = try state.settings(environment, needsProviders: false)
            let asker = try key.map { try found($0, in: settings.dataDirectory, environment) }
            let explanation = try explain(settings, surface, asker, states: states(settings, environment))
            let isAllowed = asker.map(isAllowed) ?? true
            ExplanationPrinter(isJSON: json).show(explanation, asker, isAllowed: isAllowed)
            if !isAllowed || !explanation.isServed { throw ExitCode(1) }
        } catch let failure as CommandFailure {
            throw failure.exit()
        }
    }

    private func isAllowed(_ key: ClientKey) -> Bool {
        key.narrowing.permission.allows(model: model) && key.narrowing.isEnabled && key.kind != .admin
    }

    private func explain(
        _ settings: Settings,
        _ surface: Surface,
        _ asker: ClientKey?,
        states: [TargetState]
    ) throws(CommandFailure) -> Explanation {
        var explanation: Explanation
        do throws(Failure) {
            explanation = try DryRun(settings, states: states)
                .explain(model, surface: surface, for: asker?.narrowing.permission)
        } catch {
            throw CommandFailure(error.message)
        }
        let bulkheads = Dictionary(uniqueKeysWithValues: settings.providers.map { ($0.name, $0.bulkhead) })
        explanation.judge(states, bulkheads: bulkheads)
        return explanation
    }

    /// What the running server says; nothing where it cannot be asked.
    private func states(_ settings: Settings, _ environment: Environment) throws(CommandFailure) -> [TargetState] {
        let token = try admin.token(environment)
        do throws(CommandFailure) {
            return try AdminAccess(settings.listeners.admin, token: token).targets()
        } catch {
            Terminal.say("no server was asked (\(error.description)): every target counts as good")
            return []
        }
    }

    /// The key as it is stored; where nothing is, nothing is made.
    private func found(_ key: String, in directory: String, _ environment: Environment) throws -> ClientKey {
        var found: ClientKey?
        if FileFact.exists("\(directory)/control.db") {
            try Opened.with(state, environment) { opened in found = try opened.control.clientKey(key) }
        }
        guard let found else { throw CommandFailure("the key \(key) does not exist") }
        return found
    }
}
