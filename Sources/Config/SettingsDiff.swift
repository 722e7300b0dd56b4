import Exchange
import Policy

/// What is different between two configurations, key by key; never shows a secret.
package struct SettingsDiff: Sendable, Hashable {
    /// One difference.
    package struct Change: Sendable, Hashable, CustomStringConvertible {
        /// What happened.
        package enum Kind: Sendable, Hashable {
            /// A whole entry is new.
            case added
            /// A whole entry is gone.
            case removed
            /// A key has another value; nil for none.
            case changed(from: String?, to: String?)
            /// A secret is another one.
            case secret
        }

        /// The path of the entry or key.
        package let path: String
        /// What happened.
        package let kind: Kind

        /// The difference as a line.
        package var description: String {
            switch kind {
            case .added: "+ \(path)"
            case .removed: "- \(path)"
            case .changed(let old, let new): "~ \(path): \(old ?? "not set") -> \(new ?? "not set")"
            case .secret: "~ \(path): changed"
            }
        }
    }

    /// The differences in the order of the reference, entries before keys.
    package let changes: [Change]

    /// The keys, or beginnings of keys with a point behind them, that are only read at a start.
    package static let startKeys = [
        "data_directory", "listeners.", "kek.", "demo.", "log.", "event_loops", "history.durability",
        "history.flight_slots", "history.max_queued_rows", "history.max_queued_bytes", "history.redaction.",
        "limits.connections", "limits.memory_bytes",
    ]

    /// Those of the changed keys that are only read at a start.
    package var needsRestart: [Change] {
        changes.filter { change in
            Self.startKeys.contains { $0.hasSuffix(".") ? change.path.hasPrefix($0) : change.path == $0 }
        }
    }

    /// Compares what is in force with what is to be.
    package init(from old: Settings, to new: Settings) {
        let (before, after) = (KeyTable.root.lines(old), KeyTable.root.lines(new))
        let entries = (Set(old.entryPaths), Set(new.entryPaths))
        var changes = old.entryPaths.filter { !entries.1.contains($0) }.map { Change(path: $0, kind: .removed) }
        changes += new.entryPaths.filter { !entries.0.contains($0) }.map { Change(path: $0, kind: .added) }
        // The keys of an entry that is new or gone are no differences of their own.
        let whole = changes.map { $0.path + "." }
        let left = Self.values(before, without: whole)
        let right = Self.values(after, without: whole)
        var seen: Set<String> = []
        for (path, _) in before + after where seen.insert(path).inserted {
            let (one, other) = (left[path], right[path])
            if one != other { changes.append(Change(path: path, kind: .changed(from: one, to: other))) }
        }
        self.changes = changes + Self.secrets(old, new)
    }

    private static func values(_ lines: [(path: String, value: String)], without whole: [String]) -> [String: String] {
        var values: [String: String] = [:]
        for line in lines where !whole.contains(where: { line.path.hasPrefix($0) }) { values[line.path] = line.value }
        return values
    }

    private static func secrets(_ old: Settings, _ new: Settings) -> [Change] {
        var changes: [Change] = []
        for provider in new.providers {
            guard let before = old.provider(named: provider.name) else { continue }
            for key in provider.keys {
                guard let known = before.keys.first(where: { $0.name == key.name }) else { continue }
                if !known.secret.hasSameBytes(as: key.secret) {
                    changes.append(Change(path: "providers.\(provider.name).keys.\(key.name)", kind: .secret))
                }
            }
            switch (before.transport.proxy?.password, provider.transport.proxy?.password) {
            case (nil, nil): continue
            case (let one?, let other?) where one.hasSameBytes(as: other): continue
            default: changes.append(Change(path: "providers.\(provider.name).proxy", kind: .secret))
            }
        }
        for issuer in new.issuers {
            guard let before = old.issuers.first(where: { $0.name == issuer.name }), before != issuer else { continue }
            if issuer.hasOtherSecret(than: before) {
                changes.append(Change(path: "issuers.\(issuer.name).secret", kind: .secret))
            }
        }
        if case .value(let one) = old.kek, case .value(let other) = new.kek, !one.hasSameBytes(as: other) {
            changes.append(Change(path: "kek.value", kind: .secret))
        }
        return changes
    }
}

extension Settings {
    /// The paths of everything that has a name of the operator's choice.
    package var entryPaths: [String] {
        providers.map { "providers.\($0.name)" } + aliases.map { "models.\($0.name)" }
            + routes.map { "routes.\($0.name)" } + prices.map { "prices.\($0.name)" }
            + quotas.map { "quotas.\($0.name)" } + budgets.map { "budgets.\($0.name)" }
            + issuers.map { "issuers.\($0.name)" }
    }
}
