import HTTPTypes
import Hummingbird

/// An error of the operators' listener, in the form of RFC 9457.
///
/// Every text is weir's own: nothing of the request goes into an answer.
struct Problem {
    private let status: HTTPResponse.Status
    /// A stable word, as `x-weir-error` has them on the data plane.
    private let code: String
    private let detail: String
    /// What goes beside the content type.
    private let headers: HTTPFields

    private init(_ status: HTTPResponse.Status, _ code: String, _ detail: String, headers: HTTPFields = [:]) {
        self.status = status
        self.code = code
        self.detail = detail
        self.headers = headers
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
            "detail":"\(detail)","code":"\(code)"}
            """
        return Response(
            status: status,
            headers: headers,
            body: ResponseBody(byteBuffer: ByteBuffer(string: text + "\n"))
        )
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
        if paths.contains("/" + parts.joined(separator: "/")) { return .methodNotAllowed }
        let isOrder =
            parts.count == 4 && parts[..<3].elementsEqual(["api", "v1", "upstreams"])
            && BreakerOrder.Action.allCases.contains { parts[3].hasSuffix(":\($0.rawValue)") }
        return isOrder && request.method != .post ? .onlyPost : .noRoute
    }
}
