import FoundationEssentials
import HTTPTypes
import Testing

@Suite struct ProblemTests {
    /// What RFC 9457 asks of a problem, and the stable word.
    struct Fields: Decodable {
        let type: String
        let title: String
        let status: Int
        let detail: String
        let code: String
    }

    @Test(arguments: [
        "/", "/metric", "/metricsx", "/metrics/more", "/api", "/api/v1", "/api/v1/status/x", "/v1/models",
        "/v1/chat/completions", "/anthropic/v1/messages", "/livez/../metrics", "/%6Cive", "/favicon.ico", "/LIVEZ",
    ])
    func `an unknown path is a problem of 404`(_ path: String) async throws {
        try await Plane().run { client in
            for method in [HTTPRequest.Method.get, .post, .delete] {
                let reply = try await client.ask(path, method, [.authorization: "Bearer \(Plane.adminToken)"])
                #expect(reply.status == 404)
                #expect(reply.type == "application/problem+json")
                let fields = try JSONDecoder().decode(Fields.self, from: Data(reply.body))
                #expect(fields.type == "urn:weir:problem:no-route" && fields.code == "no_route")
                #expect(fields.status == 404 && fields.title == "Not Found" && !fields.detail.isEmpty)
            }
        }
    }

    @Test(arguments: Plane.everyPath)
    func `a path that exists takes only GET and HEAD`(_ path: String) async throws {
        try await Plane().run { client in
            for method in [HTTPRequest.Method.post, .put, .delete, .patch, .options] {
                let reply = try await client.ask(path, method, [.authorization: "Bearer \(Plane.adminToken)"])
                #expect(reply.status == 405)
                #expect(reply.headers[.allow] == "GET, HEAD")
                let fields = try JSONDecoder().decode(Fields.self, from: Data(reply.body))
                #expect(fields.code == "method_not_allowed" && fields.status == 405)
            }
        }
    }

    @Test func `no answer holds what the caller sent`() async throws {
        try await Plane(isGood: false).run { client in
            let user = try #require(HTTPField.Name("user-agent"))
            for path in Plane.everyPath + ["/nothing-\(Plane.clientKey)", "/metrics?\(Plane.clientKey)"] {
                for token in [Plane.adminToken, Plane.clientKey, "sk-0123456789abcdef"] {
                    let reply = try await client.ask(
                        path,
                        .get,
                        [.authorization: "Bearer \(token)", user: token, .accept: token]
                    )
                    let everything = reply.text + reply.headers.map(\.value).joined(separator: "\n")
                    #expect(!everything.contains(token), "\(path)")
                    #expect(!everything.contains(Plane.clientKey), "\(path)")
                }
            }
        }
    }
}
