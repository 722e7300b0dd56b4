import Policy

/// Shows routes in words.
enum RoutePrinter {
    /// Every route with its targets, in the order they are asked.
    static func table(_ routes: [ModelRoute]) -> String {
        var table = TextTable(["ROUTE", "PRIORITY", "PROVIDER", "MODEL", "WEIGHT", "MORE"])
        for route in routes {
            for (index, leg) in inOrder(route.legs).enumerated() {
                table.add([
                    index == 0 ? route.name : "", "\(leg.priority)", leg.provider, leg.model, "\(leg.weight)",
                    index == 0 ? manner(of: route) : "",
                ])
            }
            for words in extras(of: route) { table.add(["", "", "", "", "", words]) }
        }
        return table.text
    }

    /// The legs by priority, otherwise as they are written.
    static func inOrder(_ legs: [ModelRoute.Leg]) -> [ModelRoute.Leg] {
        legs.enumerated().sorted { ($0.element.priority, $0.offset) < ($1.element.priority, $1.offset) }.map(\.element)
    }

    /// How one of several targets is taken.
    static func manner(of route: ModelRoute) -> String {
        route.isSticky ? "\(route.balance.rawValue), sticky by conversation" : route.balance.rawValue
    }

    /// What else may become of a request of the route, one thing a line.
    static func extras(of route: ModelRoute) -> [String] {
        var lines: [String] = []
        if !route.fallbackOn.isEmpty {
            let causes = route.fallbackOn.map(\.rawValue).sorted().joined(separator: ", ")
            lines.append("falls back on \(causes) too")
        }
        if let canary = route.canary {
            lines.append("canary: \(canary.percent)% first to \(canary.leg.provider) \(canary.leg.model)")
        }
        if let shadow = route.shadow {
            lines.append("shadow: \(shadow.percent)% to \(shadow.leg.provider) \(shadow.leg.model) too")
        }
        if let hedge = route.hedge {
            lines.append("hedge: after \(LogWords.span(hedge.after)), at most \(hedge.percent)%")
        }
        return lines
    }
}
