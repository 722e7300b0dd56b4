import Admin
import Config
import Exchange
import Policy
import Storage

/// What the operators' listener shows of the configuration.
extension Watch {
    var configurationFacts: AdminConfiguration {
        let (settings, revision) = (house.settings, house.configHash)
        return AdminConfiguration(
            revision: { revision },
            values: { settings.shownLines },
            entries: { kind in settings.entries(of: kind) },
            origin: { settings.provider(named: $0)?.baseURL.origin },
            fault: { ProvidersCommand.SetKey.fault(of: $0) }
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

    fileprivate func entries(of kind: ManagedKind) -> [AdminConfiguration.Entry] {
        let (section, names) = section(of: kind)
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
                values: mine.map { (String($0.path.dropFirst(start.count)), $0.value) }
            )
        }
    }

    private func section(of kind: ManagedKind) -> (name: String, entries: [String]) {
        switch kind {
        case .provider: ("providers", providers.map(\.name))
        case .route: ("routes", routes.map(\.name))
        case .alias: ("models", aliases.map(\.name))
        case .quota: ("quotas", quotas.map(\.name))
        case .price, .budget, .issuer: (kind.rawValue, [])
        }
    }
}
