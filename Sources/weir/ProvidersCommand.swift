import ArgumentParser
import Config
import Exchange
import Storage

/// `weir providers`: the providers and the keys stored for them.
struct ProvidersCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "providers",
        abstract: "List providers; store and remove their keys.",
        subcommands: [List.self, SetKey.self, RotateKey.self, EnableKey.self, RemoveKey.self],
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
                        table.add([
                            provider.name, provider.kind, provider.baseURL.description, key.id, key.name,
                            key.source.rawValue,
                            Self.state(of: key, at: provider.baseURL.origin),
                        ])
                    }
                }
                Terminal.show(table.text)
            }
        }

        private static func state(of key: Credential, at origin: Origin) -> String {
            if key.disabled != nil { return "disabled" }
            if key.origin != origin.description { return "stored for \(key.origin)" }
            return key.ends.map { "spare until \(CivilTime.text($0))" } ?? "good"
        }
    }

    /// `weir providers set-key`: seals a key that is read from standard input.
    struct SetKey: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "set-key",
            abstract: "Store a provider's key, read from standard input; used within two seconds."
        )

        @OptionGroup var state: StateOptions
        @Argument(help: "The provider's name in the configuration.") var provider: String
        @Option(help: "A name to know the key by.") var name: String = "primary"

        func run() throws {
            let secret = try ProvidersCommand.typedKey()
            try Opened.with(state, Environment()) { opened in
                let draft = try ProvidersCommand.draft(provider, name, secret, opened)
                let stored = try opened.control.putCredential(draft, by: .command, at: opened.time.wall)
                Terminal.show("\(stored.id) is sealed for \(stored.origin)")
            }
        }
    }

    /// `weir providers rotate-key`: another key takes the place of a stored one.
    struct RotateKey: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "rotate-key",
            abstract: "Store a key, read from standard input, in the place of a stored one, which stays as a spare."
        )

        @OptionGroup var state: StateOptions
        @Argument(help: "The provider's name in the configuration.") var provider: String
        @Option(help: "The name of the key.") var name: String = "primary"
        @Option(help: "Hours in which the old key stays enabled.") var overlapHours: Int = 24

        func validate() throws {
            guard (0...8_760).contains(overlapHours) else { throw ValidationError("--overlap-hours is from 0 to 8760") }
        }

        func run() throws {
            let secret = try ProvidersCommand.typedKey()
            try Opened.with(state, Environment()) { opened in
                let (new, old) = try opened.control.rotateCredential(
                    try ProvidersCommand.draft(provider, name, secret, opened),
                    overlap: .seconds(overlapHours * 3_600),
                    by: .command,
                    at: opened.time.wall
                )
                Terminal.show("\(new.id) is sealed for \(new.origin)")
                let end = old.ends.map { "a spare until \(CivilTime.text($0))" } ?? "disabled"
                Terminal.show("\(old.id), now called \(old.name), is \(end)")
            }
        }
    }

    /// `weir providers enable-key`: enables a stored key again.
    struct EnableKey: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "enable-key",
            abstract: "Enable a stored key that was disabled, or keep a spare beyond its time."
        )

        @OptionGroup var state: StateOptions
        @Argument(help: "The stored key's id.") var id: String

        func run() throws {
            try Opened.with(state, Environment()) { opened in
                let enabled = try opened.control.enableCredential(id, by: .command, at: opened.time.wall)
                Terminal.show("\(enabled.id) of \(enabled.provider) is enabled")
            }
        }
    }

    /// `weir providers remove-key`: disables a stored key.
    struct RemoveKey: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "remove-key",
            abstract: "Disable a stored key; it is no longer used within two seconds."
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

extension ProvidersCommand {
    /// The key on standard input, if the configuration would take it.
    private static func typedKey() throws -> Secret {
        guard let line = readLine(strippingNewline: true), !line.isEmpty else {
            throw CommandFailure("send the key on standard input", status: 2).exit()
        }
        if let fault = ProviderKey.fault(of: Array(line.utf8)) { throw CommandFailure(fault).exit() }
        return Secret(line)
    }

    /// A credential for the present address of a configured provider.
    private static func draft(
        _ provider: String,
        _ name: String,
        _ secret: Secret,
        _ opened: Opened
    ) throws -> CredentialDraft {
        guard let configured = opened.settings.provider(named: provider) else {
            throw StorageError.notFound("the provider \(provider)")
        }
        return CredentialDraft(
            provider: provider,
            name: name,
            origin: configured.baseURL.origin,
            secret: secret,
            source: .cli
        )
    }
}
