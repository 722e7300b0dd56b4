package import Exchange

/// Which targets serve which models: one immutable table, made from the configuration.
package struct RouteTable: Sendable {
    /// One provider: its targets and the models it serves.
    package struct Provider: Sendable {
        /// The configured name.
        package let name: String
        /// Its targets, one for each key; empty when no key can be opened.
        package let targets: [Target]
        /// The models it serves, names or patterns.
        package let models: [Pattern]
        /// The surfaces it answers.
        package let surfaces: Set<Surface>
        /// The targets that routes divide their requests among; spares only where there are no others.
        let shared: ArraySlice<Target>
        private let offered: [Choice]

        /// Makes a provider; the last `spares` of its targets are asked only when the others cannot serve.
        package init(
            name: String,
            targets: [Target],
            models: [Pattern],
            surfaces: Set<Surface>,
            spares: Int = 0
        ) {
            shared = spares > 0 && spares < targets.count ? targets.dropLast(spares) : targets[...]
            self.name = name
            self.targets = targets
            self.models = models
            self.surfaces = surfaces
            offered = Choices.alike(targets, spares: targets.count - shared.count)
        }

        /// The plan to all of its targets alike, which must be some; allocates nothing.
        package func plan(model: String?, label: String, isRenamed: Bool) -> Plan {
            let wish = Choices.Wish(model: model, label: label, isRenamed: isRenamed)
            return Plan(choices: Choices(offered, wish: wish), terms: nil)
        }
    }

    /// What an alias stands for.
    package struct Alias: Sendable {
        /// The provider's name.
        package let provider: String
        /// The model as the provider knows it.
        package let model: String

        /// Makes an alias.
        package init(provider: String, model: String) {
            self.provider = provider
            self.model = model
        }
    }

    /// The providers in the order of the configuration; the order settles which of two is asked.
    package let providers: [Provider]
    /// The routes in the order of the configuration; no two have the same name.
    package let routes: [ModelRoute]
    /// The aliases by name.
    package let aliases: [String: Alias]
    /// Who serves requests without a model.
    package let defaultProvider: String?
    /// By the position of the surface: the routes' plans, and those of every other name that is known beforehand.
    private var plans: [String: [RoutePlanner.Verdict?]] = [:]

    /// Makes a table; of routes with the same name the first counts.
    package init(
        providers: [Provider],
        routes: [ModelRoute] = [],
        aliases: [String: Alias],
        defaultProvider: String?
    ) {
        // Among equals the default provider is asked first.
        self.providers =
            providers.filter { $0.name == defaultProvider } + providers.filter { $0.name != defaultProvider }
        self.aliases = aliases
        self.defaultProvider = defaultProvider
        var plans: [String: [RoutePlanner.Verdict?]] = [:]
        self.routes = routes.filter { route in
            guard plans[route.name] == nil else { return false }
            plans[route.name] = Surface.allCases.map { surface in
                var planner = RoutePlanner(route: route, providers: providers, surface: surface)
                return planner.plan()
            }
            return true
        }
        self.plans = plans
        prepare()
    }

    /// Makes the plans of aliases and of exact names, with and without their provider, so that a request looks one up.
    private mutating func prepare() {
        let exact = providers.flatMap { provider in
            provider.models.filter(\.isExact).flatMap { [$0.text, "\(provider.name)/\($0.text)"] }
        }
        for name in Set(aliases.keys).union(exact) where plans[name] == nil {
            let found = Surface.allCases.map { try? plan(model: name, surface: $0) }
            guard found.contains(where: { $0 != nil }) else { continue }
            plans[name] = found.map { plan in plan.map { .success(Plan(choices: $0.choices.fulfilled, terms: nil)) } }
        }
    }

    /// Finds who serves a model: a route, an alias, `provider/model`, an exact name, the pattern that says most.
    ///
    /// The first of these that there is counts, even when it cannot serve the surface.
    /// Where two providers serve a model equally well, the default provider goes first, then the order given.
    /// A knob behind `?` in a model's name is not looked at, so that `demo-slow?ttft=2s` is `demo-slow`.
    package func plan(model: String, surface: Surface) throws(Failure) -> Plan {
        if let plan = plans[model]?[surface.index] { return try plan.get() }
        if let alias = aliases[model] {
            guard let provider = named(alias.provider) else { throw Self.unknown(model) }
            return try plan(provider, model: alias.model, label: model, asked: model, surface)
        }
        if let slash = model.utf8.firstIndex(of: 0x2F), let provider = named(String(model[..<slash])) {
            let rest = String(model[model.index(after: slash)...])
            guard let label = label(of: rest, in: provider) else { throw Self.unknown(model) }
            return try plan(provider, model: rest, label: label, asked: model, surface)
        }
        var best: (provider: Provider, match: Pattern)?
        var misfit: Provider?
        for provider in providers {
            guard let match = match(of: model, in: provider) else { continue }
            if !provider.surfaces.contains(surface) {
                misfit = misfit ?? provider
            } else if best.map({ Self.isBetter(match, than: $0.match) }) ?? true {
                best = (provider, match)
            }
        }
        if let best { return try plan(best.provider, model: model, label: best.match.text, asked: model, surface) }
        if let misfit { throw Self.wrongSurface(misfit, model, surface) }
        throw Self.unknown(model)
    }

    /// Finds who serves a request that names no model: the provider asked for, or the default one.
    package func plan(provider name: String?, surface: Surface) throws(Failure) -> Plan {
        let chosen =
            name.flatMap(named) ?? (name == nil ? defaultProvider.flatMap(named) ?? first(surface) : nil)
        guard let chosen else {
            throw Failure(.noRoute, name.map { "no provider is named \($0)" } ?? "no provider serves this path")
        }
        guard chosen.surfaces.contains(surface) else {
            throw Failure(.noRoute, "provider \(chosen.name) does not speak the \(surface.rawValue) surface")
        }
        return try plan(chosen, model: nil, label: "_other", asked: nil, surface)
    }

    /// The provider with the name, or nil.
    package func named(_ name: String) -> Provider? {
        providers.first { $0.name == name }
    }

    /// The names a caller may ask for, each with its owner: routes, then aliases, then every exact model.
    ///
    /// A route is its first leg's provider's; what has a route's name is not listed again.
    package var names: [(id: String, owner: String)] {
        let routed = routes.map { (id: $0.name, owner: $0.legs.first?.provider ?? "") }
        let aliased = aliases.sorted { $0.key < $1.key }.map { (id: $0.key, owner: $0.value.provider) }
        let exact = providers.flatMap { provider in
            provider.models.filter(\.isExact).map { (id: $0.text, owner: provider.name) }
        }
        let taken = Set(routes.map(\.name))
        return routed + (aliased + exact).filter { !taken.contains($0.id) }
    }

    private func first(_ surface: Surface) -> Provider? {
        let able = providers.filter { $0.surfaces.contains(surface) }
        return able.first { $0.name != "demo" } ?? able.first
    }

    /// The configured name or pattern that serves the model.
    package func label(of model: String, in provider: Provider) -> String? {
        match(of: model, in: provider)?.text
    }

    /// The pattern that says most of those that match.
    private func match(of model: String, in provider: Provider) -> Pattern? {
        let name = model.utf8.firstIndex(of: 0x3F).map { String(model[..<$0]) } ?? model
        var best: Pattern?
        for pattern in provider.models where pattern.matches(name) {
            if best.map({ Self.isBetter(pattern, than: $0) }) ?? true { best = pattern }
        }
        return best
    }

    private static func isBetter(_ one: Pattern, than other: Pattern) -> Bool {
        if one.isExact != other.isExact { return one.isExact }
        return one.literalBytes > other.literalBytes
    }

    private func plan(
        _ provider: Provider,
        model: String?,
        label: String,
        asked: String?,
        _ surface: Surface
    ) throws(Failure) -> Plan {
        guard provider.surfaces.contains(surface) else { throw Self.wrongSurface(provider, asked ?? "", surface) }
        guard !provider.targets.isEmpty else { throw Self.locked(provider) }
        return provider.plan(model: model, label: label, isRenamed: model != asked)
    }

    /// A model's name as it may be repeated: without what looks like a secret, and short.
    private static func said(_ model: String) -> String { String(Scrubber.scrub(model).prefix(128)) }

    static func unknown(_ model: String) -> Failure {
        Failure(.unknownModel, "no provider serves the model \"\(said(model))\"")
    }

    static func locked(_ provider: Provider) -> Failure {
        Failure(.secretUnavailable, "provider \(provider.name) has no usable key")
    }

    static func wrongSurface(_ provider: Provider, _ model: String, _ surface: Surface) -> Failure {
        Failure(
            .noRoute,
            "the model \"\(said(model))\" is served by \(provider.name), which does not speak \(surface.rawValue)"
        )
    }
}

extension RouteTable {
    /// Every choice the configuration names: each provider's keys with each of its models, then those of the routes.
    package var everyChoice: [Choice] {
        let own = providers.flatMap { provider in
            provider.models.flatMap {
                provider.plan(model: $0.text, label: $0.text, isRenamed: false).choices.map(\.self)
            }
        }
        let routed = routes.flatMap { route in
            Surface.allCases.flatMap { surface in
                (try? plan(model: route.name, surface: surface))?.choices.map(\.self) ?? []
            }
        }
        return own + routed
    }
}
