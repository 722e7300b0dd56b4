import HTTPTypes
import Hummingbird
import Telemetry

/// What each path of the operators' listener answers.
struct AdminRoutes {
    private let sources: AdminPlane.Sources

    init(_ sources: AdminPlane.Sources) {
        self.sources = sources
    }

    /// The routes, each for GET and HEAD; everything else is a problem (RFC 9457).
    func router() -> Router<BasicRequestContext> {
        let router = Router(options: .autoGenerateHeadEndpoints)
        let sources = sources
        let paths = ["/livez", "/readyz", "/version", "/metrics", "/api/v1/status", "/api/v1/upstreams"]
        router.add(middleware: Problems(paths: Set(paths)))
        router.get("/livez") { _, _ in Self.text("live\n") }
        router.get("/readyz") { _, _ in Self.readiness(sources.readiness()) }
        router.get("/version") { _, _ in Self.version(sources.build) }
        router.get("/metrics") { request, _ in Self.metrics(request, sources) }
        router.get("/api/v1/status") { request, context -> Response in
            guard Self.admin(request, sources) != nil else { return Problem.unauthorized.response }
            return try Self.json(sources.status(), request, context)
        }
        router.get("/api/v1/upstreams") { request, context -> Response in
            guard Self.admin(request, sources) != nil else { return Problem.unauthorized.response }
            return try Self.json(UpstreamsReport(sources.upstreams()), request, context)
        }
        router.post("/api/v1/upstreams/{upstream}:open-breaker") { request, context -> Response in
            try Self.order(.isolate, request, context, sources)
        }
        router.post("/api/v1/upstreams/{upstream}:auto-breaker") { request, context -> Response in
            try Self.order(.release, request, context, sources)
        }
        router.post("/api/v1/logs:query") { request, _ in try await Self.logs(request, sources) }
        return router
    }

    /// The id of the administrator's key that the request bears, or nil.
    static func admin(_ request: Request, _ sources: AdminPlane.Sources) -> String? {
        let values = request.headers[values: .authorization]
        guard values.count == 1, values[0].lowercased().hasPrefix("bearer ") else { return nil }
        return sources.admin(String(values[0].dropFirst(7)))
    }

    private static func order(
        _ action: BreakerOrder.Action,
        _ request: Request,
        _ context: BasicRequestContext,
        _ sources: AdminPlane.Sources
    ) throws -> Response {
        guard let keyID = admin(request, sources) else { return Problem.unauthorized.response }
        let models = request.uri.queryParameters.getAll("model")
        guard let upstream = context.parameters.get("upstream"), models.count <= 1, upstream.utf8.count <= 256,
            models.allSatisfy({ (1...256).contains($0.utf8.count) })
        else { return Problem.invalidOrder.response }
        let model = models.first
        let count = sources.order(BreakerOrder(action, upstream: upstream, model: model, keyID: keyID))
        guard count > 0 else { return Problem.noUpstream.response }
        return try json(OrderReport(upstream: upstream, model: model, breakers: count), request, context)
    }

    private static func json(
        _ report: some ResponseEncodable,
        _ request: Request,
        _ context: BasicRequestContext
    ) throws -> Response {
        var response = try report.response(from: request, context: context)
        response.headers[.cacheControl] = "no-store"
        return response
    }

    private static func readiness(_ readiness: Readiness) -> Response {
        text(readiness.text, status: readiness.isReady ? .ok : .serviceUnavailable)
    }

    private static func version(_ build: BuildFacts) -> Response {
        text("weir \(build.version) (\(build.revision), Swift \(build.swiftVersion), \(build.target))\n")
    }

    private static func metrics(_ request: Request, _ sources: AdminPlane.Sources) -> Response {
        let exposition = sources.exposition(joined(request, .accept), joined(request, .acceptEncoding))
        var headers: HTTPFields = [.contentType: exposition.contentType, .vary: "accept, accept-encoding"]
        if let encoding = exposition.contentEncoding { headers[.contentEncoding] = encoding }
        if let name = HTTPField.Name("Process-Start-Time-Unix") { headers[name] = "\(sources.processStart)" }
        return Response(
            status: HTTPResponse.Status(code: exposition.status),
            headers: headers,
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: exposition.body))
        )
    }

    /// The value of a list field; several lines of it are one list (RFC 9110, section 5.2).
    private static func joined(_ request: Request, _ name: HTTPField.Name) -> String? {
        let values = request.headers[values: name]
        return values.isEmpty ? nil : values.joined(separator: ", ")
    }

    private static func text(_ text: String, status: HTTPResponse.Status = .ok) -> Response {
        Response(
            status: status,
            headers: [.contentType: "text/plain; charset=utf-8", .cacheControl: "no-store"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: text))
        )
    }
}
