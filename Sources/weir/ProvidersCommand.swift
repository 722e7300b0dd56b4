import ArgumentParser
import Config
import Exchange
import Storage

/// `weir providers`: the providers and the keys stored for them.
struct ProvidersCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "providers",
        abstract: "List providers; store and remove their keys.",
        subcommands: [List.self, SetKey.self, RemoveKey.self],
        defaultSubcommand: List.self
    )

    /// `weir providers list`.
    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List the providers and their stored keys by id.")

        @OptionGroup var state: StateOptions

        func run() throws {
            try Opened.with(state, Environment()) { opened in
                var table = TextTable(["PROVIDER", "KIND", "ADDRESS", "KEY", "NAME", "SOURCE", "STATE"])
                let stored = try opened.control.credentials()
                for provider in opened.settings.providers {
                    let mine = stored.filter { $0.provider == provider.name }
                    if mine.isEmpty {
                        let count = provider.keys.count
                        table.add([
                            provider.name, provider.kind, provider.baseURL.description, "-", "-", "-",
                            count == 0 ? "no key" : "\(count) configured",
                        ])
                    }
                    for key in mine {
                        let isSame = key.origin == provider.baseURL.origin.description
                        table.add([
                            provider.name, provider.kind, provider.baseURL.description, key.id, key.name,
                            key.source.rawValue,
                            key.disabled != nil ? "disabled" : isSame ? "good" : "stored for \(key.origin)",
                        ])
                    }
                }
                Terminal.show(table.text)
            }
        }
    }

    /// `weir providers set-key`: seals a key that is read from standard input.
    struct SetKey: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "set-key",
            abstract: "Store a provider's key, read from standard input; used from the next start."
        )

        @OptionGroup var state: StateOptions
        @Argument(help: "The provider's name in the configuration.") var provider: String
        @Option(help: "A name to know the key by.") var name: String = "primary"

        func run() throws {
            guard let line = readLine(strippingNewline: true), !line.isEmpty else {
                throw CommandFailure("send the key on standard input", status: 2).exit()
            }
            if let fault = Self.fault(of: line) { throw CommandFailure(fault).exit() }
            try Opened.with(state, Environment()) { opened in
                guard let configured = opened.settings.provider(named: provider) else {
                    throw StorageError.notFound("the provider \(provider)")
                }
                let draft = CredentialDraft(
                    provider: provider,
                    name: name,
                    origin: configured.baseURL.origin,
                    secret: Secret(line),
                    source: .cli
                )
                let stored = try opened.control.putCredential(draft, by: .command, at: opened.time.wall)
                Terminal.show("\(stored.id) is sealed for \(stored.origin)")
            }
        }

        /// Why the configuration would refuse the key, or nil: a placeholder, blanks, what no header can carry.
        static func fault(of key: String) -> String? {
            let loader = ConfigLoader(
                kinds: Kinds.known,
                external: ExternalValues(variable: { _ in Array(key.utf8) }, file: ExternalValues.system.file)
            )
            let text = "providers: { judged: { kind: openai, keys: [\"${KEY}\"] } }"
            let findings = loader.load(Array(text.utf8), file: "standard input").diagnostics.all
            return findings.first { $0.severity == .error }?.message
        }
    }

    /// `weir providers remove-key`: disables a stored key.
    struct RemoveKey: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "remove-key",
            abstract: "Disable a stored key; no longer used from the next start."
        )

        @OptionGroup var state: StateOptions
        @Argument(help: "The stored key's id.") var id: String

        func run() throws {
            try Opened.with(state, Environment()) { opened in
                let disabled = try opened.control.disableCredential(id, by: .command, at: opened.time.wall)
                Terminal.show("\(disabled.id) of \(disabled.provider) is disabled")
            }
        }
    }
}
