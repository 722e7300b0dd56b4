import Config
import Demo
import Dialects
import Exchange
import Policy

/// Finds where a request would go by the configuration alone; no key is opened and nobody is called.
struct DryRun {
    private let settings: Settings
    private let table: RouteTable

    /// Takes the configuration, and the upstreams of a running server, by which keys that are stored there are known.
    init(_ settings: Settings, states: [TargetState]) {
        self.settings = settings
        var providers = settings.providers.map { provider in
            let preset = Preset.named(provider.kind)
            let surfaces = preset?.surfaces ?? [.openAI]
            let models = provider.models.isEmpty ? (preset?.models ?? []).map(Pattern.init) : provider.models
            let keys = (1...max(provider.keys.count, 1)).map { $0 == 1 ? provider.name : "\(provider.name)-\($0)" }
            return RouteTable.Provider(
                name: provider.name,
                targets: Self.names(of: provider.name, states, orElse: keys).map {
                    Self.target(provider.name, $0, provider.baseURL.origin, surfaces, provider.residency)
                },
                models: models,
                surfaces: surfaces
            )
        }
        if settings.demo.isEnabled {
            let origin = Origin(isTLS: false, host: "127.0.0.1", port: 0)
            providers.append(
                RouteTable.Provider(
                    name: "demo",
                    targets: [Self.target("demo", "demo", origin, [.openAI, .anthropic])],
                    models: DemoModels.all.map { Pattern($0.name) },
                    surfaces: [.openAI, .anthropic]
                )
            )
        }
        table = RouteTable(
            providers: providers,
            routes: settings.routes,
            aliases: Dictionary(
                uniqueKeysWithValues: settings.aliases.map {
                    ($0.name, RouteTable.Alias(provider: $0.provider, model: $0.model))
                }
            ),
            defaultProvider: settings.defaultProvider
        )
    }

    /// The way of a model, by the plan that a server would make of it; throws why there is none.
    ///
    /// What the caller may not use is passed over.
    func explain(
        _ model: String,
        surface: Surface,
        for permission: Permission? = nil
    ) throws(Failure) -> Explanation {
        let plan = try table.plan(model: model, surface: surface)
        let (choices, passedOver) = Self.left(of: plan, for: permission)
        var steps = choices.map { choice in
            var step = Explanation.Step(
                provider: choice.target.provider,
                upstream: choice.target.upstream,
                model: choice.modelLabel
            )
            step.priority = choice.priority
            let equals = choices.filter { $0.priority == choice.priority }
            step.sharePercent = 100 * choice.weight / max(1, equals.reduce(0) { $0 + $1.weight })
            return step
        }
        for over in passedOver {
            var step = Explanation.Step(provider: over.upstream, upstream: over.upstream, model: over.modelLabel)
            step.passed = over.reason
            steps.append(step)
        }
        let route = settings.routes.first { $0.name == plan.route }
        var explanation = Explanation(
            model: model,
            way: way(of: model, route, plan),
            steps: steps,
            notes: route.map(RoutePrinter.extras) ?? []
        )
        explanation.setPlaces()
        return explanation
    }

    /// Every name a caller may write that stands in a list: routes, other names, exact models.
    var names: Set<String> { Set(table.names.map(\.id)) }

    /// The upstreams a caller's request for the model could go to, by whatever API it speaks.
    func reach(_ model: String, for permission: Permission) -> Set<String> {
        guard permission.allows(model: model) else { return [] }
        var found: Set<String> = []
        for surface in Surface.allCases {
            guard let plan = try? table.plan(model: model, surface: surface) else { continue }
            found.formUnion(Self.left(of: plan, for: permission).0.map(\.target.upstream))
        }
        return found
    }

    private static func left(of plan: Plan, for permission: Permission?) -> ([Choice], [PassedOver]) {
        switch permission.map(plan.narrowed) ?? .left(plan) {
        case .left(let plan): (plan.choices.filter { !$0.isCanary }, plan.passedOver)
        case .nothing(let passedOver): ([], passedOver)
        }
    }

    private func way(of model: String, _ route: ModelRoute?, _ plan: Plan) -> String {
        if let route { return "a route, \(RoutePrinter.manner(of: route))" }
        let kind = settings.aliases.contains { $0.name == model } ? "another name" : "a model"
        return "\(kind) of \(plan.targets.first?.provider ?? ""), by \(plan.modelLabel)"
    }

    /// The names of a provider's targets as the server has them, or as its configured keys make them.
    private static func names(of provider: String, _ states: [TargetState], orElse keys: [String]) -> [String] {
        var names: [String] = []
        for state in states where state.provider == provider && !names.contains(state.upstream) {
            names.append(state.upstream)
        }
        return names.isEmpty ? keys : names
    }

    private static func target(
        _ provider: String,
        _ name: String,
        _ origin: Origin,
        _ surfaces: Set<Surface>,
        _ residency: [String] = []
    ) -> Target {
        Target(
            provider: provider,
            upstream: name,
            origin: origin,
            basePath: "",
            credentialStyle: .none,
            credentialID: nil,
            credential: nil,
            surfaces: surfaces,
            residency: residency
        )
    }
}
