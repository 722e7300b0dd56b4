import Dialects
import Exchange
import HTTPTypes
import Storage
import Testing

/// Administrators of one organisation: what is another's is not there.
@Suite struct TenantTests {
    @Test func `an administrator of one organisation neither sees nor changes what is another's`() async throws {
        let plane = try Plane()
        let store = plane.stock.store
        let (acme, other) = (try plane.stock.organisation("acme"), try plane.stock.organisation("other"))
        let team = try store.createPrincipal(PrincipalDraft(.team, name: "t", below: other), at: FixedTime.noon)
        let theirs = try store.createKey(
            ClientKeyDraft(name: "theirs", owner: PrincipalReference(.team, team.principal.id)),
            at: FixedTime.noon
        ).key
        let free = try store.createKey(ClientKeyDraft(name: "free"), at: FixedTime.noon).key
        let token = try plane.stock.token("tenant", of: acme)
        try await plane.run { client in
            for key in [theirs.id, free.id] {
                let path = "/api/v1/keys/\(key)"
                let replies = [
                    try await client.ask(.get, path, as: token),
                    try await client.ask(.patch, path, as: token, ["max_concurrent": 1], ["if-match": "*"]),
                    try await client.ask(.delete, path, as: token, nil, ["if-match": "*"]),
                    try await client.ask(.post, "\(path):rotate", as: token, [:]),
                    try await client.ask(.post, "\(path):revoke", as: token),
                    try await client.ask(.get, "/api/v1/limits/state?key=\(key)", as: token),
                ]
                #expect(replies.map(\.status) == [404, 404, 404, 404, 404, 404])
            }
            for path in ["/api/v1/teams/\(team.principal.id)", "/api/v1/organisations/\(other)"] {
                #expect(try await client.ask(.get, path, as: token).status == 404)
            }
            let teams = try await client.ask(.get, "/api/v1/teams", as: token)
            #expect(teams.json["data"] == [])
            let keys = try await client.ask(.get, "/api/v1/keys", as: token)
            #expect(keys.json["data"]?.elements?.compactMap { $0["name"]?.text } == ["tenant"])
            // Nothing can be put below, or given to, what is another's: it is as if it were not there.
            for body: JSONValue in [
                ["name": "x", "team": .string(team.principal.id)], ["name": "x", "organisation": "other"],
            ] {
                let reply = try await client.ask(.post, "/api/v1/keys", as: token, body)
                #expect(reply.status == 409 && reply.code == "reference_missing")
            }
            let below = try await client.ask(.post, "/api/v1/teams", as: token, ["name": "x", "organisation": "other"])
            #expect(below.code == "reference_missing")
        }
        #expect(try store.clientKey("theirs")?.revoked == nil && store.clientKey("free")?.version == 1)
    }

    @Test func `what an administrator of one organisation makes belongs to it`() async throws {
        let plane = try Plane()
        let acme = try plane.stock.organisation("acme")
        let token = try plane.stock.token("tenant", of: acme)
        try await plane.run { client in
            let key = try await client.ask(.post, "/api/v1/keys", as: token, ["name": "app"])
            #expect(key.status == 201 && key.json["organisation"]?["id"] == .string(acme))
            let team = try await client.ask(.post, "/api/v1/teams", as: token, ["name": "t", "organisation": "acme"])
            #expect(team.status == 201)
            let user = try await client.ask(.post, "/api/v1/users", as: token, ["name": "u", "team": "acme/t"])
            #expect(user.status == 201 && user.json["organisation"]?["id"] == .string(acme))
            // Its own bounds are set from above.
            let path = "/api/v1/organisations/\(acme)"
            #expect(try await client.ask(.get, path, as: token).status == 200)
            #expect(try await client.ask(.patch, path, as: token, ["models": []], ["if-match": "*"]).status == 403)
        }
    }

    @Test func `levels are made, changed, disabled and deleted`() async throws {
        try await Plane().run { client in
            let org = try await client.ask(.post, "/api/v1/organisations", ["name": "acme", "max_concurrent": 9])
            #expect(org.status == 201 && org.json["enabled"] == true && org.json["max_concurrent"] == 9)
            let path = "/api/v1/organisations/\(org.id)"
            let twin = try await client.ask(.post, "/api/v1/organisations", ["name": "acme"])
            #expect(twin.status == 409 && twin.code == "name_taken")
            let off = try await client.ask(.post, "\(path):disable")
            #expect(off.json["enabled"] == false && off.tag == "\"2\"")
            let patch: JSONValue = ["max_concurrent": JSONValue.null, "capture": "off"]
            let changed = try await client.ask(.patch, path, patch, ["if-match": off.tag])
            #expect(changed.json["max_concurrent"] == .null && changed.json["enabled"] == false)
            let team = try await client.ask(.post, "/api/v1/teams", ["name": "t", "organisation": .string(org.id)])
            let full = try await client.ask(.delete, path, nil, ["if-match": "*"])
            #expect(full.status == 409 && full.code == "conflict")
            let listed = try await client.ask(.get, "/api/v1/teams?organisation=\(org.id)")
            #expect(listed.json["data"]?.elements?.count == 1)
            #expect(
                try await client.ask(.delete, "/api/v1/teams/\(team.id)", nil, ["if-match": team.tag]).status == 204
            )
            #expect(try await client.ask(.delete, path, nil, ["if-match": changed.tag]).status == 204)
            #expect(try await client.ask(.get, path).status == 404)
        }
    }
}
