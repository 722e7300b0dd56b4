import Exchange
import HTTPTypes
import Storage
import Testing

@testable import Admin

/// Every route times everybody who could come: who is let in is what the table says, and no more.
@Suite struct MatrixTests {
    /// Everybody who could come.
    enum Visitor: String, CaseIterable {
        case nobody, malformed, dataKey, tenant, viewer, `operator`, admin, narrow, session, sessionWithoutWord
        case sessionFromElsewhere
    }

    /// What each route asks of whoever comes; a route that does not stand here fails.
    static let asked: [String: String] = [
        "GET /livez": "open", "GET /readyz": "open", "GET /version": "open", "GET /metrics": "open",
        "GET /api/openapi.json": "open", "GET /api/openapi.yaml": "open",
        "POST /api/v1/sessions": "login", "DELETE /api/v1/sessions/current": "anybody", "GET /api/v1/whoami": "anybody",
        "GET /api/v1/status": "viewer status:read", "GET /api/v1/upstreams": "viewer upstreams:read",
        "POST /api/v1/upstreams/{upstream}:open-breaker": "operator upstreams:write",
        "POST /api/v1/upstreams/{upstream}:auto-breaker": "operator upstreams:write",
        "POST /api/v1/logs:query": "viewer logs:read", "GET /api/v1/limits/state": "viewer limits:read shared",
        "GET /api/v1/keys": "viewer keys:read shared", "POST /api/v1/keys": "operator keys:write shared",
        "GET /api/v1/keys/{id}": "viewer keys:read shared", "PATCH /api/v1/keys/{id}": "operator keys:write shared",
        "DELETE /api/v1/keys/{id}": "operator keys:write shared",
        "POST /api/v1/keys/{id}:revoke": "operator keys:write shared",
        "POST /api/v1/keys/{id}:rotate": "operator keys:write shared",
        "GET /api/v1/organisations": "viewer principals:read shared",
        "POST /api/v1/organisations": "admin principals:write",
        "GET /api/v1/organisations/{id}": "viewer principals:read shared",
        "PATCH /api/v1/organisations/{id}": "admin principals:write",
        "DELETE /api/v1/organisations/{id}": "admin principals:write",
        "POST /api/v1/organisations/{id}:enable": "admin principals:write",
        "POST /api/v1/organisations/{id}:disable": "admin principals:write",
        "GET /api/v1/teams": "viewer principals:read shared", "POST /api/v1/teams": "operator principals:write shared",
        "GET /api/v1/teams/{id}": "viewer principals:read shared",
        "PATCH /api/v1/teams/{id}": "operator principals:write shared",
        "DELETE /api/v1/teams/{id}": "operator principals:write shared",
        "POST /api/v1/teams/{id}:enable": "operator principals:write shared",
        "POST /api/v1/teams/{id}:disable": "operator principals:write shared",
        "GET /api/v1/users": "viewer principals:read shared", "POST /api/v1/users": "operator principals:write shared",
        "GET /api/v1/users/{id}": "viewer principals:read shared",
        "PATCH /api/v1/users/{id}": "operator principals:write shared",
        "DELETE /api/v1/users/{id}": "operator principals:write shared",
        "POST /api/v1/users/{id}:enable": "operator principals:write shared",
        "POST /api/v1/users/{id}:disable": "operator principals:write shared",
        "GET /api/v1/credentials": "viewer credentials:read", "POST /api/v1/credentials": "admin credentials:write",
        "GET /api/v1/credentials/{id}": "viewer credentials:read",
        "POST /api/v1/credentials/{id}:enable": "operator credentials:write",
        "POST /api/v1/credentials/{id}:disable": "operator credentials:write",
        "GET /api/v1/audit": "viewer audit:read", "GET /api/v1/config": "viewer config:read",
        "GET /api/v1/providers": "viewer config:read", "GET /api/v1/providers/{name}": "viewer config:read",
        "GET /api/v1/routes": "viewer config:read", "GET /api/v1/routes/{name}": "viewer config:read",
        "GET /api/v1/aliases": "viewer config:read", "GET /api/v1/aliases/{name}": "viewer config:read",
        "GET /api/v1/quotas": "viewer config:read", "GET /api/v1/quotas/{name}": "viewer config:read",
    ]

    @Test func `every route stands in this table with what it asks`() throws {
        let routes = AdminPlane(try Plane().sources).routes(isSecure: false).all
        var table: [String: String] = [:]
        for route in routes { table["\(route.method.rawValue) \(route.path.text)"] = Self.words(route.access) }
        #expect(table.count == routes.count, "two routes are the same")
        for (route, words) in table { #expect(Self.asked[route] == words, "\(route)") }
        #expect(Set(Self.asked.keys).subtracting(table.keys) == [])
    }

    @Test(arguments: Visitor.allCases)
    func `who is let in is what the table says`(_ visitor: Visitor) async throws {
        let plane = try Plane()
        let headers = try Self.headers(of: visitor, in: plane.stock)
        try await plane.run { client in
            // A logout comes last: it ends the session that the others show.
            let routes = Self.asked.sorted { $0.key < $1.key }
            for (route, words) in routes.filter({ !$0.key.hasPrefix("DELETE /api/v1/sessions") })
                + routes.filter({ $0.key.hasPrefix("DELETE /api/v1/sessions") })
            {
                let parts = route.split(separator: " ")
                let method = try #require(HTTPRequest.Method(rawValue: String(parts[0])))
                let reply = try await client.ask(Self.path(String(parts[1])), method, headers)
                let expected = Self.expected(visitor, words, isSafe: method == .get)
                if let expected {
                    #expect(reply.status == expected, "\(visitor) \(route): \(reply.text)")
                } else {
                    #expect(![401, 403, 500].contains(reply.status), "\(visitor) \(route): \(reply.text)")
                    let isAnswered = method == .get || words.hasPrefix("viewer") || words == "anybody"
                    #expect(isAnswered || reply.status >= 400, "\(visitor) \(route): \(reply.text)")
                }
                #expect(reply.headers[.cacheControl] == "no-store" && reply.field("x-request-id") != nil)
            }
        }
        let mayOrder = [Visitor.operator, .admin, .session].contains(visitor)
        #expect(plane.orders.all.count == (mayOrder ? 2 : 0))
    }

    /// The status of a refusal; nil where the visitor is let in.
    private static func expected(_ visitor: Visitor, _ words: String, isSafe: Bool) -> Int? {
        if words == "open" { return nil }
        // A login shows a password, whatever else is shown; without a body it is none.
        if words == "login" { return visitor == .sessionFromElsewhere ? 403 : 415 }
        if [.nobody, .malformed, .dataKey].contains(visitor) { return 401 }
        if [.sessionWithoutWord, .sessionFromElsewhere].contains(visitor), !isSafe { return 403 }
        guard words != "anybody" else { return nil }
        let parts = words.split(separator: " ").map { String($0) }
        let (role, scope, isShared) = (AdminRole(rawValue: parts[0]), parts[1], parts.count > 2)
        let mine: AdminRole = visitor == .viewer ? .viewer : visitor == .operator ? .operator : .admin
        if visitor == .narrow, !["keys:read", "keys:write", "audit:read"].contains(scope) { return 403 }
        if visitor == .tenant, !isShared { return 403 }
        return role.map { mine < $0 } ?? true ? 403 : nil
    }

    private static func headers(of visitor: Visitor, in stock: Stock) throws -> HTTPFields {
        switch visitor {
        case .nobody: return [:]
        case .malformed: return [.authorization: "Bearer wr_adm_000000000000000000000000000000000000"]
        case .dataKey: return [.authorization: "Bearer \(try stock.token("live", .live))"]
        case .tenant:
            return [.authorization: "Bearer \(try stock.token("tenant", of: try stock.organisation("acme")))"]
        case .viewer: return [.authorization: "Bearer \(try stock.token("viewer", role: .viewer))"]
        case .operator: return [.authorization: "Bearer \(try stock.token("operator", role: .operator))"]
        case .admin: return [.authorization: "Bearer \(try stock.token("admin"))"]
        case .narrow:
            return [.authorization: "Bearer \(try stock.token("narrow", scopes: [.keysWrite, .auditRead]))"]
        case .session, .sessionWithoutWord, .sessionFromElsewhere: return try session(visitor, in: stock)
        }
    }

    private static func session(_ visitor: Visitor, in stock: Stock) throws -> HTTPFields {
        try stock.account("ann")
        let found = try stock.store.openSession(
            "ann",
            Secret(Stock.password),
            cost: Stock.cost,
            at: FixedTime.noon
        )
        let session = try #require(found)
        let id = try #require(session.id).withBytes { String(decoding: $0, as: UTF8.self) }
        var headers: HTTPFields = [.cookie: "theme=dark; weir-session=\(id)"]
        let site = visitor == .sessionFromElsewhere ? "cross-site" : "same-origin"
        if let name = HTTPField.Name("sec-fetch-site") { headers[name] = site }
        if visitor != .sessionWithoutWord, let name = HTTPField.Name("x-weir-csrf") { headers[name] = session.csrf }
        return headers
    }

    private static func path(_ template: String) -> String {
        let parts = template.split(separator: "/").map { String($0) }
        let prefixes = [
            "keys": "key_", "organisations": "org_", "teams": "team_", "users": "user_", "credentials": "cred_",
        ]
        let prefix = parts.count > 2 ? prefixes[parts[2]] ?? "" : ""
        return template.replacing("{id}", with: "\(prefix)01JD8Q5Z7V3M2K9T4B6N8R0XYW")
            .replacing("{upstream}", with: "nobody").replacing("{name}", with: "openai")
    }

    private static func words(_ access: AdminRoute.Access) -> String {
        switch access {
        case .open: "open"
        case .login: "login"
        case .anybody: "anybody"
        case .grant(let role, let scope, let isShared):
            "\(role.rawValue) \(scope.rawValue)" + (isShared ? " shared" : "")
        }
    }
}
