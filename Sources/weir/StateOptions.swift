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
    ///
    /// Commands that need the state directory but no provider work where the providers' keys are not at hand: the
    /// variables that nothing but keys misses have a stand-in. Any other value must be what the server would read.
    /// No program is run for them then, and none by `programs: .find`, which only looks whether it is there.
    func load(
        _ environment: Environment,
        needsProviders: Bool = true,
        programs: SecretSources.Programs = .run
    ) -> ConfigLoader.Result {
        guard let file = config ?? Self.standardFile else {
            return ConfigLoader(kinds: Kinds.known, external: environment.external).loadEnvironment()
        }
        var absent: Set<String> = []
        while true {
            let external = environment.external(
                standingInFor: absent,
                programs: needsProviders ? programs : .spare
            )
            let result = ConfigLoader(kinds: Kinds.known, external: external).load(file: file)
            let more = Self.absentKeys(result.diagnostics).subtracting(absent)
            if needsProviders || more.isEmpty { return result }
            absent.formUnion(more)
        }
    }

    /// The variables that providers' keys refer to and that are not set; none when anything else is wrong.
    private static func absentKeys(_ diagnostics: Diagnostics) -> Set<String> {
        var names: Set<String> = []
        for finding in diagnostics.all where finding.severity == .error {
            let words = finding.message.split(separator: " ")
            guard finding.path.hasPrefix("providers."), finding.path.contains(".keys["), words.count == 6,
                finding.message == "environment variable \(words[2]) is not set"
            else { return [] }
            names.insert(String(words[2]))
        }
        return names
    }

    static var standardFile: String? {
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
                takesKeys: preset.credentialStyle != .none,
                regionalBaseURL: preset.regionalBaseURL,
                environmentParts: preset.environmentParts,
                signsRequests: preset.credentialStyle == .awsSignature
            )
        }
    }
}
