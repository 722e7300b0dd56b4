import Admin
import Config
import Exchange
import Policy
import Storage

/// What the operators' listener shows of the configuration.
extension Watch {
    var configurationFacts: AdminConfiguration {
        let inForce = house.inForce
        return AdminConfiguration(
            revision: { inForce.revision },
            values: { inForce.settings.shownLines },
            entries: { kind in
                let now = inForce.now
                let made = now.managed.entries.filter { $0.kind == kind }.map { ($0.name, $0.version) }
                return now.settings.entries(of: kind, made: Dictionary(made, uniquingKeysWith: { first, _ in first }))
            },
            origin: { inForce.settings.provider(named: $0)?.baseURL.origin },
            fault: { ProviderKey.fault(of: Array($0.utf8)) }
        )
    }
}

extension Settings {
    /// Every key and value; of header lines only that there is one.
    fileprivate var shownLines: [(path: String, value: String)] {
        canonicalLines.map { line in
            (line.path, line.path.contains(".headers.") ? "[set]" : Scrubber.scrub(line.value))
        }
    }

    /// The entries of a kind; `made` are the versions of those that were made while weir runs.
    fileprivate func entries(of kind: ManagedKind, made: [String: Int64]) -> [AdminConfiguration.Entry] {
        let (section, names) = (kind.section, names(of: kind))
        let lines = shownLines
        return names.sorted().map { name in
            let start = "\(section).\(name)."
            // Names may hold dots: what belongs to a longer name is not this one's.
            let others = names.filter { $0 != name && $0.hasPrefix("\(name).") }.map { "\(section).\($0)." }
            let mine = lines.filter { line in
                line.path.hasPrefix(start) && !others.contains { line.path.hasPrefix($0) }
            }
            return AdminConfiguration.Entry(
                name: name,
                version: managed.contains("\(section).\(name)") ? made[name] : nil,
                values: mine.map { (String($0.path.dropFirst(start.count)), $0.value) }
            )
        }
    }

    private func names(of kind: ManagedKind) -> [String] {
        switch kind {
        case .provider: providers.map(\.name)
        case .route: routes.map(\.name)
        case .alias: aliases.map(\.name)
        case .price: prices.map(\.name)
        case .quota: quotas.map(\.name)
        case .budget: budgets.map(\.name)
        case .issuer: issuers.map(\.name)
        }
    }
}
