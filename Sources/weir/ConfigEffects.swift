import Config
import Exchange
import Policy
import Storage

/// What a change of the configuration means, and for whom.
struct ConfigEffects {
    /// The most lines about one key.
    private static let most = 20

    private let before: Settings
    private let after: Settings
    private let diff: SettingsDiff

    init(from before: Settings, to after: Settings) {
        (self.before, self.after) = (before, after)
        diff = SettingsDiff(from: before, to: after)
    }

    /// Everything in words: what changes, what needs a restart, which limits tighten, which keys lose or gain what.
    func lines(for keys: [ClientKey]) -> [String] {
        guard !diff.changes.isEmpty else { return ["nothing would change"] }
        var lines = diff.changes.map(\.description)
        lines += diff.needsRestart.map { "! \($0.path) is only read at a start: a running weir refuses the file" }
        lines += tightened
        let (old, new) = (DryRun(before, states: []), DryRun(after, states: []))
        let names = old.names.union(new.names).sorted()
        for key in keys where key.revoked == nil && key.kind != .admin {
            lines += changes(of: key, names, old, new)
        }
        return lines
    }

    private func changes(of key: ClientKey, _ names: [String], _ old: DryRun, _ new: DryRun) -> [String] {
        let permission = key.narrowing.permission
        var lines: [String] = []
        for name in names {
            let (had, has) = (old.reach(name, for: permission), new.reach(name, for: permission))
            guard had != has else { continue }
            if had.isEmpty {
                lines.append("key \(key.name) gains the model \(name), at \(Self.list(has))")
            } else if has.isEmpty {
                lines.append("key \(key.name) loses the model \(name)")
            } else {
                let gained = has.subtracting(had)
                let lost = had.subtracting(has)
                let words = [
                    lost.isEmpty ? nil : "loses \(Self.list(lost))",
                    gained.isEmpty ? nil : "gains \(Self.list(gained))",
                ]
                lines.append("key \(key.name), model \(name): \(words.compactMap(\.self).joined(separator: ", "))")
            }
        }
        let more = lines.count - Self.most
        return more > 0 ? lines.prefix(Self.most) + ["key \(key.name): \(more) more models change"] : lines
    }

    private static func list(_ names: Set<String>) -> String { names.sorted().joined(separator: ", ") }

    /// The limits that let less through than before.
    private var tightened: [String] {
        var lines: [String] = []
        for quota in after.quotas where quota.mode == .enforce {
            guard let old = before.quotas.first(where: { $0.name == quota.name }) else {
                lines.append("quotas.\(quota.name) is a new limit")
                continue
            }
            if old.mode != .enforce { lines.append("quotas.\(quota.name) begins to refuse") }
            if old.scope != quota.scope { lines.append("quotas.\(quota.name) holds others than before") }
            for (unit, amount) in quota.amounts {
                guard let known = old.amounts[unit] else {
                    lines.append("quotas.\(quota.name) counts \(unit.rawValue) now")
                    continue
                }
                let isTighter =
                    amount < known || (amount == known && quota.window > old.window)
                    || (quota.burst ?? amount) < (old.burst ?? known)
                if isTighter { lines.append("quotas.\(quota.name) becomes tighter") }
            }
        }
        for change in diff.changes where change.path.hasPrefix("limits.") || change.path.contains(".concurrency.") {
            guard case .changed(let old?, let new?) = change.kind, let from = Double(old), let to = Double(new),
                to < from
            else { continue }
            lines.append("\(change.path) becomes tighter")
        }
        return lines
    }
}
