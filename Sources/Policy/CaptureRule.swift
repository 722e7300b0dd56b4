package import Exchange

/// Decides how much of an exchange's words the history keeps.
///
/// The most specific level counts: the key's, else that of the first route that matches, else the general one. None is
/// above the most that the configuration allows.
package struct CaptureRule: Sendable, Hashable {
    /// A level for some routes.
    package struct ForRoute: Sendable, Hashable {
        /// Route templates or paths; a pattern with `*`.
        package let route: Pattern
        /// How much is kept.
        package let level: CaptureLevel

        /// Makes a level for routes.
        package init(route: Pattern, level: CaptureLevel) {
            self.route = route
            self.level = level
        }
    }

    /// The level where nothing else says one.
    package let general: CaptureLevel
    /// The most that any key or route may ask for.
    package let most: CaptureLevel
    private let routes: [ForRoute]

    /// Makes a rule; of routes, those that name one thing come first, then those that say more.
    package init(general: CaptureLevel, routes: [ForRoute] = [], most: CaptureLevel = .full) {
        self.general = general
        self.most = most
        self.routes = routes.sorted { one, other in
            let (left, right) = (one.route, other.route)
            if left.isExact != right.isExact { return left.isExact }
            if left.literalBytes != right.literalBytes { return left.literalBytes > right.literalBytes }
            return left.text < right.text
        }
    }

    /// The level of an exchange; `key` is what its caller's key says, nil where it says nothing or is not known.
    ///
    /// `bound` is the most that those the key belongs to allow.
    package func level(
        route: Route,
        path: String,
        key: CaptureLevel?,
        bound: CaptureLevel = .full
    ) -> CaptureLevel {
        min(key ?? level(route: route, path: path), most, bound)
    }

    private func level(route: Route, path: String) -> CaptureLevel {
        guard !routes.isEmpty else { return general }
        return routes.first { $0.route.matches(route.rawValue) || $0.route.matches(path) }?.level ?? general
    }
}
