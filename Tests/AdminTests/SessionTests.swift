import Dialects
import Exchange
import HTTPTypes
import Storage
import Testing

@Suite struct SessionTests {
    private static let path = "/api/v1/sessions"
    private static let here: [String: String] = ["sec-fetch-site": "same-origin"]

    private static func login(_ client: Client, _ name: String, _ password: String = Stock.password) async throws
        -> Reply
    {
        let body: JSONValue = ["name": .string(name), "password": .string(password)]
        return try await client.ask(
            path,
            .post,
            [.contentType: "application/json"],
            body: String(decoding: body.bytes(), as: UTF8.self)
        )
    }

    /// What a browser sends from then on.
    private static func cookie(_ reply: Reply) -> String {
        (reply.headers[.setCookie] ?? "").split(separator: ";").first.map { String($0) } ?? ""
    }

    private static func headers(_ cookie: String, _ more: [String: String] = [:]) -> HTTPFields {
        var headers: HTTPFields = [.cookie: cookie, .contentType: "application/json"]
        for (name, value) in more { if let name = HTTPField.Name(name) { headers[name] = value } }
        return headers
    }

    @Test func `a login opens a session, whose cookie and word change things until the logout`() async throws {
        let plane = try Plane()
        try plane.stock.account("ann", .operator)
        try await plane.run { client in
            let reply = try await Self.login(client, "ann")
            let set = try #require(reply.headers[.setCookie])
            #expect(reply.status == 201 && set.hasSuffix("; HttpOnly; SameSite=Strict; Path=/; Max-Age=43200"))
            #expect(set.hasPrefix("weir-session=") && !set.contains("Secure"), "plain HTTP on the loopback")
            let (cookie, word) = (Self.cookie(reply), try #require(reply.json["csrf_token"]?.text))
            #expect(cookie.utf8.count == "weir-session=".utf8.count + 64 && !reply.text.contains(cookie.suffix(64)))
            let who = try await client.ask("/api/v1/whoami", .get, Self.headers(cookie))
            #expect(who.json["kind"] == "session" && who.json["role"] == "operator" && who.json["name"] == "ann")
            #expect(who.json["csrf_token"]?.text == word)
            let good = Self.here.merging(["x-weir-csrf": word]) { $1 }
            let body = #"{"name":"app"}"#
            let made = try await client.ask("/api/v1/keys", .post, Self.headers(cookie, good), body: body)
            #expect(made.status == 201)
            for bad: [String: String] in [
                [:], Self.here, ["x-weir-csrf": word], ["x-weir-csrf": word, "sec-fetch-site": "cross-site"],
                ["x-weir-csrf": word, "sec-fetch-site": "same-site"], ["x-weir-csrf": word, "origin": "null"],
                ["x-weir-csrf": word, "origin": "https://evil.example"],
                ["x-weir-csrf": word.uppercased(), "sec-fetch-site": "same-origin"],
            ] {
                let refused = try await client.ask("/api/v1/keys", .post, Self.headers(cookie, bad), body: body)
                #expect(refused.status == 403 && refused.code == "csrf_refused", "\(bad)")
            }
            let end = try await client.ask("\(Self.path)/current", .delete, Self.headers(cookie, good))
            #expect(end.status == 204 && end.headers[.setCookie]?.contains("Max-Age=0") == true)
            #expect(try await client.ask("/api/v1/whoami", .get, Self.headers(cookie)).status == 401)
        }
        let trail = try plane.stock.store.audit().filter { $0.action.hasPrefix("session") }
        #expect(trail.map(\.action) == ["session.open", "session.close"])
        #expect(try plane.stock.store.audit().contains { $0.action == "key.create" && $0.actor.hasPrefix("adm_") })
    }

    @Test func `a wrong password and an unknown account are answered alike, and not often`() async throws {
        let plane = try Plane()
        try plane.stock.account("ann")
        try await plane.run { client in
            let wrong = try await Self.login(client, "ann", "something else")
            let unknown = try await Self.login(client, "bob")
            #expect(wrong.status == 401 && wrong.plain == unknown.plain && wrong.code == "login_failed")
            #expect(wrong.headers[.setCookie] == nil)
            for _ in 0..<3 { #expect(try await Self.login(client, "ann", "x").status == 401) }
            let limited = try await Self.login(client, "ann")
            #expect(limited.status == 429 && limited.headers[.retryAfter] == "60")
            plane.time.move(by: .seconds(61))
            #expect(try await Self.login(client, "ann").status == 201)
        }
    }

    @Test func `a session ends when it idles, when it is old, and with its account`() async throws {
        let plane = try Plane()
        try plane.stock.account("ann")
        let store = plane.stock.store
        try await plane.run { client in
            func status(_ cookie: String) async throws -> Int {
                try await client.ask("/api/v1/whoami", .get, Self.headers(cookie)).status
            }
            let idle = Self.cookie(try await Self.login(client, "ann"))
            plane.time.move(by: .seconds(1_799))
            #expect(try await status(idle) == 200)
            plane.time.move(by: .seconds(1_799))
            #expect(try await status(idle) == 200, "use keeps it")
            plane.time.move(by: .seconds(1_801))
            #expect(try await status(idle) == 401)
            let old = Self.cookie(try await Self.login(client, "ann"))
            for _ in 0..<25 {
                plane.time.move(by: .seconds(1_700))
                #expect(try await status(old) == 200)
            }
            plane.time.move(by: .seconds(1_700))
            #expect(try await status(old) == 401, "twelve hours are over")
            let fresh = Self.cookie(try await Self.login(client, "ann"))
            _ = try store.setAccountEnabled("ann", to: false, by: .server, at: plane.time.wall)
            #expect(try await status(fresh) == 401)
            #expect(try await Self.login(client, "ann").status == 401)
        }
    }

    @Test func `two credentials are refused, and cookies of other forms are none`() async throws {
        let plane = try Plane()
        try plane.stock.account("ann")
        try await plane.run { client in
            let cookie = Self.cookie(try await Self.login(client, "ann"))
            var both = Self.headers(cookie)
            both[.authorization] = "Bearer \(Plane.adminToken)"
            #expect(try await client.ask("/api/v1/whoami", .get, both).code == "two_credentials")
            let twice = try await client.ask("/api/v1/whoami", .get, Self.headers("\(cookie); \(cookie)"))
            #expect(twice.code == "two_credentials")
            for other in ["__Host-\(cookie)", "\(cookie)0", "weir-session=", "x\(cookie)", "weir-session=' OR 1=1--"] {
                #expect(try await client.ask("/api/v1/whoami", .get, Self.headers(other)).status == 401, "\(other)")
            }
        }
    }

    @Test func `a login from a page of another site is refused`() async throws {
        let plane = try Plane()
        try plane.stock.account("ann")
        try await plane.run { client in
            let headers = Self.headers("", ["origin": "https://evil.example"])
            let reply = try await client.ask(Self.path, .post, headers, body: #"{"name":"ann","password":"x"}"#)
            #expect(reply.status == 403 && reply.code == "csrf_refused")
        }
    }

    @Test func `an account has at most 16 sessions, however often it logs in`() throws {
        let stock = try Stock()
        try stock.account("ann")
        var ids: [String] = []
        for number in 0..<40 {
            let now = FixedTime.noon + .seconds(number)
            let session = try stock.store.openSession("ann", Secret(Stock.password), cost: Stock.cost, at: now)
            ids.append(try #require(session?.id).withBytes { String(decoding: $0, as: UTF8.self) })
        }
        #expect(try stock.store.sessionCount() == 16)
        let now = FixedTime.noon + .seconds(40)
        #expect(try ids.map { try stock.store.session($0, at: now) != nil } == (0..<40).map { $0 >= 24 })
    }
}
