import Config
import Exchange
import Storage

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Where the configuration comes from: a file, or the environment where there is none.
struct ConfigSource: Sendable {
    /// The file's path as the operator gave it, or nil.
    let file: String?
    /// The state directory that a command's option names, which counts before the configuration's.
    let data: String?
    let environment: Environment

    /// What was read, whatever it is worth.
    struct Reading: Sendable {
        /// The file's bytes, which may hold secrets; nil where there is no file or it cannot be read.
        var bytes: Secret?
        var result: ConfigLoader.Result
        /// True when the file could not be had at all.
        var isUnreadable = false
    }

    private var loader: ConfigLoader { ConfigLoader(kinds: Kinds.known, external: environment.external) }

    /// Reads the file as it is now, with these entries beside it.
    func read(_ managed: [ManagedEntry]) -> Reading {
        guard let file else { return Reading(bytes: nil, result: judge(nil, managed)) }
        do {
            let bytes = Secret(copying: try ExternalValues.system.file(file, ConfigLoader.maximumBytes))
            return Reading(bytes: bytes, result: judge(bytes, managed))
        } catch {
            let finding = Diagnostic(.error, at: nil, path: "", "the file \(error)")
            let diagnostics = Diagnostics(file: file, [finding])
            let result = ConfigLoader.Result(settings: nil, diagnostics: diagnostics)
            return Reading(bytes: nil, result: result, isUnreadable: true)
        }
    }

    /// Judges a text as if it were the file's, with these entries beside it.
    func judge(_ bytes: Secret?, _ managed: [ManagedEntry]) -> ConfigLoader.Result {
        let sections = managed.map(\.section)
        let result =
            bytes.map { bytes in
                bytes.withBytes { loader.load(Array($0), file: file ?? "weir.yaml", managed: sections) }
            } ?? loader.loadEnvironment(managed: sections)
        guard let data, var settings = result.settings else { return result }
        settings.dataDirectory = data
        return result.with(settings)
    }

    /// What the system says of the file; nil where there is none.
    var stamp: FileStamp? {
        guard let file else { return nil }
        var facts = stat()
        guard stat(file, &facts) == 0 else { return nil }
        func nanoseconds(_ time: timespec) -> Int64 { Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec) }
        return FileStamp(
            inode: UInt64(facts.st_ino),
            bytes: Int64(facts.st_size),
            modified: nanoseconds(facts.st_mtim),
            changed: nanoseconds(facts.st_ctim)
        )
    }
}

extension ManagedKind {
    /// The section of the file in which such a thing would stand.
    var section: String {
        switch self {
        case .provider: "providers"
        case .route: "routes"
        case .alias: "models"
        case .price: "prices"
        case .quota: "quotas"
        case .budget: "budgets"
        case .issuer: "issuers"
        }
    }
}

extension ManagedEntry {
    /// The entry as the loader takes it.
    var section: ManagedSection { ManagedSection(section: kind.section, name: name, json: json) }

    /// The entry as a rollback takes it.
    var draft: ManagedDraft { ManagedDraft(kind, name, json: json) }
}

extension ManagedDraft {
    /// The draft as if it were an entry.
    var entry: ManagedEntry { ManagedEntry(kind: kind, name: name, json: json) }
}
