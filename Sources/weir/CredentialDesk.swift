import Config
import Exchange
import Policy
import Storage
import Synchronization

/// Keeps the providers' keys: reads changed sources again, and makes targets of what the database holds.
///
/// Calls block, a command for up to ten seconds; they belong on no event loop.
final class CredentialDesk: Sendable {
    /// What one look at the sources came to.
    struct Look: Sendable {
        /// The keys whose source has another value now, as `provider/name`.
        var changed: [String] = []
        /// The keys whose source cannot be read, and why; each is said once until it changes.
        var faults: [String] = []
    }

    /// What is known of a key's source.
    private struct Seen {
        var state: [Int64]?
        var next: Moment
        var fault: String?
    }

    private struct State {
        var settings: Settings
        var seen: [String: Seen] = [:]
        var stored: [StoredKey] = []
    }

    /// What of a stored credential decides whether and how it is used.
    fileprivate struct StoredKey: Hashable {
        let id: String
        let version: UInt32
        let isEnabled: Bool
        let ends: WallTime?
        let origin: String
    }

    private let state: Mutex<State>
    private let store: ControlStore
    private let time: any TimeSource
    private let sources: SecretSources
    private let told = ToldOpenings()

    init(_ settings: Settings, store: ControlStore, time: any TimeSource, sources: SecretSources) {
        var state = State(settings: settings)
        for (place, key) in Self.watched(settings) {
            state.seen[place] = Seen(state: SecretSources.state(of: key.source), next: time.now + key.refresh)
        }
        self.state = Mutex(state)
        self.store = store
        self.time = time
        self.sources = sources
    }

    /// What was made of the keys of a configuration.
    struct Opened {
        /// The providers of a route table.
        let providers: [RouteTable.Provider]
        /// What is said of each key that cannot be used.
        let warnings: [String]
        /// The stored credentials as they were.
        fileprivate let stored: [StoredKey]
    }

    /// The settings in force, with the values that the keys' sources had last.
    var settings: Settings { state.withLock { $0.settings } }

    /// Seals the keys of a configuration and opens them for their addresses; nothing is taken over yet.
    func open(_ settings: Settings) throws(StorageError) -> Opened {
        // asked for before the rows are used: a change in between is then seen by the next look
        let stored = try storedKeys()
        let made = try Credentials(store: store, time: time, told: told).providers(of: settings)
        return Opened(providers: made.providers, warnings: made.warnings, stored: stored)
    }

    /// Opens the keys of the start's configuration and takes it over.
    func opened(_ settings: Settings) throws(StorageError) -> Opened {
        let opened = try open(settings)
        take(settings, opened)
        return opened
    }

    /// Takes over a configuration whose targets are in use; its keys are as fresh as it.
    func take(_ settings: Settings, _ opened: Opened) {
        let now = time.now
        let seen = Self.watched(settings).map { place, key in
            (place, Seen(state: SecretSources.state(of: key.source), next: now + key.refresh))
        }
        state.withLock { state in
            state.settings = settings
            state.seen = Dictionary(seen, uniquingKeysWith: { first, _ in first })
            state.stored = opened.stored
        }
    }

    /// Takes note that the targets in use are those of these credentials.
    func renewed(_ opened: Opened) { state.withLock { $0.stored = opened.stored } }

    /// True when the database's credentials are others than those the last refresh made targets of.
    func hasOtherCredentials() throws(StorageError) -> Bool {
        let stored = try storedKeys()
        return state.withLock { $0.stored != stored }
    }

    /// Reads the sources again whose time has come, and takes their new values over; one that cannot be read keeps the
    /// value it had.
    func look() -> Look {
        let now = time.now
        let (settings, due) = state.withLock { state in
            (state.settings, state.seen.filter { $0.value.next <= now })
        }
        var look = Look()
        for (place, key) in Self.watched(settings) {
            guard var seen = due[place] else { continue }
            seen.next = now + key.refresh
            let present = SecretSources.state(of: key.source)
            // a file that is as it was holds what it held; a program says so only itself
            if present == nil || present != seen.state || seen.fault != nil {
                look.add(read(key, at: place, &seen))
                seen.state = present
            }
            state.withLock { state in
                if state.seen[place] != nil { state.seen[place] = seen }
            }
        }
        return look
    }

    private func read(_ key: ProviderKey, at place: String, _ seen: inout Seen) -> Look {
        var look = Look()
        switch fresh(key) {
        case .failure(let fault):
            if seen.fault != fault.words { look.faults.append("\(place): \(key.source.words) \(fault.words)") }
            seen.fault = fault.words
        case .success(let secret):
            seen.fault = nil
            guard !secret.hasSameBytes(as: key.secret) else { return look }
            state.withLock { $0.settings.replace(secret, at: place) }
            look.changed.append(place)
        }
        return look
    }

    private struct Fault: Error {
        let words: String
    }

    private func fresh(_ key: ProviderKey) -> Result<Secret, Fault> {
        do throws(FileFault) {
            var bytes = try sources.read(key.source)
            defer { for index in bytes.indices { bytes[index] = 0 } }
            while let last = bytes.last, last == 0x0A || last == 0x0D { bytes.removeLast() }
            if let fault = ProviderKey.fault(of: bytes) { return .failure(Fault(words: fault)) }
            return .success(Secret(copying: bytes))
        } catch {
            return .failure(Fault(words: error.description))
        }
    }

    private func storedKeys() throws(StorageError) -> [StoredKey] {
        try store.credentials().map {
            StoredKey(id: $0.id, version: $0.version, isEnabled: $0.disabled == nil, ends: $0.ends, origin: $0.origin)
        }
    }

    /// The keys whose source is looked at again and again, by provider and name.
    private static func watched(_ settings: Settings) -> [(place: String, key: ProviderKey)] {
        settings.providers.flatMap { provider in
            provider.keys.filter { $0.source.canChange && $0.refresh > .zero }
                .map { ("\(provider.name)/\($0.name)", $0) }
        }
    }
}

extension CredentialDesk.Look {
    fileprivate mutating func add(_ other: CredentialDesk.Look) {
        changed += other.changed
        faults += other.faults
    }
}

extension Settings {
    /// Puts another secret in a key's place, by provider and name.
    fileprivate mutating func replace(_ secret: Secret, at place: String) {
        for provider in providers.indices {
            for key in providers[provider].keys.indices
            where "\(providers[provider].name)/\(providers[provider].keys[key].name)" == place {
                providers[provider].keys[key].secret = secret
            }
        }
    }
}
