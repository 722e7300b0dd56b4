import Exchange
import HTTPTypes
import Hummingbird
import NIOCore
import Storage

/// What is known of a request beside itself: where it came from.
struct AdminContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    /// The address of whoever asks, without its port.
    let address: String

    init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
        address = source.channel.remoteAddress?.ipAddress ?? ""
    }
}

/// Answers requests by the table of routes: finds the route, lets in who may, reads what was sent, and does it.
struct AdminResponder: HTTPResponder {
    let table: AdminTable
    let gate: Gate
    let reading: CallReading
    let once: OnceOnly
    let time: any TimeSource

    @concurrent
    func respond(to request: Request, context: AdminContext) async throws -> Response {
        var generator = SystemRandomNumberGenerator()
        let id = RequestID(ULID(at: time.wall, using: &generator)).description
        var response: Response
        do {
            response = try await answer(request, context).response
        } catch {
            let problem = Problem(error)
            response = problem.response(id)
            if problem.code.endsConnection { response.headers[.connection] = "close" }
        }
        response.headers[.cacheControl] = "no-store"
        response.headers[.xContentTypeOptions] = "nosniff"
        if let name = HTTPField.Name("x-request-id") { response.headers[name] = id }
        return request.method == .head ? response.createHeadResponse() : response
    }

    private func answer(_ request: Request, _ context: AdminContext) async throws -> Reply {
        let target = request.head.path ?? ""
        let path = String(target.prefix { $0 != "?" })
        let (route, places) = try table.route(request.method, path)
        let who = try await gate.admit(request, to: route)
        var call = try await reading.read(request, for: route, query: target.dropFirst(path.count).dropFirst())
        call.who = who
        call.places = places
        call.address = context.address
        return try await once.answer(call, to: route)
    }
}

extension ProblemCode {
    /// True where the body was not read to its end, and is not going to be.
    fileprivate var endsConnection: Bool {
        switch self {
        case .bodyTooLarge, .requestTimeout, .unsupportedMedia: true
        default: false
        }
    }
}

/// All routes, and which of them a request means.
struct AdminTable: Sendable {
    let routes: [AdminRoute]

    /// The route of a method and a path with what stands in its places.
    func route(_ method: HTTPRequest.Method, _ path: String) throws(Problem) -> (AdminRoute, [String: String]) {
        let wanted = method == .head ? .get : method
        var methods: [String] = []
        for route in routes {
            guard let places = route.path.match(path) else { continue }
            if route.method == wanted { return (route, places) }
            methods += route.method == .get ? ["GET", "HEAD"] : [route.method.rawValue]
        }
        throw methods.isEmpty ? Problem(.noRoute) : Problem.methodNotAllowed(methods)
    }
}
