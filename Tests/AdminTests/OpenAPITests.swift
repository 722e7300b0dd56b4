import Dialects
import Exchange
import HTTPTypes
import Testing

@testable import Admin

/// The document against the listener, both ways.
@Suite struct OpenAPITests {
    @Test func `the document has every route and no other, and every body has a schema`() async throws {
        let plane = try Plane()
        let routes = AdminPlane(plane.sources).routes(isSecure: false).all
        try await plane.run { client in
            let document = try await client.ask("/api/openapi.json").json
            #expect(document["openapi"] == "3.1.0")
            var named: Set<String> = []
            for path in document["paths"]?.members ?? [] {
                for operation in path.value.members ?? [] {
                    named.insert("\(operation.name.uppercased()) \(path.name)")
                    for response in operation.value["responses"]?.members ?? [] {
                        #expect(response.value["description"]?.text?.isEmpty == false)
                    }
                }
            }
            #expect(named == Set(routes.map { "\($0.method.rawValue) \($0.path.text)" }))
            for route in routes where route.body != nil {
                let operation = document["paths"]?[route.path.text]?[route.method.rawValue.lowercased()]
                let schema = operation?["requestBody"]?["content"]?["application/json"]?["schema"]
                #expect(schema?.isEmpty == false, "\(route.name)")
            }
            for route in routes {
                let operation = document["paths"]?[route.path.text]?[route.method.rawValue.lowercased()]
                #expect(operation?["operationId"]?.text == route.name)
            }
            #expect(Set(routes.map(\.name)).count == routes.count)
        }
    }

    @Test func `every reference leads to a schema that is there`() async throws {
        try await Plane().run { client in
            let reply = try await client.ask("/api/openapi.json")
            let known = Set((reply.json["components"]?["schemas"]?.members ?? []).map(\.name))
            let parts = reply.text.split(separator: "#/components/schemas/").dropFirst()
            let used = Set(parts.map { String($0.prefix { $0 != "\"" }) })
            #expect(used == known && known.count > 20)
        }
    }

    @Test func `answers have the shape the document gives them`() async throws {
        let plane = try Plane()
        try await plane.run { client in
            let key = try await client.ask(.post, "/api/v1/keys", ["name": "app"])
            #expect(Shapes.issuedKey.mistakes(in: key.json) == [])
            let org = try await client.ask(.post, "/api/v1/organisations", ["name": "acme"])
            #expect(Shapes.level(.organisation).mistakes(in: org.json) == [])
            let body: JSONValue = ["provider": "openai", "secret": "sk-0123456789abcdef"]
            let credential = try await client.ask(.post, "/api/v1/credentials", body)
            #expect(Shapes.credential.mistakes(in: credential.json) == [])
            for (path, shape) in [
                ("/api/v1/whoami", Shapes.whoami), ("/api/v1/status", Shapes.status),
                ("/api/v1/upstreams", Shapes.upstreams), ("/api/v1/config", Shapes.config),
                ("/api/v1/keys/\(key.id)", Shapes.key), ("/api/v1/providers/openai", Shapes.entry),
                ("/api/v1/limits/state?key=\(key.id)", Shapes.limits), ("/api/v1/nothing", Shapes.problem),
                ("/api/v1/keys?limit=0", Shapes.problem),
            ] {
                let reply = try await client.ask(.get, path)
                #expect(shape.mistakes(in: reply.json) == [], "\(path): \(reply.text)")
            }
            let audit = try await client.ask(.get, "/api/v1/audit?action=key")
            for entry in audit.json["data"]?.elements ?? [] { #expect(Shapes.audit.mistakes(in: entry) == []) }
        }
    }

    @Test func `the YAML quotes whatever could be read as something else`() {
        let value: JSONValue = ["on": "true", "a b": ["x: y", 1, "1", [], [:]], "é": ["n": JSONValue.null]]
        #expect(
            YAMLText.of(value) == """
                "on": "true"
                "a b":
                  - "x: y"
                  - 1
                  - "1"
                  - []
                  - {}
                "é":
                  "n": null

                """
        )
    }
}
