import ArgumentParser
import Exchange
import Storage

/// `weir secrets`: the key that seals the provider keys.
struct SecretsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "secrets",
        abstract: "Which keys seal the stored secrets; seal them under a new one.",
        subcommands: [Status.self, Rekey.self],
        defaultSubcommand: Status.self
    )

    /// `weir secrets status`.
    struct Status: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Count the sealed secrets by key id.")

        @OptionGroup var state: StateOptions

        func run() throws {
            try Opened.with(state, Environment()) { opened in
                var table = TextTable(["KEY ID", "SEALED", "STATE"])
                let active = opened.keyring.active.id.description
                let rows = try opened.control.sealedRows()
                for id in Set(rows.keys).union([active]).sorted() {
                    table.add([id, "\(rows[id] ?? 0)", id == active ? "active" : "old"])
                }
                Terminal.show(table.text)
            }
        }
    }

    /// `weir secrets rekey`: seals everything under a new key; goes on where an earlier run stopped.
    struct Rekey: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Seal every secret under the key in a new file; may be interrupted and run again.",
            discussion: """
                While it works the key file holds both keys, the new one first, so that a server may start and an \
                interrupted run may go on; at the end it holds the new key alone. Where the key comes from WEIR_KEK or \
                a command, give that source both keys first.
                """
        )

        @OptionGroup var state: StateOptions
        @Option(help: "The file of the new key; made when it does not exist.") var newFile: String

        func run() throws {
            let environment = Environment()
            try Opened.with(state, environment) { opened in
                let fresh =
                    FileFact.exists(newFile)
                    ? try KeySource.file(newFile).load() : try KeySource.generate(at: newFile)
                let both = try opened.keyring.activating(fresh.active)
                let place = KeyLoading(settings: opened.settings, directory: opened.directory, environment: environment)
                    .file
                try place.map { path in try both.save(at: path) }
                try opened.control.close()
                let store = try ControlStore(path: opened.directory.control, keyring: both, now: opened.time.wall)
                let progress = try store.rekey(by: .command, at: opened.time.wall) { progress in
                    Terminal.say("sealed anew \(progress.done), to do \(progress.remaining)")
                    return true
                }
                try store.close()
                try place.map { path in try Keyring([fresh.active]).save(at: path) }
                Terminal.show("\(progress.done) secrets are sealed under \(fresh.active.id)")
                if place == nil { Terminal.say("now give the source of the key the new one alone") }
            }
        }
    }
}
