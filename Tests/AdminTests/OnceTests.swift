import Dialects
import Exchange
import HTTPTypes
import Storage
import Testing

/// Requests with an `Idempotency-Key`.
@Suite struct OnceTests {
    private static let path = "/api/v1/keys"

    @Test func `the same key gets the same answer, its token included, and nothing is made twice`() async throws {
        let plane = try Plane()
        try await plane.run { client in
            let key = ["idempotency-key": "one"]
            let first = try await client.ask(.post, Self.path, ["name": "app"], key)
            let again = try await client.ask(.post, Self.path, ["name": "app"], key)
            #expect(first.status == 201 && again.status == 201 && again.text == first.text)
            #expect(again.headers[.location] == first.headers[.location] && again.tag == first.tag)
            let other = try await client.ask(.post, Self.path, ["name": "another"], key)
            #expect(other.status == 422 && other.code == "idempotency_mismatch")
            let somebody = try plane.stock.token("boss")
            let theirs = try await client.ask(.post, Self.path, as: somebody, ["name": "third"], key)
            #expect(theirs.status == 201, "a key is its sender's own")
            plane.time.move(by: .seconds(86_401))
            let late = try await client.ask(.post, Self.path, ["name": "fourth"], key)
            #expect(late.status == 201, "a day is over")
        }
        #expect(try plane.stock.store.clientKeys().count == 4)
    }

    @Test func `what was refused may be sent again`() async throws {
        let plane = try Plane()
        try await plane.run { client in
            _ = try await client.ask(.post, Self.path, ["name": "app"])
            let key = ["idempotency-key": "two"]
            #expect(try await client.ask(.post, Self.path, ["name": "app"], key).code == "name_taken")
            #expect(try await client.ask(.post, Self.path, ["name": "other"], key).status == 201)
        }
    }

    @Test func `of many at once one is done, the others get its answer or are told to wait`() async throws {
        let plane = try Plane()
        try await plane.run { client in
            let replies = try await withThrowingTaskGroup(of: Reply.self) { group in
                for _ in 0..<16 {
                    group.addTask {
                        try await client.ask(.post, Self.path, ["name": "app"], ["idempotency-key": "k"])
                    }
                }
                return try await group.reduce(into: [Reply]()) { $0.append($1) }
            }
            let made = replies.filter { $0.status == 201 }
            #expect(!made.isEmpty && Set(made.map(\.text)).count == 1)
            #expect(replies.allSatisfy { $0.status == 201 || $0.code == "idempotency_running" })
        }
        #expect(try plane.stock.store.clientKeys().count == 1)
    }

    @Test func `an answer whose end nobody knows is not given again`() throws {
        let stock = try Stock()
        let store = stock.store
        let (key, request) = ([UInt8](repeating: 1, count: 32), [UInt8](repeating: 2, count: 32))
        #expect(try store.beginAnswer(key, of: request, at: FixedTime.noon) == .fresh)
        #expect(try store.beginAnswer(key, of: request, at: FixedTime.noon) == .begun)
        #expect(try store.beginAnswer(key, of: key, at: FixedTime.noon) == .other)
        try store.endAnswer(key, Array("secret".utf8))
        #expect(try store.beginAnswer(key, of: request, at: FixedTime.noon) == .done(Array("secret".utf8)))
        try store.endAnswer(key, nil)
        #expect(try store.beginAnswer(key, of: request, at: FixedTime.noon) == .fresh)
    }

    @Test(arguments: ["", " ", "ä", String(repeating: "k", count: 256)])
    func `a key of another form is refused`(_ key: String) async throws {
        let plane = try Plane()
        try await plane.run { client in
            let reply = try await client.ask(.post, Self.path, ["name": "app"], ["idempotency-key": key])
            #expect(reply.status == 400 || key == " " || key.isEmpty)
        }
    }
}
