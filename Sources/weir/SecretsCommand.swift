import ArgumentParser
import Exchange
import Storage

/// `weir secrets`: the key that seals the provider keys.
struct SecretsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "secrets",
        abstract: "Which keys seal the stored secrets; seal them under a new one.",
        subcommands: [Status.self, Rekey.self, Retire.self, Reencrypt.self, Verify.self],
        defaultSubcommand: Status.self
    )

    /// `weir secrets status`.
    struct Status: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Count the sealed secrets by key id.")

        @OptionGroup var state: StateOptions

        func run() throws {
            try Opened.with(state, Environment()) { opened in
                var table = TextTable(["KEY ID", "SEALED", "STATE"])
                let facts = try opened.control.sealedFacts()
                let known = Set(opened.keyring.ids.map(\.description))
                for id in Set(facts.rows.keys).union(known).sorted() {
                    let state = id == facts.active ? "active" : known.contains(id) ? "old" : "not at hand"
                    table.add([id, "\(facts.rows[id] ?? 0)", state])
                }
                Terminal.show(table.text)
            }
        }
    }

    /// `weir secrets retire`: gives up a key.
    struct Retire: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Take a key under which nothing is sealed any more out of the key file."
        )

        @OptionGroup var state: StateOptions
        @Argument(help: "The key's id, as `weir secrets status` shows it.") var key: String

        func run() throws {
            let environment = Environment()
            try Opened.with(state, environment) { opened in
                try KeyChange(opened, environment).make { change in
                    guard let id = KeyEncryptionKey.ID(key), change.ring.ids.contains(id) else {
                        throw StorageError.notFound("the key \(key.prefix(32)) among those at hand")
                    }
                    try opened.control.retireKey(id, by: .command, at: opened.time.wall)
                    try change.save(change.ring.removing(id))
                    Terminal.show("\(id) is retired")
                    if change.file == nil { Terminal.say("now take it out of the source of the key") }
                }
            }
        }
    }

    /// `weir secrets reencrypt`: a new key of its own for every secret.
    struct Reencrypt: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Encrypt every secret anew, each under a fresh key of its own; callers are served meanwhile."
        )

        @OptionGroup var state: StateOptions

        func run() throws {
            let environment = Environment()
            try Opened.with(state, environment) { opened in
                try KeyChange(opened, environment).make { change in
                    let store = try change.reopened(with: change.ring)
                    let bar = RekeyBar("encrypting")
                    let done = try store.reencrypt(by: .command, at: opened.time.wall) { bar.show($0) }
                    bar.end()
                    try store.close()
                    Terminal.show("\(done.done) secrets are encrypted anew")
                }
            }
        }
    }

    /// `weir secrets verify`: opens everything.
    struct Verify: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Open every sealed secret and name those that do not open; none is shown."
        )

        @OptionGroup var state: StateOptions

        func run() throws {
            try Opened.with(state, Environment()) { opened in
                let (good, bad) = try opened.control.verifySecrets()
                for fault in bad { Terminal.show("\(fault.id): \(fault.reason)") }
                Terminal.show("\(good) secrets open, \(bad.count == 100 ? "100 or more" : "\(bad.count)") do not")
                if !bad.isEmpty { throw ExitCode(1) }
            }
        }
    }
}
