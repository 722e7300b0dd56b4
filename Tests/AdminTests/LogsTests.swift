import Admin
import FoundationEssentials
import HTTPTypes
import Testing

@Suite struct LogsTests {
    private static let admin: HTTPFields = [.authorization: "Bearer \(Plane.adminToken)"]
    private static let path = "/api/v1/logs:query"

    private struct Fields: Decodable {
        struct Mistake: Decodable, Equatable {
            let pointer: String
            let code: String
            let detail: String
            let suggestion: String?
        }

        let status: Int
        let code: String
        let errors: [Mistake]?
    }

    @Test func `a question reaches the history as it came, and its answer the asker`() async throws {
        let plane = try Plane()
        try await plane.run { client in
            let question = #"{"filter":{"and":[{"has":"error"}]}}"#
            let reply = try await client.ask(Self.path, .post, Self.admin, body: question)
            #expect(reply.status == 200 && reply.text == #"{"data":[]}"#)
            #expect(reply.type == "application/json; charset=utf-8" && reply.headers[.cacheControl] == "no-store")
            #expect(plane.questions.all == [question])
            let empty = try await client.ask(Self.path, .post, Self.admin)
            #expect(empty.status == 200 && plane.questions.all.last == "")
        }
    }

    @Test func `mistakes are a problem of 400 with their pointers`() async throws {
        var plane = try Plane()
        let mistakes = [
            LogsMistake(
                pointer: "/filter/and/2/op",
                code: "bad_operator",
                detail: "did you mean `>=`?",
                suggestion: ">="
            ),
            LogsMistake(pointer: "/a~1\"\\\u{1}é\u{2028}", code: "unknown_member", detail: "\n", suggestion: nil),
        ]
        plane.answer = .refused(mistakes)
        try await plane.run { client in
            let reply = try await client.ask(Self.path, .post, Self.admin, body: "{}")
            #expect(reply.status == 400 && reply.type == "application/problem+json")
            let fields = try JSONDecoder().decode(Fields.self, from: Data(reply.body))
            #expect(fields.status == 400 && fields.code == "invalid_query")
            let told = fields.errors?.map {
                LogsMistake(pointer: $0.pointer, code: $0.code, detail: $0.detail, suggestion: $0.suggestion)
            }
            #expect(told == mistakes)
            #expect(reply.text.split(separator: "\n").count == 1)
        }
    }

    @Test(arguments: [(LogsAnswer.late, 503, "deadline"), (.busy, 503, "overloaded"), (.failed, 500, "internal_error")])
    func `what cannot be answered is a problem`(_ answer: LogsAnswer, _ status: Int, _ code: String) async throws {
        var plane = try Plane()
        plane.answer = answer
        try await plane.run { client in
            let reply = try await client.ask(Self.path, .post, Self.admin, body: "{}")
            let fields = try JSONDecoder().decode(Fields.self, from: Data(reply.body))
            #expect(reply.status == status && fields.code == code && fields.errors == nil)
            #expect(reply.field("retry-after") == (answer == .busy ? "1" : nil))
        }
    }

    @Test func `a question has at most 64 KiB`() async throws {
        let plane = try Plane()
        try await plane.run { client in
            let most = String(repeating: " ", count: 65_536)
            #expect(try await client.ask(Self.path, .post, Self.admin, body: most).status == 200)
            let reply = try await client.ask(Self.path, .post, Self.admin, body: most + " ")
            #expect(reply.status == 413 && reply.text.contains("body_too_large"))
            #expect(plane.questions.all == [most])
        }
    }

    @Test func `without an admin token nothing is asked, and other methods ask nothing`() async throws {
        let plane = try Plane()
        try await plane.run { client in
            for token in ["", "Bearer", "Bearer \(Plane.clientKey)", "Basic \(Plane.adminToken)"] {
                let reply = try await client.ask(Self.path, .post, [.authorization: token], body: "{}")
                #expect(reply.status == 401 && reply.plain == StatusTests.refusal)
            }
            for method in [HTTPRequest.Method.get, .head, .put, .delete] {
                let reply = try await client.ask(Self.path, method, Self.admin)
                #expect(reply.status == 405 && reply.headers[.allow] == "POST")
            }
            for path in ["/api/v1/logs", "/api/v1/logs:ask", "/api/v1/logs:query/x", "/api/v1/logs%3Aquery"] {
                #expect(try await client.ask(path, .post, Self.admin, body: "{}").status == 404, "\(path)")
            }
        }
        #expect(plane.questions.all.isEmpty)
    }
}
