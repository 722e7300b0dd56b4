import Exchange

/// Reads `weir.yaml` whole: every error at once, each with its place.
///
/// Pure: the environment and the files it refers to are passed in.
package struct ConfigLoader: Sendable {
    /// What a reading came to.
    package struct Result: Sendable {
        /// The settings, or nil when there is any error.
        package let settings: Settings?
        /// Everything there is to say about the file.
        package let diagnostics: Diagnostics
        /// The secrets that stand in the file itself.
        package var literals: [LiteralSecret] = []
        var positions: [String: Position] = [:]

        /// The same with other settings.
        package func with(_ settings: Settings) -> Result {
            Result(settings: settings, diagnostics: diagnostics, literals: literals, positions: positions)
        }

        /// Makes the result of a reading that came to nothing.
        package init(settings: Settings?, diagnostics: Diagnostics) {
            self.init(settings: settings, diagnostics: diagnostics, literals: [], positions: [:])
        }

        init(
            settings: Settings?,
            diagnostics: Diagnostics,
            literals: [LiteralSecret],
            positions: [String: Position] = [:]
        ) {
            self.settings = settings
            self.diagnostics = diagnostics
            self.literals = literals
            self.positions = positions
        }

        /// Where a key stands in the file, or the nearest thing around it that does.
        package func position(of path: String) -> Position {
            Reading.position(of: path, in: positions)
        }
    }

    /// The largest file that is read, in bytes.
    package static let maximumBytes = YAMLDocument.maximumBytes

    let kinds: [KnownKind]
    let external: ExternalValues

    /// Takes the kinds of provider there are and what the file may refer to.
    package init(kinds: [KnownKind], external: ExternalValues) {
        self.kinds = kinds
        self.external = external
    }

    /// Reads the file's bytes.
    ///
    /// `file` is the path as the operator gave it: it heads each diagnostic, and relative paths of `file:`, `tls` and
    /// `kek.file` start from its folder.
    ///
    /// `managed` are entries that stand beside the file's. The file must be good without them: what stands in it refers
    /// only to what stands in it, so that no managed entry that goes can break it.
    package func load(_ bytes: [UInt8], file: String, managed: [ManagedSection] = []) -> Result {
        let alone = read(bytes, file: file, managed: [])
        return managed.isEmpty || alone.settings == nil ? alone : read(bytes, file: file, managed: managed)
    }

    private func read(_ bytes: [UInt8], file: String, managed: [ManagedSection]) -> Result {
        let folder = file.lastIndex(of: "/").map { $0 == file.startIndex ? "/" : String(file[..<$0]) } ?? ""
        var reading = Reading(references: References(external: external, directory: folder), kinds: kinds)
        var settings = Settings()
        if let directory = external.text(of: "WEIR_DATA") { settings.dataDirectory = directory }
        do {
            var root = try YAMLDocument.parse(bytes) ?? Value(position: .start, content: .mapping([]))
            if !managed.isEmpty {
                var merge = ManagedMerge(root)
                for entry in managed { merge.add(entry, &reading) }
                root = Value(position: root.position, content: .mapping(merge.root))
                settings.managed = merge.taken
            }
            KeyTable.root.read(Entry(path: "", value: root), into: &settings, &reading)
        } catch {
            return Result(settings: nil, diagnostics: Diagnostics(file: file, [error]))
        }
        let diagnostics = Diagnostics(file: file, reading.findings)
        return Result(
            settings: diagnostics.hasErrors ? nil : settings,
            diagnostics: diagnostics,
            literals: reading.literals,
            positions: reading.positions
        )
    }

    /// Reads the file of that path through the same look-up as references; a file that cannot be read is an error.
    package func load(file: String) -> Result {
        do {
            return load(try external.file(file, YAMLDocument.maximumBytes), file: file)
        } catch {
            let diagnostic = Diagnostic(.error, at: nil, path: "", "the file \(error)")
            return Result(settings: nil, diagnostics: Diagnostics(file: file, [diagnostic]))
        }
    }

    /// The settings without any file: a provider for each kind whose environment variable holds a key, and the demo.
    ///
    /// A variable that holds no credential is an error; one that is empty counts as not set.
    ///
    /// `managed` are entries that stand beside those providers.
    package func loadEnvironment(managed: [ManagedSection] = []) -> Result {
        var settings = Settings()
        var findings: [Diagnostic] = []
        if let directory = external.text(of: "WEIR_DATA") { settings.dataDirectory = directory }
        for kind in kinds where kind.takesKeys && !kind.needsBaseURL {
            guard let name = kind.environmentVariable, let bytes = external.variable(name), !bytes.isEmpty,
                let text = kind.defaultBaseURL, let address = try? BaseURL(parsing: text)
            else { continue }
            if let fault = CredentialRules.fault(of: bytes) {
                findings.append(Diagnostic(.error, at: nil, path: name, fault))
                continue
            }
            var provider = ProviderSettings(name: kind.name, kind: kind.name, baseURL: address)
            provider.keys = [ProviderKey(name: "key-1", secret: Secret(copying: bytes))]
            settings.providers.append(provider)
        }
        settings.providers.sort { $0.name < $1.name }
        guard managed.isEmpty else { return merged(settings, findings, managed) }
        let diagnostics = Diagnostics(file: "environment", findings)
        return Result(settings: diagnostics.hasErrors ? nil : settings, diagnostics: diagnostics)
    }

    /// The environment's settings with managed entries beside them; a provider of the environment counts before one.
    private func merged(
        _ environment: Settings,
        _ findings: [Diagnostic],
        _ managed: [ManagedSection]
    ) -> Result {
        var reading = Reading(references: References(external: external, directory: ""), kinds: kinds)
        var settings = environment
        var merge = ManagedMerge(Value(position: .managed, content: .mapping([])))
        for entry in managed {
            if entry.section == "providers", environment.provider(named: entry.name) != nil {
                let message = "is known from the environment and among the managed entries; the environment's counts"
                reading.warning(entry.path, at: .managed, message)
            } else {
                merge.add(entry, &reading)
            }
        }
        settings.managed = merge.taken
        let root = Value(position: .managed, content: .mapping(merge.root))
        for provider in environment.providers {
            reading.found(Entry(path: "providers.\(provider.name)", value: root))
        }
        KeyTable.root.read(Entry(path: "", value: root), into: &settings, &reading)
        settings.providers =
            (environment.providers
            + settings.providers.filter { provider in
                environment.provider(named: provider.name) == nil
            }).sorted { $0.name < $1.name }
        let diagnostics = Diagnostics(file: "environment", findings + reading.findings)
        return Result(settings: diagnostics.hasErrors ? nil : settings, diagnostics: diagnostics)
    }
}
