import Dialects
import HTTPTypes
import Testing

extension Client {
    /// Sends a request with a token and, where one is given, a JSON body.
    func ask(
        _ method: HTTPRequest.Method,
        _ path: String,
        as token: String = Plane.adminToken,
        _ body: JSONValue? = nil,
        _ more: [String: String] = [:]
    ) async throws -> Reply {
        var headers: HTTPFields = [.authorization: "Bearer \(token)"]
        if body != nil { headers[.contentType] = "application/json" }
        for (name, value) in more { if let name = HTTPField.Name(name) { headers[name] = value } }
        let text = body.map { String(decoding: $0.bytes(), as: UTF8.self) }
        return try await ask(path, method, headers, body: text)
    }
}

extension Reply {
    /// The body as JSON.
    var json: JSONValue { (try? JSONValue(parsing: body)) ?? .null }
    /// The stable word of a problem.
    var code: String? { json["code"]?.text }
    /// The id of the thing.
    var id: String { json["id"]?.text ?? "" }
    /// The version as If-Match takes it.
    var tag: String { headers[.eTag] ?? "" }
    /// The pointers of what is wrong.
    var pointers: [String] { (json["errors"]?.elements ?? []).compactMap { $0["pointer"]?.text } }
}
