import HTTPTypes
import Testing

@Suite struct ProbeTests {
    @Test func `livez says live whatever the checks say`() async throws {
        for isGood in [true, false] {
            try await Plane(isGood: isGood).run { client in
                let reply = try await client.ask("/livez")
                #expect(reply.status == 200)
                #expect(reply.type == "text/plain; charset=utf-8")
                #expect(reply.text == "live\n")
            }
        }
    }

    @Test func `readyz names every check and says ready`() async throws {
        try await Plane().run { client in
            let reply = try await client.ask("/readyz")
            #expect(reply.status == 200)
            #expect(reply.type == "text/plain; charset=utf-8")
            #expect(reply.text == "ok   routes: 2 providers\nok   store: writable\nready\n")
        }
    }

    @Test func `readyz is 503 and names what fails`() async throws {
        try await Plane(isGood: false).run { client in
            let reply = try await client.ask("/readyz")
            #expect(reply.status == 503)
            #expect(
                reply.text
                    == "ok   routes: 2 providers\nfail store: the history cannot be written\nnot ready\n"
            )
        }
    }

    @Test func `version names what runs`() async throws {
        try await Plane().run { client in
            let reply = try await client.ask("/version")
            #expect(reply.status == 200)
            #expect(reply.text == "weir 1.2.3 (abc1234, Swift 6.3, x86_64-unknown-linux-gnu)\n")
        }
    }

    @Test func `no probe is kept by a cache or asks for a token`() async throws {
        let plane = try Plane()
        try await plane.run { client in
            for path in ["/livez", "/readyz", "/version"] {
                let reply = try await client.ask(path, .get, [.authorization: "Bearer whatever"])
                #expect(reply.status == 200, "\(path)")
                #expect(reply.headers[.cacheControl] == "no-store", "\(path)")
            }
        }
        #expect(plane.asked.tokens.isEmpty)
    }

    @Test(arguments: Plane.everyPath)
    func `HEAD answers as GET does, without a body`(_ path: String) async throws {
        try await Plane().run { client in
            let headers: HTTPFields = [.authorization: "Bearer \(Plane.adminToken)"]
            let get = try await client.ask(path, .get, headers)
            let head = try await client.ask(path, .head, headers)
            #expect(head.status == get.status)
            #expect(head.type == get.type)
            #expect(head.body.isEmpty)
        }
    }
}
