import ArgumentParser
import Config
import Dialects
import Exchange
import Storage

/// The options every command takes that touches the state directory or the configuration.
struct StateOptions: ParsableArguments {
    @Option(name: [.short, .long], help: "The configuration file; without it ./weir.yaml if there is one, else none.")
    var config: String?

    @Option(help: "The state directory; otherwise the configuration's, WEIR_DATA, or ./weir-data.")
    var data: String?

    /// Loads the configuration, or takes the providers from the environment; prints what is wrong and ends.
    func settings(_ environment: Environment, needsProviders: Bool = true) throws -> Settings {
        let result = load(environment, needsProviders: needsProviders)
        if !result.diagnostics.all.isEmpty { Terminal.say(String(result.diagnostics.text.dropLast())) }
        guard var settings = result.settings else {
            throw CommandFailure("the configuration is refused: \(result.diagnostics.counts)", status: 78)
        }
        if let data { settings.dataDirectory = data }
        return settings
    }

    /// Loads the configuration without judging it.
    func load(_ environment: Environment, needsProviders: Bool = true) -> ConfigLoader.Result {
        let external = needsProviders ? environment.external : environment.externalWithStandIns
        let loader = ConfigLoader(kinds: Kinds.known, external: external)
        if let file = config ?? Self.standardFile { return loader.load(file: file) }
        return ConfigLoader(kinds: Kinds.known, external: environment.external).loadEnvironment()
    }

    private static var standardFile: String? {
        FileFact.exists("weir.yaml") ? "weir.yaml" : nil
    }
}

/// The kinds of providers, as the configuration must know them.
enum Kinds {
    /// Every kind but the built-in one.
    static var known: [KnownKind] {
        Preset.all.filter { $0.kind != "demo" }.map { preset in
            KnownKind(
                name: preset.kind,
                needsBaseURL: preset.needsBaseURL,
                defaultBaseURL: preset.baseURL,
                environmentVariable: preset.environment,
                takesKeys: preset.credentialStyle != .none
            )
        }
    }
}
