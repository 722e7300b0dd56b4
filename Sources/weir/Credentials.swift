import Config
import Dialects
import Exchange
import Policy
import Storage

/// Makes targets of configured providers: seals each key in the vault, then opens it for its origin.
///
/// Keys come from the configuration and from `weir providers set-key`; both go through the vault, so what
/// the data path holds is always what could be decrypted.
struct Credentials {
    let store: ControlStore
    let time: any TimeSource
    /// Remembers which uses the audit trail has already.
    let told: ToldOpenings

    /// What was opened, and what there is to complain about.
    private struct Findings {
        var openings: [CredentialOpening] = []
        var warnings: [String] = []
        /// How many of the targets made last are spares.
        var spares = 0
    }

    /// The providers of the route table, and a warning for each key that cannot be used.
    ///
    /// The first opening of each value by this process goes into the audit trail, and so does each new reason why one
    /// does not open; what cannot be written there is warned of, and the key is used.
    func providers(of settings: Settings) throws(StorageError) -> (providers: [RouteTable.Provider], warnings: [String])
    {
        var findings = Findings()
        var providers: [RouteTable.Provider] = []
        let stored = try store.credentials()
        for provider in settings.providers {
            let preset = Preset.named(provider.kind)
            let targets = try targets(of: provider, preset: preset, stored: stored, &findings)
            providers.append(
                RouteTable.Provider(
                    name: provider.name,
                    targets: targets,
                    models: provider.models.isEmpty ? (preset?.models ?? []).map(Pattern.init) : provider.models,
                    surfaces: preset?.surfaces ?? [.openAI],
                    spares: findings.spares
                )
            )
        }
        let openings = told.new(findings.openings)
        do throws(StorageError) {
            try store.noteOpenings(openings, at: time.wall)
        } catch {
            told.forget(openings)
            findings.warnings.append("the use of providers' keys could not be written down: \(error)")
        }
        return (providers, findings.warnings)
    }

    private func targets(
        of provider: ProviderSettings,
        preset: Preset?,
        stored: [Credential],
        _ findings: inout Findings
    ) throws(StorageError) -> [Target] {
        findings.spares = 0
        let now = time.wall
        let mine = stored.filter {
            $0.provider == provider.name && $0.source == .cli && $0.disabled == nil
                && ($0.ends.map { now < $0 } ?? true)
        }
        // servers of one's own may want no key; clouds always do
        let isOwnServer = preset?.needsBaseURL == true && preset?.kind != "azure" && preset?.kind != "vertex"
        let isOpenHouse = isOwnServer && provider.keys.isEmpty && mine.isEmpty
        if preset?.credentialStyle == CredentialStyle.none || isOpenHouse {
            return [target(of: provider, preset: preset, name: provider.name, id: nil, secret: nil)]
        }
        var all: [Credential] = []
        for key in provider.keys {
            if let digits = LiteralSecrets.digits(of: key.secret) {
                if let known = known(key, of: provider, by: digits, among: stored) {
                    all.append(known)
                } else {
                    findings.warnings.append(
                        "providers.\(provider.name): the key \(key.name) stood in the file, and is gone"
                    )
                }
                continue
            }
            if let sealed = try seal(key, of: provider, &findings) { all.append(sealed) }
        }
        let seen = Set(all.map(\.id))
        let others = mine.filter { !seen.contains($0.id) }
        all += others.filter { $0.ends == nil } + others.filter { $0.ends != nil }
        return open(all, of: provider, preset: preset, &findings)
    }

    /// The credential of a configured key; nil where a stored one has its name.
    private func seal(
        _ key: ProviderKey,
        of provider: ProviderSettings,
        _ findings: inout Findings
    ) throws(StorageError) -> Credential? {
        let draft = CredentialDraft(
            provider: provider.name,
            name: key.name,
            origin: provider.baseURL.origin,
            secret: key.secret,
            source: .config
        )
        do {
            return try store.putCredential(draft, at: time.wall)
        } catch .taken(let why) {
            findings.warnings.append("providers.\(provider.name).keys.\(key.name) is not used: \(why)")
            return nil
        }
    }

    /// The targets of those credentials that open.
    private func open(
        _ all: [Credential],
        of provider: ProviderSettings,
        preset: Preset?,
        _ findings: inout Findings
    ) -> [Target] {
        var targets: [Target] = []
        for credential in all {
            let id = credential.id
            do {
                let secret = try store.openCredential(id, for: provider.baseURL.origin)
                findings.openings.append(CredentialOpening(credential))
                let name = targets.isEmpty ? provider.name : "\(provider.name)-\(targets.count + 1)"
                targets.append(target(of: provider, preset: preset, name: name, id: id, secret: secret))
                if credential.ends != nil { findings.spares += 1 }
            } catch {
                findings.openings.append(CredentialOpening(credential, failure: "\(error)"))
                findings.warnings.append("providers.\(provider.name): the key \(id) cannot be used: \(error)")
            }
        }
        if targets.isEmpty { findings.warnings.append("providers.\(provider.name): no usable key") }
        return targets
    }

    /// The stored credential of a key of which only a mark is left, as long as it is the one that is marked.
    private func known(
        _ key: ProviderKey,
        of provider: ProviderSettings,
        by digits: String,
        among stored: [Credential]
    ) -> Credential? {
        stored.first { known in
            guard known.provider == provider.name, known.name == key.name, known.disabled == nil else { return false }
            let secret = try? store.openCredential(known.id, for: provider.baseURL.origin)
            return secret.map { store.index.mark(of: $0) } == digits
        }
    }

    private func target(
        of provider: ProviderSettings,
        preset: Preset?,
        name: String,
        id: String?,
        secret: Secret?
    ) -> Target {
        let own = provider.headers.map { (name: $0.name, value: $0.value) }
        let presets = (preset?.defaultHeaders ?? []).filter { line in !own.contains { $0.name == line.name } }
        let access = preset?.access(under: provider.baseURL.path)
        return Target(
            provider: provider.name,
            upstream: name,
            origin: provider.baseURL.origin,
            basePath: access?.basePath ?? provider.baseURL.path,
            credentialStyle: preset?.credentialStyle ?? .bearer,
            credentialID: id,
            credential: secret,
            surfaces: preset?.surfaces ?? [.openAI],
            defaultHeaders: own + presets,
            timeouts: provider.timeouts,
            acceptsAnyCertificate: !provider.verifiesCertificate,
            native: access?.native,
            region: provider.region,
            transport: provider.transport,
            upkeep: provider.upkeep,
            residency: provider.residency
        )
    }
}
