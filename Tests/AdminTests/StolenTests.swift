import Dialects
import Exchange
import Foundation
import HTTPTypes
import Storage
import Testing

/// What lies in the store, what answers show, and what a network adds opens nothing.
@Suite struct StolenTests {
    @Test func `what is stored of tokens and passwords opens nothing and is in no answer`() async throws {
        let plane = try Plane()
        try plane.stock.account("ann")
        _ = try plane.stock.token("boss")
        _ = try plane.stock.token("live", .live)
        let stored = try plane.stock.secretsAsStored()
        #expect(stored.count >= 3)
        try await plane.run { client in
            for bytes in stored {
                let hex = bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
                for word in [hex, hex.uppercased(), Data(bytes).base64EncodedString(), "wr_adm_\(hex)"] {
                    #expect(try await client.ask(.get, "/api/v1/keys", as: word).status == 401)
                    let body: JSONValue = ["name": "ann", "password": .string(word)]
                    let login = try await client.ask(
                        "/api/v1/sessions",
                        .post,
                        [.contentType: "application/json"],
                        body: String(decoding: body.bytes(), as: UTF8.self)
                    )
                    #expect([401, 429].contains(login.status) && login.headers[.setCookie] == nil)
                    let cookie = try await client.ask("/api/v1/whoami", .get, [.cookie: "weir-session=\(word)"])
                    #expect(cookie.status == 401)
                    for path in ["/api/v1/keys", "/api/v1/audit", "/api/v1/whoami", "/api/v1/credentials"] {
                        let shown = try await client.ask(.get, path).text
                        #expect(!shown.contains(word))
                    }
                }
            }
        }
    }

    @Test(arguments: [
        "x-forwarded-for: 127.0.0.1", "x-real-ip: 127.0.0.1", "x-forwarded-host: localhost", "x-forwarded-user: admin",
        "x-remote-user: admin", "x-original-url: /livez", "x-rewrite-url: /livez", "x-forwarded-prefix: /livez",
        "forwarded: for=127.0.0.1;host=localhost", "x-weir-role: admin", "x-api-version: 1", "authorization: ",
        "x-client-cert: admin", "x-http-method-override: GET",
    ]) func `no field of a network stands for a credential`(_ line: String) async throws {
        let parts = line.split(separator: ":", maxSplits: 1).map { $0.trimmingCharacters(in: .whitespaces) }
        let name = try #require(HTTPField.Name(parts[0]))
        let plane = try Plane()
        try await plane.run { client in
            for path in ["/api/v1/keys", "/api/v1/status", "/api/v1/config", "/api/v1/audit"] {
                #expect(try await client.ask(path, .get, [name: parts.count > 1 ? parts[1] : ""]).status == 401)
            }
            let made = try await client.ask("/api/v1/keys", .post, [name: parts.count > 1 ? parts[1] : ""], body: "{}")
            #expect(made.status == 401)
        }
    }

    @Test(arguments: [
        "/api/v1/keys/../status", "/api/v1//keys", "/API/v1/keys", "/api/v1/keys/", "/api/v1/keys;x=1",
        "/api/v1/%6beys",
        "/livez/../api/v1/keys", "/livez/api/v1/keys", "/metrics/..%2fapi/v1/keys", "//api/v1/keys", "/api/v1/keys%00",
    ]) func `another way to write a path leads past no check`(_ path: String) async throws {
        let plane = try Plane()
        _ = try plane.stock.token("boss")
        try await plane.run { client in
            for method in [HTTPRequest.Method.get, .post, .delete] {
                let reply = try await client.ask(path, method)
                #expect([400, 401, 404, 405].contains(reply.status), "\(method) \(path): \(reply.status)")
                #expect(!reply.text.contains("boss"))
            }
        }
    }
}
