import ArgumentParser
import Exchange
import Storage

extension SecretsCommand {
    /// `weir secrets rekey`: seals everything under a new key; goes on where an earlier run stopped.
    struct Rekey: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Seal every secret under a new key; may be interrupted and run again.",
            discussion: """
                The key file is given the new key first; the old ones stay behind it and only open, until `weir secrets \
                retire` takes them out. A running server needs no restart. Where the key comes from WEIR_KEK or a \
                command, give that source both keys first, the new one in front. Without --new, secrets come under the \
                first key of the source.
                """
        )

        @OptionGroup var state: StateOptions
        @Option(help: "The new key as @FILE, which is made when it does not exist.") var new: String?
        @Option(help: "The same without the @.") var newFile: String?

        func validate() throws {
            guard new == nil || newFile == nil else { throw ValidationError("give --new or --new-file") }
            // a key that is typed here would stand in the list of processes and the shell's history
            guard new?.hasPrefix("@") ?? true, new != "@" else { throw ValidationError("--new takes @FILE, not a key") }
        }

        func run() throws {
            let environment = Environment()
            try Opened.with(state, environment) { opened in
                try KeyChange(opened, environment).make { change in
                    let ring = try ring(change)
                    let store = try change.reopened(with: ring)
                    let bar = RekeyBar("sealing")
                    let progress = try store.rekey(by: .command, at: opened.time.wall) { bar.show($0) }
                    bar.end()
                    try store.close()
                    Terminal.show("\(progress.done) secrets are sealed under \(ring.active.id)")
                    for old in ring.ids.dropFirst() { Terminal.say("the old key: weir secrets retire \(old)") }
                }
            }
        }

        /// The keys with the new one in front, which the key file holds from here on.
        private func ring(_ change: KeyChange) throws -> Keyring {
            guard let path = new.map({ String($0.dropFirst()) }) ?? newFile else {
                if try change.opened.control.sealedFacts().rows.keys.allSatisfy({
                    $0 == change.ring.active.id.description
                }) {
                    throw CommandFailure("everything is sealed under \(change.ring.active.id); give --new @FILE")
                }
                return change.ring
            }
            let isThere = FileFact.exists(path)
            // else rows would come under a key that the next start is not given
            let missing = "give the source of the key both keys first, the new one in front of the old one"
            if change.file == nil, !isThere { throw CommandFailure(missing, status: 78) }
            let fresh = isThere ? try KeySource.file(path).load() : try KeySource.generate(at: path)
            if change.file == nil, !change.ring.ids.contains(fresh.active.id) {
                throw CommandFailure(missing, status: 78)
            }
            let ring = try change.ring.activating(fresh.active)
            try change.save(ring)
            return ring
        }
    }
}

/// Changes which keys there are, while nobody else does.
struct KeyChange {
    let opened: Opened
    /// The keys as they are now.
    let ring: Keyring
    /// The file they lie in, or nil when they come from elsewhere.
    let file: String?
    private let claim: DataDirectoryClaim

    /// Waits for nobody: where another command works on the keys, this one fails.
    init(_ opened: Opened, _ environment: Environment) throws {
        claim = try opened.directory.claimKeys()
        let loading = KeyLoading(settings: opened.settings, directory: opened.directory, environment: environment)
        // what the command was opened with may be older than the claim
        ring = try loading.load()
        file = loading.file
        self.opened = opened
    }

    /// Runs `body`; the claim ends with it.
    func make(_ body: (KeyChange) throws -> Void) throws {
        defer { claim.release() }
        try body(self)
    }

    /// Writes the keys to their file, if they have one.
    func save(_ ring: Keyring) throws {
        try file.map { try ring.save(at: $0) }
    }

    /// The store, opened with these keys.
    func reopened(with ring: Keyring) throws -> ControlStore {
        try opened.control.close()
        return try opened.directory.openControl(ring, at: opened.time.wall)
    }
}

/// How far a rotation has come: a bar on a terminal, else a line for each batch.
final class RekeyBar {
    private let bar: TerminalBar
    private let name: String

    init(_ name: String) {
        self.name = name
        bar = TerminalBar(name)
    }

    /// Shows it; always true, so that the work goes on.
    func show(_ progress: RekeyProgress) -> Bool {
        let all = progress.done + progress.remaining
        if bar.isShown {
            bar.show(Double(progress.done) / Double(max(all, 1)), "\(progress.done) of \(all)")
        } else {
            Terminal.say("\(name): done \(progress.done), to do \(progress.remaining)")
        }
        return true
    }

    /// Takes the bar away.
    func end() { bar.end() }
}
