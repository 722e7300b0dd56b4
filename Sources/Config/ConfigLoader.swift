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
    }

    private let kinds: [KnownKind]
    private let external: ExternalValues

    /// Takes the kinds of provider there are and what the file may refer to.
    package init(kinds: [KnownKind], external: ExternalValues) {
        self.kinds = kinds
        self.external = external
    }

    /// Reads the file's bytes.
    ///
    /// `file` is the path as the operator gave it: it heads each diagnostic, and relative paths of `file:`, `tls` and
    /// `kek.file` start from its folder.
    package func load(_ bytes: [UInt8], file: String) -> Result {
        let folder = file.lastIndex(of: "/").map { $0 == file.startIndex ? "/" : String(file[..<$0]) } ?? ""
        var reading = Reading(references: References(external: external, directory: folder), kinds: kinds)
        var settings = Settings()
        if let directory = external.text(of: "WEIR_DATA") { settings.dataDirectory = directory }
        do {
            let root = try YAMLDocument.parse(bytes) ?? Value(position: .start, content: .mapping([]))
            KeyTable.root.read(Entry(path: "", value: root), into: &settings, &reading)
        } catch {
            return Result(settings: nil, diagnostics: Diagnostics(file: file, [error]))
        }
        let diagnostics = Diagnostics(file: file, reading.findings)
        return Result(settings: diagnostics.hasErrors ? nil : settings, diagnostics: diagnostics)
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
    package func loadEnvironment() -> Result {
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
        let diagnostics = Diagnostics(file: "environment", findings)
        return Result(settings: diagnostics.hasErrors ? nil : settings, diagnostics: diagnostics)
    }
}
