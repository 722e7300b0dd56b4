import ArgumentParser
import Config
import Exchange
import Proxy
import Storage

/// `weir check`: says everything that is wrong with a configuration, with line and column.
struct CheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Check the configuration; every mistake is shown at once."
    )

    @OptionGroup var state: StateOptions
    @Flag(help: "Tell what would change against the revision that was applied last, and for whom.") var diff = false

    func run() throws {
        let result = state.load(Environment(), programs: .find)
        if !result.diagnostics.all.isEmpty { Terminal.show(String(result.diagnostics.text.dropLast())) }
        if result.diagnostics.hasErrors { throw ExitCode(1) }
        let faults = result.settings.map(certificateFaults) ?? []
        for fault in faults { Terminal.show("\(result.diagnostics.file)  error    \(fault)") }
        if !faults.isEmpty { throw ExitCode(1) }
        if result.diagnostics.all.isEmpty { Terminal.show("\(result.diagnostics.file): good") }
        if let sources = result.settings.flatMap(Self.sources) { Terminal.show(sources) }
        if diff { return try compare() }
        if let routes = result.settings?.routes, !routes.isEmpty { Terminal.show(RoutePrinter.table(routes)) }
    }

    /// Where providers' keys would be read from, as a table; nil where all stand in the configuration or environment.
    ///
    /// Files were read to know that they can be; programs were only looked for.
    private static func sources(of settings: Settings) -> String? {
        var table = TextTable(["PROVIDER", "KEY", "FROM", "LOOKED AT"])
        var isEmpty = true
        for provider in settings.providers {
            for key in provider.keys where key.source.canChange {
                let every = key.refresh > .zero ? "every \(Int(key.refresh.inSeconds.rounded(.up))) s" : "at a start"
                table.add([provider.name, key.name, key.source.words, every])
                isEmpty = false
            }
        }
        return isEmpty ? nil : table.text
    }

    /// The certificates a server would refuse to start with.
    private func certificateFaults(_ settings: Settings) -> [String] {
        let listeners = [("data", settings.listeners.data), ("admin", settings.listeners.admin)]
        return settings.transportFaults.map { "\($0.path).\($0.reason)" }
            + listeners.compactMap { name, listener in
                guard let files = listener.tls else { return nil }
                do {
                    try Listener.check(ListenerTLS(files))
                    return nil
                } catch {
                    return
                        "listeners.\(name).tls: \(files.certificateFile) and \(files.keyFile) cannot be used: \(error)"
                }
            }
    }
}

extension CheckCommand {
    /// What would change against the revision that was applied last, and for whom.
    private func compare() throws {
        let environment = Environment()
        let source = state.source(environment)
        try Opened.with(state, environment) { opened in
            let (revision, contents) = try opened.applied(nil)
            let present = source.read([])
            let managed = try opened.control.managed().entries
            // both without their literal secrets, so that marks stand beside marks
            let text = present.bytes.map { bytes in
                bytes.withBytes {
                    LiteralSecrets(of: Array($0), present.result.literals, mark: opened.control.index.mark).text
                }
            }
            let after = source.judge(text.map { Secret($0) }, managed)
            let before = source.judge(contents.text.map { Secret($0) }, contents.managed.map(\.entry))
            guard let after = after.settings else {
                throw CommandFailure("with the managed entries it is refused: \(after.diagnostics.counts)")
            }
            guard let before = before.settings else {
                throw CommandFailure(
                    "revision \(revision.revision) cannot be read any more: \(before.diagnostics.counts)"
                )
            }
            Terminal.show("against revision \(revision.revision), applied \(CivilTime.text(revision.at)):")
            let keys = try opened.control.clientKeys()
            for line in ConfigEffects(from: before, to: after).lines(for: keys) { Terminal.show(line) }
        }
    }
}

extension ListenerTLS {
    /// The files as the configuration names them.
    init(_ files: CertificateFiles) {
        self.init(
            certificateFile: files.certificateFile,
            keyFile: files.keyFile,
            clientCAFile: files.clientCAFile
        )
    }
}
