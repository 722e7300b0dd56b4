import Admin
import FoundationEssentials
import HTTPTypes
import Testing

@Suite struct StatusTests {
    /// The body of the 401, the same whatever is wrong with the credential.
    static let refusal = """
        {"type":"urn:weir:problem:auth-invalid","title":"Unauthorized","status":401,\
        "detail":"send Authorization: Bearer with an admin token","code":"auth_invalid","request_id":"ID",\
        "instance":"urn:weir:request:ID"}

        """

    @Test(arguments: ["Bearer", "bearer", "BEARER"])
    func `an admin token gets the state of the house`(_ scheme: String) async throws {
        try await Plane().run { client in
            let reply = try await client.ask(
                "/api/v1/status",
                .get,
                [.authorization: "\(scheme) \(Plane.adminToken)"]
            )
            #expect(reply.status == 200)
            #expect(reply.type?.hasPrefix("application/json") == true)
            #expect(reply.headers[.cacheControl] == "no-store")
            let report = try JSONDecoder().decode(StatusReport.self, from: Data(reply.body))
            #expect(report.version == "1.2.3" && report.uptimeSeconds == 42)
            #expect(report.ledger.dropped == ["queue_full": 3])
            #expect(report.targets.map(\.upstream) == ["openai-2", "demo"])
        }
    }

    @Test func `every key of the report is in lower case with underscores`() async throws {
        try await Plane().run { client in
            let reply = try await client.ask("/api/v1/status", .get, [.authorization: "Bearer \(Plane.adminToken)"])
            for key in [
                "version", "config_hash", "uptime_seconds", "ledger", "accepted", "in_flight", "queued", "stored",
                "dropped", "is_balanced", "targets", "provider", "upstream", "origin", "credential_id",
                "is_store_degraded",
            ] {
                #expect(reply.text.contains("\"\(key)\":"), "\(key)")
            }
            #expect(!reply.text.contains("configHash") && !reply.text.contains("inFlight"))
        }
    }

    @Test(arguments: [
        [], ["Bearer \(Plane.clientKey)"], ["Bearer"], ["Bearer "], [Plane.adminToken], ["Basic \(Plane.adminToken)"],
        ["Bearer \(Plane.adminToken)x"], ["Bearer  \(Plane.adminToken)"],
        ["Bearer \(Plane.adminToken),Bearer \(Plane.adminToken)"],
        ["Bearer \(Plane.adminToken)", "Bearer \(Plane.adminToken)"],
        ["Bearer \(Plane.clientKey)", "Bearer \(Plane.adminToken)"],
    ])
    func `without exactly one good admin token the answer is always the same`(_ values: [String]) async throws {
        try await Plane().run { client in
            var headers = HTTPFields()
            for value in values { headers.append(HTTPField(name: .authorization, value: value)) }
            let reply = try await client.ask("/api/v1/status", .get, headers)
            #expect(reply.status == 401)
            #expect(reply.type == "application/problem+json")
            #expect(reply.headers[.wwwAuthenticate] == "Bearer")
            #expect(reply.plain == Self.refusal)
        }
    }

    @Test func `a token anywhere else is no token`() async throws {
        let plane = try Plane()
        try await plane.run { client in
            let key = try #require(HTTPField.Name("x-api-key"))
            let inField = try await client.ask("/api/v1/status", .get, [key: Plane.adminToken])
            let inTarget = try await client.ask("/api/v1/status?token=\(Plane.adminToken)")
            #expect(inField.status == 401 && inTarget.status == 401)
        }
        #expect(plane.asked.tokens.isEmpty)
    }
}
