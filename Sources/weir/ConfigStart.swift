import Config
import Exchange
import Storage
import Telemetry

/// The configuration a server starts with: the present one, or the last good one where that is asked for.
struct ConfigStart: Sendable {
    let source: ConfigSource
    let reading: ConfigSource.Reading
    let settings: Settings
    /// The file as it was before it was read.
    let stamp: FileStamp?
    /// Why the present configuration was refused; empty when it is the one in use.
    var problems: [String] = []
    /// The managed entries of the last good configuration; nil where the present ones are in use.
    var lastGood: ConfigContents?

    /// Reads the configuration; what is wrong with it is said, and ends the start unless the last good one may be used.
    init(_ state: StateOptions, _ environment: Environment, orLastGood: Bool) throws {
        source = state.source(environment)
        stamp = source.stamp
        let reading = source.read([])
        let diagnostics = reading.result.diagnostics
        if !diagnostics.all.isEmpty { Terminal.say(String(diagnostics.text.dropLast())) }
        if let settings = reading.result.settings {
            (self.reading, self.settings) = (reading, settings)
            return
        }
        guard orLastGood else {
            throw CommandFailure("the configuration is refused: \(diagnostics.counts)", status: 78)
        }
        let folder = state.data ?? environment["WEIR_DATA"].flatMap { $0.isEmpty ? nil : $0 } ?? "./weir-data"
        guard let last = try ControlStore.lastApplied(inFileAt: "\(folder)/control.db"), let text = last.contents.text
        else {
            throw CommandFailure("the configuration is refused, and \(folder) knows no good one", status: 78)
        }
        let bytes = Secret(text)
        let result = source.judge(bytes, [])
        guard var settings = result.settings else {
            throw CommandFailure("the last good configuration is refused too:\n\(result.diagnostics.text)", status: 78)
        }
        settings.dataDirectory = folder
        try Self.checkSecrets(settings)
        problems = diagnostics.errors.map { $0.line(in: diagnostics.file) }
        lastGood = last.contents
        self.reading = ConfigSource.Reading(bytes: bytes, result: result)
        self.settings = settings
    }

    /// Providers' keys that stood in the file are sealed in control.db; other secrets that did are nowhere.
    private static func checkSecrets(_ settings: Settings) throws(CommandFailure) {
        var names: [String] = []
        if case .value(let secret) = settings.kek, LiteralSecrets.isMark(secret) { names.append("kek.value") }
        for provider in settings.providers where provider.transport.proxy.map(Self.isLost) ?? false {
            names.append("providers.\(provider.name).proxy")
        }
        guard names.isEmpty else {
            let listed = names.joined(separator: ", ")
            throw CommandFailure(
                "the last good configuration had secrets in the file that are gone: \(listed)",
                status: 78
            )
        }
    }

    private static func isLost(_ proxy: ProxyAddress) -> Bool { proxy.password.map(LiteralSecrets.isMark) ?? false }

    /// The configuration in force at the start.
    func inForce(
        _ settings: Settings,
        revision: String,
        _ managed: ManagedState,
        _ time: any TimeSource
    ) -> InForce {
        let refused = InForce.Refused(problems: problems, again: time.now + Reloader.patience)
        return InForce(
            InForce.State(
                settings: settings,
                revision: revision,
                bytes: reading.bytes,
                managed: managed,
                succeeded: time.wall,
                refused: problems.isEmpty ? nil : refused
            )
        )
    }

    /// Puts the entries that are kept in control.db beside the file's; throws what is wrong with the whole.
    func merge(_ control: ControlStore, into settings: inout Settings) throws -> ManagedState {
        var managed = try control.managed()
        if let lastGood { managed = ManagedState(entries: lastGood.managed.map(\.entry), sequence: managed.sequence) }
        guard !managed.entries.isEmpty else { return managed }
        let result = source.judge(reading.bytes, managed.entries)
        let findings = result.diagnostics.all.filter { $0.position == .managed }
        for finding in findings { Terminal.say(finding.line(in: result.diagnostics.file)) }
        guard let merged = result.settings else {
            throw CommandFailure(
                "the configuration is refused together with the managed entries: \(result.diagnostics.counts)",
                status: 78
            )
        }
        let folder = settings.dataDirectory
        settings = merged
        settings.dataDirectory = folder
        return managed
    }
}

extension StateOptions {
    /// Where the configuration comes from.
    func source(_ environment: Environment) -> ConfigSource {
        ConfigSource(file: config ?? Self.standardFile, data: data, environment: environment)
    }
}

extension House {
    /// The file's text as it may be kept and shown: without the secrets that stand in it.
    func keptText(_ reading: ConfigSource.Reading) -> String? {
        reading.bytes.map { bytes in
            bytes.withBytes { LiteralSecrets(of: Array($0), reading.result.literals, mark: control.index.mark).text }
        }
    }

    /// Writes what the start uses into the history of revisions.
    func noteStart(_ start: ConfigStart, _ managed: ManagedState) {
        let text = start.lastGood == nil ? keptText(start.reading) : start.lastGood?.text
        inForce.change { $0.text = text }
        let cause: ReloadCause = start.lastGood == nil ? .start : .lastGood
        var draft = ConfigRevisionDraft(configHash, .applied, cause: cause.rawValue)
        draft.file = source.file
        draft.contents = ConfigContents(text: text, managed: managed.entries.map(\.draft))
        do throws(StorageError) {
            _ = try control.noteRevision(draft, by: .server, at: time.wall)
        } catch {
            events.emit(.log(.error, "weir.config", "a revision could not be written down", error: "\(error)"))
        }
        guard !start.problems.isEmpty else { return }
        events.emit(.configRefused(hash: configHash, problems: start.problems))
    }
}
