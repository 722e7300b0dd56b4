import Dialects
import Exchange
import HTTPTypes
import Hummingbird
import Storage

/// The state of the house: status, targets, the history, limits.
extension AdminRoutes {
    var state: [AdminRoute] {
        let sources = sources
        return [
            AdminRoute(
                .get,
                "/api/v1/status",
                .house(.viewer, .statusRead),
                "getStatus",
                "The state of the house.",
                answer: .thing(Shapes.status)
            ) { _ in try .report(sources.status()) },
            AdminRoute(
                .get,
                "/api/v1/upstreams",
                .house(.viewer, .upstreamsRead),
                "listUpstreams",
                "The targets with their breakers.",
                answer: .thing(Shapes.upstreams)
            ) { _ in try .report(UpstreamsReport(sources.upstreams())) },
            order(.isolate, "openBreaker", "Holds breakers open until they are let go."),
            order(.release, "autoBreaker", "Lets breakers open and close by themselves again."),
            AdminRoute(
                .post,
                "/api/v1/logs:query",
                .house(.viewer, .logsRead),
                "queryLogs",
                "Asks the history; the question is described in querying.md.",
                answer: .thing(.named("Logs", .any))
            ) { call in try await Self.logs(call, sources) }
            .with {
                $0.takesRawBody = true
                $0.problems = [.invalidQuery, .bodyTooLarge, .deadline]
            },
            limits,
        ]
    }

    private static func logs(_ call: Call, _ sources: AdminPlane.Sources) async throws -> Reply {
        switch await sources.logs(call.rawBody) {
        case .found(let json): return .json(json)
        case .refused(let mistakes): throw Problem.invalidQuestion(mistakes)
        case .late: throw Problem(.deadline)
        case .busy: throw Problem.overloaded
        case .failed: throw Problem(.internalError)
        }
    }

    private func order(_ action: BreakerOrder.Action, _ name: String, _ about: String) -> AdminRoute {
        let sources = sources
        return AdminRoute(
            .post,
            "/api/v1/upstreams/{upstream}:\(action.rawValue)",
            .house(.operator, .upstreamsWrite),
            name,
            about,
            answer: .thing(Shapes.order)
        ) { call in
            let upstream = call.places["upstream"] ?? ""
            guard upstream.utf8.count <= 256 else { throw Problem(.noUpstream) }
            let model = call.query["model"]
            let who = try call.administrator()
            let order = BreakerOrder(action, upstream: upstream, model: model, by: who.actor)
            let count = try await desk.run { sources.order(order) }
            guard count > 0 else { throw Problem(.noUpstream) }
            return try .report(OrderReport(upstream: upstream, model: model, breakers: count))
        }
        .with {
            let about = "One model, as the list names it; without it all of the target's."
            $0.query = [.init(name: "model", shape: .text(.printable(256)), about: about)]
            $0.problems = [.noUpstream]
        }
    }

    private var limits: AdminRoute {
        let (sources, desk, control) = (sources, desk, control)
        return AdminRoute(
            .get,
            "/api/v1/limits/state",
            .shared(.viewer, .limitsRead),
            "getLimits",
            "How the limits stand that hold a key.",
            answer: .thing(Shapes.limits)
        ) { call in
            guard let id = call.query["key"] else {
                throw Problem(.invalidParameter, mistakes: [Mistake("key", "missing", "is needed")])
            }
            let organisation = try call.administrator().grant.organisation
            guard let key = try await desk.run({ try control.key(id, within: organisation) }) else {
                throw Problem(.notFound)
            }
            var facets = QuotaFacets()
            facets.org = key.principals.organisation?.id ?? ""
            facets.team = key.principals.team?.id ?? ""
            facets.user = key.principals.user?.id ?? ""
            facets.key = key.id
            facets.model = call.query["model"] ?? ""
            facets.endpoint = call.query["endpoint"] ?? ""
            return .json(.object([.init("data", .array(sources.quotas(facets).map(\.json)))]))
        }
        .with {
            $0.query = [
                .init(name: "key", shape: .text(.id("key_")), about: "The key's id; needed."),
                .init(name: "model", shape: .text(.printable(256)), about: "Also limits of this model."),
                .init(name: "endpoint", shape: .text(.endpoint), about: "Also limits of this endpoint."),
            ]
            $0.problems = [.notFound]
        }
    }
}

extension QuotaStatus {
    /// How it stands, as the API tells it.
    var json: JSONValue {
        func seconds(_ duration: Duration) -> JSONValue {
            .number(text: "\((max(duration, .zero) / .seconds(1) * 1_000).rounded() / 1_000)")
        }
        var (window, period) = (JSONValue.null, JSONValue.null)
        switch span {
        case .instant: break
        case .window(let duration): window = seconds(duration)
        case .period(let calendar): period = .string("\(calendar)")
        }
        return .object([
            .init("rule", .string(rule)), .init("scope", .string(scope.rawValue)), .init("subject", .string(subject)),
            .init("unit", .string(unit.rawValue)), .init("mode", .string(mode.rawValue)),
            .init("state", .string(state.rawValue)), .init("window_seconds", window), .init("period", period),
            .init("limit", .integer(limit)), .init("burst", .integer(burst)), .init("used", .integer(max(used, 0))),
            .init("reserved", .integer(max(reserved, 0))), .init("remaining", .integer(max(remaining, 0))),
            .init("reset_seconds", seconds(reset)),
        ])
    }
}
