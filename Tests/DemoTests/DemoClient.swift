import Demo
import Exchange
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import Testing

/// Asks a demo provider over HummingbirdTesting's router.
struct DemoClient: Sendable {
    static let key = "sk-demo-0123456789"

    private let client: any TestClientProtocol

    /// Runs `body` with a fresh provider.
    static func run(_ body: @Sendable (DemoClient) async throws -> Void) async throws {
        let provider = DemoProvider(credential: Secret(key))
        try await provider.application().test(.router) { client in try await body(DemoClient(client: client)) }
    }

    /// Posts JSON with the right credential, or with `headers` instead.
    func post(_ path: String, _ body: JSON, headers: HTTPFields? = nil) async throws -> DemoReply {
        try await post(path, text: body.rendered, headers: headers)
    }

    /// Posts a text with the right credential, or with `headers` instead.
    func post(_ path: String, text: String, headers: HTTPFields? = nil) async throws -> DemoReply {
        let response = try await client.executeRequest(
            uri: path,
            method: .post,
            headers: headers ?? [.authorization: "Bearer \(Self.key)"],
            body: ByteBuffer(string: text)
        )
        return DemoReply(status: response.status.code, headers: response.headers, text: String(buffer: response.body))
    }

    /// Gets with the right credential.
    func get(_ path: String, version: String? = nil) async throws -> DemoReply {
        var headers: HTTPFields = [.authorization: "Bearer \(Self.key)"]
        if let version, let name = HTTPField.Name("anthropic-version") { headers[name] = version }
        let response = try await client.executeRequest(uri: path, method: .get, headers: headers, body: nil)
        return DemoReply(status: response.status.code, headers: response.headers, text: String(buffer: response.body))
    }

    /// Asks for a chat answer to the words "hi there friend".
    func chat(_ model: String, _ more: JSON = [:]) async throws -> DemoReply {
        let body: JSON = [
            "model": .string(model), "messages": [["role": "user", "content": "hi there friend"]],
        ]
        return try await post("/v1/chat/completions", .object(body.members + more.members))
    }

    /// Asks for a message that answers the words "hi there friend".
    func message(_ model: String, _ more: JSON = [:]) async throws -> DemoReply {
        let body: JSON = [
            "model": .string(model), "messages": [["role": "user", "content": "hi there friend"]],
        ]
        return try await post(
            "/v1/messages",
            .object(body.members + (["max_tokens": 1_000] as JSON).members + more.members)
        )
    }
}

/// What came back.
struct DemoReply: Sendable {
    let status: Int
    let headers: HTTPFields
    let text: String

    /// The body as JSON; null where it is none.
    var json: JSON { (try? JSONReader.read(Array(text.utf8))) ?? nil }

    /// The data of every event of a stream.
    var data: [String] {
        text.split(separator: "\n").filter { $0.hasPrefix("data: ") }.map { String($0.dropFirst(6)) }
    }

    /// The events of a stream that are JSON.
    var events: [JSON] { data.compactMap { try? JSONReader.read(Array($0.utf8)) } }

    /// The names on the `event:` lines.
    var names: [String] {
        text.split(separator: "\n").filter { $0.hasPrefix("event: ") }.map { String($0.dropFirst(7)) }
    }
}
