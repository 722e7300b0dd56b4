import Exchange
import Policy

/// The targets of a table of routes without breakers: each is closed, and none can be isolated.
struct UnwatchedTargets: TargetDirectory {
    let routes: RouteTable

    var states: [TargetState] {
        routes.providers.flatMap { provider in
            provider.targets.flatMap { target in
                provider.models.map { model in
                    TargetState(
                        provider: provider.name,
                        upstream: target.upstream,
                        modelLabel: model.text,
                        breaker: "closed"
                    )
                }
            }
        }
    }

    func isolate(upstream: String, model: String?) -> Int { 0 }

    func release(upstream: String, model: String?) -> Int { 0 }
}
