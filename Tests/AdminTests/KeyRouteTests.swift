import Dialects
import Exchange
import HTTPTypes
import Storage
import Testing

@Suite struct KeyRouteTests {
    private static let path = "/api/v1/keys"

    @Test func `a key is made, shown once, changed, rotated and revoked, and each leaves a trace`() async throws {
        let plane = try Plane()
        let token = try plane.stock.token("boss")
        let boss = try #require(try plane.stock.store.clientKey("boss")).id
        try await plane.run { client in
            let made = try await client.ask(
                .post,
                Self.path,
                as: token,
                ["name": "app", "models": ["gpt-*"], "priority": "critical", "expires": "2030-01-02T03:04:05+02:00"]
            )
            #expect(made.status == 201 && made.headers[.location] == "/api/v1/keys/\(made.id)" && made.tag == "\"1\"")
            #expect(made.json["token"]?.text?.hasPrefix("wr_live_") == true && made.json["state"] == "good")
            #expect(made.json["expires"] == "2030-01-02T01:04:05.000Z" && made.json["models"] == ["gpt-*"])
            let seen = try await client.ask(.get, "\(Self.path)/\(made.id)", as: token)
            #expect(seen.json["token"] == nil && seen.tag == "\"1\"")
            let patch: JSONValue = ["name": "app-2", "max_concurrent": 3, "expires": JSONValue.null, "models": []]
            let changed = try await client.ask(
                .patch,
                "\(Self.path)/\(made.id)",
                as: token,
                patch,
                ["if-match": made.tag]
            )
            #expect(changed.status == 200 && changed.tag == "\"2\"" && changed.json["name"] == "app-2")
            #expect(changed.json["expires"] == .null && changed.json["max_concurrent"] == 3)
            #expect(changed.json["models"] == [] && changed.json["priority"] == "critical")
            let rotated = try await client.ask(
                .post,
                "\(Self.path)/\(made.id):rotate",
                as: token,
                ["overlap_seconds": 60]
            )
            #expect(rotated.status == 200 && rotated.json["token"] != made.json["token"])
            #expect(rotated.json["tokens"]?.elements?.count == 2)
            let gone = try await client.ask(
                .delete,
                "\(Self.path)/\(made.id)",
                as: token,
                nil,
                ["if-match": rotated.tag]
            )
            #expect(gone.status == 204 && gone.body.isEmpty)
            let after = try await client.ask(.get, "\(Self.path)/\(made.id)", as: token)
            #expect(after.json["state"] == "revoked")
            let late = try await client.ask(.patch, "\(Self.path)/\(made.id)", as: token, [:], ["if-match": "*"])
            #expect(late.status == 409 && late.code == "revoked")
        }
        let trail = try plane.stock.store.audit().filter { $0.actor == boss }
        #expect(trail.map(\.action) == ["key.create", "key.set", "key.rotate", "key.revoke", "key.set"])
    }

    @Test(arguments: [
        ("{}", ["#/name"]), ("[]", ["#"]), (#"{"name":"a","nme":1}"#, ["#/nme"]), (#"{"name":"ä"}"#, ["#/name"]),
        (#"{"name":"a","models":["",7]}"#, ["#/models/0", "#/models/1"]), (#"{"name":"a","kind":"root"}"#, ["#/kind"]),
        (#"{"name":"a","max_concurrent":0}"#, ["#/max_concurrent"]),
        (#"{"name":"a","max_concurrent":9223372036854775808}"#, ["#/max_concurrent"]),
        (#"{"name":"a","expires":"2026-02-30T00:00:00Z"}"#, ["#/expires"]), (#"{"name":null}"#, ["#/name"]),
        (#"{"name":"a","endpoints":["v1"]}"#, ["#/endpoints/0"]), (#"{"name":"a","~/x":1}"#, ["#/~0~1x"]),
        (#"{"name":"a'; DROP TABLE client_keys;--"}"#, ["#/name"]),
    ])
    func `a body of another shape is refused with the place of every mistake`(
        _ body: String,
        _ pointers: [String]
    ) async throws {
        let plane = try Plane()
        try await plane.run { client in
            let headers: HTTPFields = [
                .authorization: "Bearer \(Plane.adminToken)", .contentType: "application/json; charset=utf-8",
            ]
            let reply = try await client.ask(Self.path, .post, headers, body: body)
            #expect(reply.status == 400 && reply.code == "invalid_body" && reply.pointers == pointers)
        }
        #expect(try plane.stock.store.clientKeys().isEmpty)
    }

    @Test(arguments: [
        (#"{"name":"a","name":"b"}"#, "application/json", 400), ("{", "application/json", 400),
        ("", "application/json", 400), (#"{"name":"a"}x"#, "application/json", 400),
        (#"{"name":"a"}"#, "text/plain", 415), (#"{"name":"a"}"#, "application/json-seq", 415),
        (String(repeating: "[", count: 60_000), "application/json", 400),
        (String(repeating: " ", count: 65_537), "application/json", 413),
    ])
    func `what is not one JSON text of a bounded size is refused`(_ body: String, _ type: String, _ status: Int)
        async throws
    {
        try await Plane().run { client in
            let headers: HTTPFields = [.authorization: "Bearer \(Plane.adminToken)", .contentType: type]
            let reply = try await client.ask(Self.path, .post, headers, body: body)
            #expect(reply.status == status && reply.type == "application/problem+json")
        }
    }

    @Test func `a change says which version it changes, and of two at once one is too late`() async throws {
        let plane = try Plane()
        try await plane.run { client in
            let made = try await client.ask(.post, Self.path, ["name": "app"])
            let path = "\(Self.path)/\(made.id)"
            #expect(try await client.ask(.patch, path, ["max_concurrent": 5]).status == 428)
            #expect(try await client.ask(.delete, path).code == "version_required")
            for tag in ["1", "W/\"1\"", "\"1\", \"2\"", "\"01\"", "\"\"", "\"-1\""] {
                let reply = try await client.ask(.patch, path, [:], ["if-match": tag])
                #expect(reply.status == 400, "\(tag)")
            }
            #expect(try await client.ask(.patch, path, [:], ["if-match": "\"2\""]).status == 412)
            let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                for count in 1...8 {
                    group.addTask {
                        let body: JSONValue = ["max_concurrent": .integer(Int64(count))]
                        return try await client.ask(.patch, path, body, ["if-match": made.tag]).status
                    }
                }
                return try await group.reduce(into: [Int]()) { $0.append($1) }
            }
            #expect(statuses.count { $0 == 200 } == 1 && statuses.count { $0 == 412 } == 7)
        }
    }

    @Test func `pages follow each other without gaps, and a cursor fits its question only`() async throws {
        let plane = try Plane()
        for number in 0..<7 { _ = try plane.stock.token("k\(number)", .live) }
        try await plane.run { client in
            var names: [String] = []
            var path = "\(Self.path)?limit=3"
            while true {
                let page = try await client.ask(.get, path)
                names += (page.json["data"]?.elements ?? []).compactMap { $0["name"]?.text }
                guard let cursor = page.json["page"]?["next_cursor"]?.text else { break }
                path = "\(Self.path)?limit=3&cursor=\(cursor)"
                let other = try await client.ask(.get, "/api/v1/users?cursor=\(cursor)")
                #expect(other.status == 400 && other.code == "cursor_mismatch")
                let forged = try await client.ask(.get, "\(Self.path)?cursor=B\(cursor.dropFirst())")
                #expect(forged.code == "cursor_invalid")
            }
            #expect(names.sorted() == (0..<7).map { "k\($0)" } && Set(names).count == names.count)
            for query in ["limit=0", "limit=201", "limit=x", "limit=1&limit=2", "cursor=%00", "other=1", "limit=%zz"] {
                #expect(try await client.ask(.get, "\(Self.path)?\(query)").status == 400, "\(query)")
            }
        }
    }

    @Test(arguments: [
        "key_01JD8Q5Z7V3M2K9T4B6N8R0XYW", "app", "key_%00", "key_%2f", "%2e%2e", "%F0%9F%98%80", "key_'%20OR%201=1--",
        "key_01JD8Q5Z7V3M2K9T4B6N8R0XYW%0d%0aSet-Cookie:%20a=b", "a:b", "..",
    ])
    func `an id that nobody has is not found, whatever stands in it`(_ id: String) async throws {
        let plane = try Plane()
        _ = try plane.stock.token("app", .live)
        try await plane.run { client in
            let reply = try await client.ask(.get, "\(Self.path)/\(id)")
            #expect(reply.status == 404 && reply.field("set-cookie") == nil)
            #expect(try await client.ask(.post, "\(Self.path)/\(id):revoke").status == 404)
        }
    }

    @Test func `an admin key is made only by who may do all that it may`() async throws {
        let plane = try Plane()
        let acme = try plane.stock.organisation("acme")
        let wanted: [(String, JSONValue, Int)] = [
            (try plane.stock.token("op", role: .operator), ["kind": "adm"], 403),
            (try plane.stock.token("op2", role: .operator), ["kind": "live"], 201),
            (try plane.stock.token("keys", scopes: [.keysWrite]), ["kind": "adm"], 403),
            (try plane.stock.token("keys2", scopes: [.keysWrite]), ["kind": "adm", "scopes": ["audit:read"]], 403),
            (try plane.stock.token("keys3", scopes: [.keysWrite]), ["kind": "adm", "scopes": ["keys:read"]], 201),
            (try plane.stock.token("tenant", of: acme), ["kind": "adm", "role": "admin"], 201),
            (Plane.adminToken, ["kind": "adm", "role": "admin"], 201),
        ]
        let store = plane.stock.store
        try await plane.run { client in
            for (place, (token, body, status)) in wanted.enumerated() {
                let named = JSONValue.object((body.members ?? []) + [.init("name", .string("n\(place)"))])
                let reply = try await client.ask(.post, Self.path, as: token, named)
                #expect(reply.status == status, "\(place): \(reply.text)")
            }
            // What an operator may not make it may not take over either.
            let boss = try #require(try store.clientKey("n6"))
            let reply = try await client.ask(.post, "\(Self.path)/\(boss.id):rotate", as: wanted[1].0, [:])
            #expect(reply.status == 403)
        }
        let grant = try #require(try plane.stock.store.clientKey("n5")?.grant)
        #expect(grant == AdminGrant(.admin, organisation: acme), "an admin of acme made one of the whole house")
    }
}
