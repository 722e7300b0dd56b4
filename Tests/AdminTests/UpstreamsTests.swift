import Admin
import Exchange
import FoundationEssentials
import HTTPTypes
import Storage
import Testing

@Suite struct UpstreamsTests {
    private static let admin: HTTPFields = [.authorization: "Bearer \(Plane.adminToken)"]

    private struct Order: Decodable {
        let upstream: String
        let model: String?
        let breakers: Int
    }

    @Test func `an admin token gets every target with its breaker`() async throws {
        try await Plane().run { client in
            let reply = try await client.ask("/api/v1/upstreams", .get, Self.admin)
            #expect(reply.status == 200 && reply.headers[.cacheControl] == "no-store")
            let all = try JSONDecoder().decode(UpstreamsReport.self, from: Data(reply.body)).upstreams
            #expect(all.map(\.upstream) == ["demo", "openai-2"])
            #expect(all[0].breaker == "closed" && all[0].cause == nil && all[0].nextProbeSeconds == nil)
            #expect(all[1].model == "gpt-*" && all[1].cause == "consecutive_failures")
            #expect(all[1].window.successes == 7 && all[1].window.failures == 5 && all[1].window.slow == 1)
            #expect(all[1].inFlight == 3 && all[1].waiting == 2)
            #expect(all[1].nextProbeSeconds == 3.25 && all[1].latencySeconds == 0.412)
            for key in ["next_probe_seconds", "in_flight", "latency_seconds", "window"] {
                #expect(reply.text.contains("\"\(key)\":"), "\(key)")
            }
        }
    }

    @Test(arguments: [
        ("openai-2:open-breaker", BreakerOrder.Action.isolate, String?.none),
        ("openai-2:auto-breaker", .release, nil), ("openai-2:open-breaker?model=gpt-%2A", .isolate, "gpt-*"),
        ("openai-2:auto-breaker?model=gpt-*", .release, "gpt-*"),
    ])
    func `an order names the upstream, the model and who gives it`(
        _ path: String,
        _ action: BreakerOrder.Action,
        _ model: String?
    ) async throws {
        let plane = try Plane()
        try await plane.run { client in
            let reply = try await client.ask("/api/v1/upstreams/\(path)", .post, Self.admin)
            #expect(reply.status == 200, "\(reply.text)")
            let order = try JSONDecoder().decode(Order.self, from: Data(reply.body))
            #expect(order.upstream == "openai-2" && order.model == model && order.breakers == 1)
        }
        #expect(
            plane.orders.all == [BreakerOrder(action, upstream: "openai-2", model: model, by: .key(Plane.adminID))]
        )
    }

    @Test(arguments: [
        "nobody:open-breaker", "openai-2:open-breaker?model=nothing",
        "openai-2:open-breaker:open-breaker",
    ])
    func `an order to nobody is a problem of 404`(_ path: String) async throws {
        try await Plane().run { client in
            let reply = try await client.ask("/api/v1/upstreams/\(path)", .post, Self.admin)
            #expect(reply.status == 404 && reply.type == "application/problem+json")
            let fields = try JSONDecoder().decode(ProblemTests.Fields.self, from: Data(reply.body))
            #expect(fields.code == "no_upstream" && !fields.detail.contains("nobody"))
        }
    }

    @Test(arguments: [
        "openai-2:open-breaker?model=a&model=b", "openai-2:open-breaker?model=",
        "openai-2:open-breaker?model=\(String(repeating: "m", count: 257))", "openai-2:open-breaker?model=a&other=1",
    ])
    func `an order that says no clear thing is refused and done to nobody`(_ path: String) async throws {
        let plane = try Plane()
        try await plane.run { client in
            let reply = try await client.ask("/api/v1/upstreams/\(path)", .post, Self.admin)
            #expect(reply.status == 400 && reply.type == "application/problem+json")
        }
        #expect(plane.orders.all.isEmpty)
    }

    @Test(arguments: ["openai-2:open-breaker", "openai-2:auto-breaker"])
    func `without an admin token nothing is ordered, and other methods do nothing`(_ path: String) async throws {
        let plane = try Plane()
        try await plane.run { client in
            for token in ["", "Bearer", "Bearer \(Plane.clientKey)", "Basic \(Plane.adminToken)"] {
                let reply = try await client.ask("/api/v1/upstreams/\(path)", .post, [.authorization: token])
                #expect(reply.status == 401 && reply.plain == StatusTests.refusal)
            }
            for method in [HTTPRequest.Method.get, .head, .put, .delete] {
                let reply = try await client.ask("/api/v1/upstreams/\(path)", method, Self.admin)
                #expect(reply.status == 405 && reply.headers[.allow] == "POST")
            }
            let reply = try await client.ask("/api/v1/upstreams/openai-2:burn", .post, Self.admin)
            #expect(reply.status == 404 && reply.text.contains("no_route"))
        }
        #expect(plane.orders.all.isEmpty)
    }
}
