import HTTPTypes
import Hummingbird

/// Questions to the history.
extension AdminRoutes {
    /// The path that takes them.
    static let logsPath = "/api/v1/logs:query"
    /// The most bytes of a question.
    private static let mostBytes = 65_536

    /// Asks in an administrator's name.
    static func logs(_ request: Request, _ sources: AdminPlane.Sources) async throws -> Response {
        guard admin(request, sources) != nil else { return Problem.unauthorized.response }
        guard let body = try await body(of: request) else { return Problem.bodyTooLarge.response }
        switch await sources.logs(body) {
        case .found(let json):
            return Response(
                status: .ok,
                headers: [.contentType: "application/json; charset=utf-8", .cacheControl: "no-store"],
                body: ResponseBody(byteBuffer: ByteBuffer(bytes: json))
            )
        case .refused(let mistakes): return Problem.invalidQuestion(mistakes).response
        case .late: return Problem.deadline.response
        case .busy: return Problem.overloaded.response
        case .failed: return Problem.internal.response
        }
    }

    /// The whole body; nil for one that is too large.
    private static func body(of request: Request) async throws -> [UInt8]? {
        var bytes: [UInt8] = []
        for try await piece in request.body {
            guard bytes.count + piece.readableBytes <= mostBytes else { return nil }
            bytes += piece.readableBytesView
        }
        return bytes
    }
}
