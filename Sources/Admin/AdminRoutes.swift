import HTTPTypes
import Hummingbird
import Telemetry

/// What each path of the operators' listener answers.
struct AdminRoutes {
    private let sources: AdminPlane.Sources

    init(_ sources: AdminPlane.Sources) {
        self.sources = sources
    }

    /// The routes; everything else is 404.
    func router() -> Router<BasicRequestContext> {
        let router = Router()
        let sources = sources
        router.get("/livez") { _, _ in "live\n" }
        router.get("/readyz") { _, _ in Self.readiness(sources.readiness()) }
        router.get("/version") { _, _ in Self.version(sources.build) }
        router.get("/metrics") { request, _ in
            Self.metrics(sources.exposition(request.headers[.accept], request.headers[.acceptEncoding]))
        }
        router.get("/api/v1/status") { request, context -> Response in
            guard Self.isAdmin(request, sources) else { return Self.unauthorized() }
            return try sources.status().response(from: request, context: context)
        }
        return router
    }

    private static func isAdmin(_ request: Request, _ sources: AdminPlane.Sources) -> Bool {
        let values = request.headers[values: .authorization]
        guard values.count == 1, values[0].lowercased().hasPrefix("bearer ") else { return false }
        return sources.isAdmin(String(values[0].dropFirst(7)))
    }

    private static func readiness(_ readiness: Readiness) -> Response {
        text(readiness.text, status: readiness.isReady ? .ok : .serviceUnavailable)
    }

    private static func version(_ build: BuildFacts) -> Response {
        text("weir \(build.version) (\(build.revision), Swift \(build.swiftVersion), \(build.target))\n", status: .ok)
    }

    private static func metrics(_ exposition: Exposition) -> Response {
        var headers: HTTPFields = [.contentType: exposition.contentType, .vary: "accept, accept-encoding"]
        if let encoding = exposition.contentEncoding { headers[.contentEncoding] = encoding }
        return Response(
            status: HTTPResponse.Status(code: exposition.status), headers: headers,
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: exposition.body)))
    }

    // RFC 9457, the form of every error of the operators' API.
    private static func unauthorized() -> Response {
        Response(
            status: .unauthorized,
            headers: [.contentType: "application/problem+json", .wwwAuthenticate: "Bearer"],
            body: ResponseBody(
                byteBuffer: ByteBuffer(
                    string: """
                        {"type":"urn:weir:problem:auth-invalid","title":"Unauthorized","status":401,\
                        "detail":"send Authorization: Bearer with an admin token","code":"auth_invalid"}
                        """)))
    }

    private static func text(_ text: String, status: HTTPResponse.Status) -> Response {
        Response(
            status: status, headers: [.contentType: "text/plain; charset=utf-8"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }
}
