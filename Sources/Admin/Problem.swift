import HTTPTypes
import Hummingbird

/// An error of the operators' listener, in the form of RFC 9457.
///
/// Every text is weir's own: nothing of the request goes into an answer, but for names and words of a question to the
/// history that is refused.
struct Problem {
    private let status: HTTPResponse.Status
    /// A stable word, as `x-weir-error` has them on the data plane.
    private let code: String
    private let detail: String
    /// What goes beside the content type.
    private let headers: HTTPFields
    /// What is wrong with the body, place by place.
    private let mistakes: [LogsMistake]

    private init(
        _ status: HTTPResponse.Status,
        _ code: String,
        _ detail: String,
        headers: HTTPFields = [:],
        mistakes: [LogsMistake] = []
    ) {
        self.status = status
        self.code = code
        self.detail = detail
        self.headers = headers
        self.mistakes = mistakes
    }

    /// 401: no admin token, or one that is not good, for whatever reason.
    static var unauthorized: Problem {
        Problem(
            .unauthorized,
            "auth_invalid",
            "send Authorization: Bearer with an admin token",
            headers: [.wwwAuthenticate: "Bearer"]
        )
    }

    /// 404: nothing is there.
    static var noRoute: Problem {
        Problem(.notFound, "no_route", "the operators' listener has no such path")
    }

    /// 404: no breaker is that upstream's, or that model's.
    static var noUpstream: Problem {
        Problem(.notFound, "no_upstream", "there is no such upstream or model; see /api/v1/upstreams")
    }

    /// 400: the order names no upstream, or a model badly.
    static var invalidOrder: Problem {
        Problem(.badRequest, "invalid_request", "name one upstream and at most one model")
    }

    /// 400: the question to the history has these mistakes.
    static func invalidQuestion(_ mistakes: [LogsMistake]) -> Problem {
        Problem(.badRequest, "invalid_query", "the question has mistakes; see errors", mistakes: mistakes)
    }

    /// 413: the body is larger than a question can be.
    static var bodyTooLarge: Problem {
        Problem(.contentTooLarge, "body_too_large", "a question has at most 64 KiB")
    }

    /// 503: the history did not answer in its time.
    static var deadline: Problem {
        Problem(.serviceUnavailable, "deadline", "the question took too long and was stopped; narrow it down")
    }

    /// 503: too many questions wait.
    static var overloaded: Problem {
        Problem(
            .serviceUnavailable,
            "overloaded",
            "too many questions wait already",
            headers: [.retryAfter: "1"]
        )
    }

    /// 405: the path takes GET and HEAD.
    static var methodNotAllowed: Problem {
        Problem(
            .methodNotAllowed,
            "method_not_allowed",
            "this path takes GET and HEAD",
            headers: [.allow: "GET, HEAD"]
        )
    }

    /// 405: the path takes POST.
    static var onlyPost: Problem {
        Problem(.methodNotAllowed, "method_not_allowed", "this path takes POST", headers: [.allow: "POST"])
    }

    /// 500: a fault of weir's own.
    static var `internal`: Problem {
        Problem(.internalServerError, "internal_error", "weir failed")
    }

    /// The answer.
    var response: Response {
        var headers = headers
        headers[.contentType] = "application/problem+json"
        headers[.cacheControl] = "no-store"
        let type = String(code.map { $0 == "_" ? "-" : $0 })
        let text = """
            {"type":"urn:weir:problem:\(type)","title":"\(status.reasonPhrase)","status":\(status.code),\
            "detail":"\(detail)","code":"\(code)"\(errors)}
            """
        return Response(
            status: status,
            headers: headers,
            body: ResponseBody(byteBuffer: ByteBuffer(string: text + "\n"))
        )
    }
}

extension Problem {
    /// The mistakes as a member of the answer; nothing where there are none.
    private var errors: String {
        if mistakes.isEmpty { return "" }
        let all = mistakes.map { mistake in
            let members = [("pointer", mistake.pointer), ("code", mistake.code), ("detail", mistake.detail)]
            let suggestion = mistake.suggestion.map { [("suggestion", $0)] } ?? []
            return "{" + (members + suggestion).map { "\"\($0)\":\(Self.quoted($1))" }.joined(separator: ",") + "}"
        }
        return ",\"errors\":[" + all.joined(separator: ",") + "]"
    }

    /// A text as a JSON string (RFC 8259, section 7); control characters as escapes.
    private static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\u{0}"..<" ", "\u{7F}", "\u{2028}", "\u{2029}":
                let digits = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}

/// Turns whatever no route answers into a problem.
struct Problems: RouterMiddleware {
    typealias Context = BasicRequestContext

    /// The paths that exist.
    let paths: Set<String>

    @concurrent
    func handle(
        _ request: Request,
        context: BasicRequestContext,
        next: @concurrent (Request, BasicRequestContext) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch let error as any HTTPResponseError where error.status == .notFound {
            return problem(request).response
        } catch {
            return Problem.internal.response
        }
    }

    private func problem(_ request: Request) -> Problem {
        // As the router reads it: empty parts do not count.
        let parts = request.uri.path.split(separator: "/")
        let path = "/" + parts.joined(separator: "/")
        if paths.contains(path) { return .methodNotAllowed }
        if path == AdminRoutes.logsPath, request.method != .post { return .onlyPost }
        let isOrder =
            parts.count == 4 && parts[..<3].elementsEqual(["api", "v1", "upstreams"])
            && BreakerOrder.Action.allCases.contains { parts[3].hasSuffix(":\($0.rawValue)") }
        return isOrder && request.method != .post ? .onlyPost : .noRoute
    }
}
