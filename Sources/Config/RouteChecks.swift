import Exchange
import Policy

/// Looks at a route as a whole, and at all routes beside the rest of the file.
enum RouteChecks {
    static func finish(_ route: inout ModelRoute, _ entry: Entry, _ reading: inout Reading) {
        let path = "\(entry.path).targets"
        guard reading.positions[path] != nil else { return reading.error(entry, "targets is missing") }
        for (index, leg) in route.legs.enumerated() where !leg.provider.isEmpty && !leg.model.isEmpty {
            let isKnown = route.legs[..<index].contains { $0.provider == leg.provider && $0.model == leg.model }
            if isKnown { reading.warning(at: "\(path)[\(index)]", "stands in the list already") }
        }
        if route.hedge != nil, route.legs.count == 1 {
            reading.error(at: "\(entry.path).hedge", "needs a second target beside the first")
        }
    }

    /// Their providers exist, and their names are nobody else's.
    static func check(_ settings: Settings, known: [String], _ reading: inout Reading) {
        if settings.routes.isEmpty { return }
        let aliases = Set(settings.aliases.map(\.name))
        var owners: [String: String] = [:]
        for provider in settings.providers {
            for model in provider.models where model.isExact && owners[model.text] == nil {
                owners[model.text] = provider.name
            }
        }
        for route in settings.routes {
            // Looking for the nearest name is costly, and enough has been said.
            if reading.isFull { return }
            let path = "routes.\(Words.cut(route.name))"
            if aliases.contains(route.name) {
                reading.error(at: path, "is also a name under models; a name leads one way")
            } else if let owner = owners[route.name] {
                reading.warning(at: path, "is also a model of \(owner): the route wins")
            } else if let owner = known.first(where: { route.name.hasPrefix($0 + "/") }) {
                reading.warning(at: path, "reads like a model asked of \(owner): the route wins")
            }
            providers(of: route, path, known, &reading)
        }
    }

    private static func providers(of route: ModelRoute, _ path: String, _ known: [String], _ reading: inout Reading) {
        var legs = route.legs.enumerated().map { ("targets[\($0.offset)]", $0.element) }
        if let canary = route.canary { legs.append(("canary", canary.leg)) }
        if let shadow = route.shadow { legs.append(("shadow", shadow.leg)) }
        for (name, leg) in legs where !leg.provider.isEmpty && !known.contains(leg.provider) {
            reading.error(at: "\(path).\(name).provider", CrossChecks.missing(leg.provider, known))
        }
    }
}
