import ArgumentParser
import Config
import Exchange
import Storage

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

extension ConfigCommand {
    /// `weir config rollback`: goes back to an older revision.
    struct Rollback: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Go back to an older revision.",
            discussion: """
                The entries that are kept in control.db are put back at once; a running server takes them within a \
                second. The file is printed, or written with --write.
                """
        )

        @OptionGroup var state: StateOptions
        @Argument(help: "The revision, or its number in the history.") var revision: String
        @Flag(help: "Write the file in the place of the present one.") var write = false

        func run() throws {
            let environment = Environment()
            try Opened.with(state, environment) { opened in
                let (revision, contents) = try opened.applied(self.revision)
                let source = state.source(environment)
                let text = try contents.text.map { try restored($0, source, opened) }
                if let text { try check(text, contents, source) }
                let now = opened.time.wall
                if let text, write, let file = source.file {
                    guard FileFact.replace(file, with: text) else {
                        throw CommandFailure("\(file) cannot be written; nothing was changed")
                    }
                    Terminal.say("\(file) is that of revision \(revision.revision)")
                }
                _ = try opened.control.restoreManaged(
                    contents.managed,
                    of: revision.revision,
                    by: .command,
                    at: now
                )
                Terminal.say("\(contents.managed.count) managed entries are those of revision \(revision.revision)")
                if let text, !write { Terminal.show(String(decoding: text, as: UTF8.self)) }
            }
        }

        /// The older text with the secrets of the present file; refused where one is gone.
        private func restored(_ text: String, _ source: ConfigSource, _ opened: Opened) throws -> [UInt8] {
            let present = source.read([])
            let literals = LiteralSecrets(
                of: present.bytes.map { $0.withBytes { Array($0) } } ?? [],
                present.result.literals,
                mark: opened.control.index.mark
            )
            do {
                return try literals.restored(in: text)
            } catch {
                throw CommandFailure("\(error)")
            }
        }

        private func check(_ text: [UInt8], _ contents: ConfigContents, _ source: ConfigSource) throws {
            let result = source.judge(Secret(copying: text), contents.managed.map(\.entry))
            guard result.settings == nil else { return }
            Terminal.say(String(result.diagnostics.text.dropLast()))
            throw CommandFailure("that revision would be refused now: \(result.diagnostics.counts)", status: 78)
        }
    }
}

extension FileFact {
    /// Puts a file in the place of another, whole or not at all; it keeps the other's mode.
    static func replace(_ path: String, with bytes: [UInt8]) -> Bool {
        var facts = stat()
        let mode = stat(path, &facts) == 0 ? facts.st_mode & 0o777 : 0o600
        let draft = "\(path).weir-\(getpid())"
        let file = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)
        guard file >= 0 else { return false }
        var rest = bytes[...]
        var isWritten = fchmod(file, mode) == 0
        while isWritten, !rest.isEmpty {
            let count = rest.withUnsafeBytes { write(file, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            if count <= 0 { isWritten = false } else { rest = rest.dropFirst(count) }
        }
        isWritten = isWritten && fsync(file) == 0
        close(file)
        guard isWritten, rename(draft, path) == 0 else {
            unlink(draft)
            return false
        }
        return true
    }
}
