import Dialects
import HTTPTypes
import Hummingbird
import Storage

/// An error of the operators' listener, in the form of RFC 9457.
///
/// Every text is weir's own, but for names that were checked before and for words of what is refused in `errors`.
struct Problem: Error {
    let code: ProblemCode
    let detail: String
    /// What goes beside the content type.
    var headers: HTTPFields
    /// What is wrong, place by place.
    let mistakes: [Mistake]

    init(_ code: ProblemCode, _ detail: String? = nil, headers: HTTPFields = [:], mistakes: [Mistake] = []) {
        self.code = code
        self.detail = detail ?? code.detail
        self.headers = headers
        self.mistakes = Array(mistakes.prefix(Self.mostMistakes))
    }

    /// The most mistakes that are told.
    private static let mostMistakes = 32

    /// 401: no credential, or one that is not good, for whatever reason.
    static var unauthorized: Problem { Problem(.authInvalid, headers: [.wwwAuthenticate: "Bearer"]) }

    /// 405: the path takes these methods.
    static func methodNotAllowed(_ methods: [String]) -> Problem {
        Problem(.methodNotAllowed, headers: [.allow: methods.joined(separator: ", ")])
    }

    /// 503: too many requests wait.
    static var overloaded: Problem { Problem(.overloaded, headers: [.retryAfter: "1"]) }

    /// 400: the question to the history has these mistakes.
    static func invalidQuestion(_ mistakes: [LogsMistake]) -> Problem {
        Problem(.invalidQuery, mistakes: mistakes.map(Mistake.init))
    }

    /// What an error that was thrown is to whoever asked.
    init(_ error: any Error) {
        switch error {
        case let problem as Problem: self = problem
        case let error as StorageError: self.init(error)
        default: self.init(.internalError)
        }
    }

    private init(_ error: StorageError) {
        switch error {
        case .taken(let reason): self.init(.nameTaken, reason)
        case .exists: self.init(.nameTaken, error.description)
        case .bound(let reason): self.init(.conflict, reason)
        case .revoked: self.init(.revoked)
        case .notFound: self.init(.notFound)
        case .name(let reason): self.init(.conflict, reason)
        case .versionChanged: self.init(.versionMismatch)
        case .hasChildren, .originChanged, .disabled: self.init(.conflict, error.description)
        case .deadline: self.init(.deadline)
        default: self.init(.internalError)
        }
    }

    /// The answer; `request` is the id under which it was asked.
    func response(_ request: String) -> Response {
        let status = HTTPResponse.Status(code: code.status, reasonPhrase: code.title)
        var members: [JSONValue.Member] = [
            .init("type", .string("urn:weir:problem:" + String(code.rawValue.map { $0 == "_" ? "-" : $0 }))),
            .init("title", .string(code.title)), .init("status", .integer(Int64(code.status))),
            .init("detail", .string(detail)), .init("code", .string(code.rawValue)),
            .init("request_id", .string(request)), .init("instance", .string("urn:weir:request:\(request)")),
        ]
        if !mistakes.isEmpty { members.append(.init("errors", .array(mistakes.map(\.json)))) }
        var headers = headers
        headers[.contentType] = "application/problem+json"
        let bytes = JSONValue.object(members).bytes() + [0x0A]
        return Response(status: status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }
}

/// One thing that is wrong with what was sent.
struct Mistake: Sendable, Hashable {
    /// The place: a JSON pointer (RFC 6901) into the body, or the name of a parameter.
    var pointer: String
    /// A stable word.
    var code: String
    /// What is wrong, in words.
    var detail: String
    /// What may stand there instead; nil where nothing is known.
    var suggestion: String?

    init(_ pointer: String, _ code: String, _ detail: String) {
        self.pointer = pointer
        self.code = code
        self.detail = detail
    }

    init(_ mistake: LogsMistake) {
        self.init(mistake.pointer, mistake.code, mistake.detail)
        suggestion = mistake.suggestion
    }

    var json: JSONValue {
        var members: [JSONValue.Member] = [
            .init("pointer", .string(pointer)), .init("code", .string(code)), .init("detail", .string(detail)),
        ]
        if let suggestion { members.append(.init("suggestion", .string(suggestion))) }
        return .object(members)
    }
}
