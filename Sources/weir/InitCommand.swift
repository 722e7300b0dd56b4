import ArgumentParser
import Exchange
import Storage

/// `weir init`: writes a configuration to begin with and makes the state directory, its key and its first tokens.
struct InitCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "Write weir.yaml, make the state directory and its key, print the first tokens."
    )

    @OptionGroup var state: StateOptions

    func run() throws {
        let environment = Environment()
        let file = state.config ?? "weir.yaml"
        if FileFact.exists(file) {
            Terminal.say("\(file) is there already and stays as it is")
        } else if FileFact.create(file, mode: 0o644, text: Self.text) {
            Terminal.say("wrote \(file)")
        } else {
            throw CommandFailure("\(file) cannot be written", status: 1).exit()
        }
        try Opened.with(state, environment) { opened in try FirstKeys(store: opened.control).make(at: opened.time.wall)
        }
    }

    /// A configuration that starts as it stands; every key is explained in docs/configuration.md.
    private static let text = """
        # weir's configuration; `weir check` finds mistakes, docs/configuration.md explains every key.
        data_directory: ./weir-data

        listeners:
          data:
            address: "127.0.0.1:8080"
          admin:
            address: "127.0.0.1:8081"

        # Keys are references: ${NAME} is an environment variable, file:PATH a file.
        # providers:
        #   openai:
        #     kind: openai
        #     keys: ["${OPENAI_API_KEY}"]

        # Other names for models.
        # models:
        #   fast: { provider: openai, model: gpt-4o-mini }

        history:
          capture: full
          retention_days: 30

        """
}

/// The first client key and admin token of a state directory, shown once.
struct FirstKeys {
    let store: ControlStore

    /// Makes and shows them unless there are keys already.
    func make(at now: WallTime) throws {
        guard try store.clientKeys().isEmpty else { return }
        let client = try store.createKey(
            ClientKeyDraft(name: "first", permission: KeyPermission(maxConcurrent: 100_000)),
            at: now
        )
        let admin = try store.createKey(ClientKeyDraft(name: "first-admin", kind: .admin), at: now)
        Terminal.say("first start: these are shown once and stored only as hashes")
        client.token.withBytes { Terminal.say("client key   \(String(decoding: $0, as: UTF8.self))") }
        admin.token.withBytes { Terminal.say("admin token  \(String(decoding: $0, as: UTF8.self))") }
    }
}
