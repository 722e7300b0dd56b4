import Dialects
import Exchange
import HTTPTypes
import Hummingbird
import Storage
import Synchronization

/// Sees to it that a request with an `Idempotency-Key` is done once: whoever sends it again gets the first answer.
///
/// The key is bound to its sender and to method, path and body. What was refused is forgotten, and may be sent again.
final class OnceOnly: Sendable {
    private let control: ControlStore
    private let desk: AdminDesk
    private let time: any TimeSource
    private let running = Mutex<Set<[UInt8]>>([])

    init(_ control: ControlStore, _ desk: AdminDesk, _ time: any TimeSource) {
        self.control = control
        self.desk = desk
        self.time = time
    }

    /// The route's answer, or the one it gave before.
    func answer(_ call: Call, to route: AdminRoute) async throws -> Reply {
        guard route.makesAnew, let who = call.who, let (key, request) = try names(call, route, who) else {
            return try await route.handle(call)
        }
        guard running.withLock({ $0.insert(key).inserted }) else {
            throw Problem(.idempotencyRunning, headers: [.retryAfter: "1"])
        }
        defer { running.withLock { _ = $0.remove(key) } }
        let (control, now) = (control, time.wall)
        switch try await desk.run({ try control.beginAnswer(key, of: request, at: now) }) {
        case .done(let bytes): return try Self.reply(bytes)
        case .begun: throw Problem(.idempotencyUnknown)
        case .other: throw Problem(.idempotencyMismatch)
        case .fresh: return try await first(call, route, key)
        }
    }

    private func first(_ call: Call, _ route: AdminRoute, _ key: [UInt8]) async throws -> Reply {
        let control = control
        do {
            let reply = try await route.handle(call)
            let bytes = Self.bytes(reply)
            // It is done, and its sender must learn so whether or not that could be remembered.
            try? await desk.run { try control.endAnswer(key, bytes) }
            return reply
        } catch {
            try? await desk.run { try control.endAnswer(key, nil) }
            throw error
        }
    }

    /// The marks of the key and of the request; nil without a key.
    private func names(_ call: Call, _ route: AdminRoute, _ who: Administrator) throws(Problem) -> ([UInt8], [UInt8])? {
        let values = HTTPField.Name("idempotency-key").map { call.headers[values: $0] } ?? []
        guard let value = values.first else { return nil }
        guard values.count == 1, TextForm.printable(255).accepts(value) else {
            throw Problem(.invalidRequest, "Idempotency-Key is 1 to 255 characters of printable ASCII, once")
        }
        let mac = control.mac(.answer)
        let places = call.places.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        let parts = [who.id, route.method.rawValue, route.path.text] + places
        let head = parts.map { "\($0.utf8.count):\($0)" }.joined()
        let key = mac.mark(Array("key:\(head)\(value.utf8.count):\(value)".utf8))
        return (key, mac.mark(Array("request:\(head)".utf8) + call.body.bytes(sortedKeys: true)))
    }

    private static func bytes(_ reply: Reply) -> [UInt8] {
        let headers = reply.headers.map { JSONValue.array([.string($0.name.rawName), .string($0.value)]) }
        return JSONValue.object([
            .init("status", .integer(Int64(reply.status.code))), .init("headers", .array(headers)),
            .init("body", .string(String(decoding: reply.body, as: UTF8.self))),
        ]).bytes()
    }

    private static func reply(_ bytes: [UInt8]) throws -> Reply {
        let value = try JSONValue(parsing: bytes)
        guard let status = value["status"]?.integer, let body = value["body"]?.text else {
            throw Problem(.internalError)
        }
        var reply = Reply(status: .init(code: Int(status)), body: Array(body.utf8))
        for pair in value["headers"]?.elements ?? [] {
            guard let name = pair[0]?.text.flatMap({ HTTPField.Name($0) }), let text = pair[1]?.text else { continue }
            reply.headers[name] = text
        }
        return reply
    }
}
