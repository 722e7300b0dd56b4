import Exchange
import HTTPTypes
import Hummingbird
import NIOCore

/// Answers one request: checks the credential, finds endpoint and model, lets the player play.
struct DemoResponder: HTTPResponder {
    /// The largest body that is read as JSON, in bytes.
    static let mostBytes = 67_108_864

    let gate: CredentialGate
    let tally: Tally
    let seed: UInt64
    let time: any TimeSource

    func respond(to request: Request, context: DemoContext) async throws -> Response {
        let surface = Endpoint.surface(
            path: request.uri.path,
            hasAnthropicVersion: HTTPField.Name("anthropic-version").map(request.headers.contains) ?? false
        )
        let id = tally.requestID()
        // No HEAD anywhere: a body behind it would be taken for the next answer.
        guard request.method != .head else { return Response(status: .methodNotAllowed) }
        do throws(Refusal) {
            return try await answer(request, surface, id, Wire(channel: context.channel))
        } catch {
            var headers = Self.headers(surface, id)
            for (name, value) in error.headers { headers.set(name, value) }
            return Self.plain(error.body(surface, requestID: id), status: error.status, headers)
        }
    }

    private func answer(
        _ request: Request,
        _ surface: Surface,
        _ id: String,
        _ wire: Wire
    ) async throws(Refusal) -> Response {
        guard gate.admits(request.headers) else { throw .unauthorized(surface) }
        guard let endpoint = Endpoint(path: request.uri.path) else { throw .noPath }
        guard request.method == (endpoint.isRead ? .get : .post) else {
            throw Refusal(status: 405, message: "Not allowed to \(request.method.rawValue) here.")
        }
        let headers = Self.headers(surface, id)
        switch endpoint {
        case .models: return Self.plain(ModelList.all(surface).body(), status: 200, headers)
        case .model(let name):
            return Self.plain(try ModelList.one(named: name, surface).body(), status: 200, headers)
        case .files, .transcriptions:
            let (choice, answer) = try await upload(request, endpoint, surface)
            return try await play(answer, choice, surface, headers, wire)
        default:
            let body = try await Self.read(request)
            let choice = try Self.choice(body.json["model"].text, surface)
            let words = Wording(endpoint: endpoint, choice: choice, head: request.head, bytes: body.bytes)
            return try await play(try words.answer(to: body.json), choice, surface, headers, wire)
        }
    }

    private func play(
        _ answer: DemoAnswer,
        _ choice: ModelChoice,
        _ surface: Surface,
        _ headers: HTTPFields,
        _ wire: Wire
    ) async throws(Refusal) -> Response {
        let plight = Plight(choice, turn: { tally.turn(of: choice.text) }, seed: seed)
        let pace = Pace(choice)
        let player = Player(plight: plight, pace: pace, wire: wire)
        // Left early, there is nobody to answer: the write that follows finds the connection closed.
        try? await wire.wait(answer.stream == nil ? pace.whole(answer.pieces) : pace.head)
        try refuse(plight, surface, isStream: answer.stream != nil)
        switch plight {
        case .noAnswer(let rst): try? await wire.close(rst: rst)
        case .badHTTP(let fault): try? await wire.send(fault, in: answer)
        case .replaced(let shape): return Self.page(shape, headers)
        default: break
        }
        guard let script = answer.stream else { return player.plain(answer.body(), headers) }
        var headers = headers
        headers[.contentType] = DemoAnswer.streamType
        headers[.cacheControl] = "no-cache"
        return Response(
            status: .ok,
            headers: headers,
            body: ResponseBody { writer in try await player.play(script, into: &writer) }
        )
    }

    /// Throws the failure that the caller is to get in an answer's place, where it is one.
    private func refuse(_ plight: Plight, _ surface: Surface, isStream: Bool) throws(Refusal) {
        switch plight {
        case .status(let status, let wait): throw .shown(status, wait, surface, now: time.wall)
        case .refused(let reason): throw .refused(reason, surface)
        case .errorEvent(_, let fault) where !isStream: throw .inStream(fault, surface)
        default: break
        }
    }

    private func upload(
        _ request: Request,
        _ endpoint: Endpoint,
        _ surface: Surface
    ) async throws(Refusal) -> (ModelChoice, DemoAnswer) {
        var head: [UInt8] = []
        var size = 0
        do {
            for try await buffer in request.body {
                size += buffer.readableBytes
                let room = Uploads.headBytes - head.count
                if room > 0 { head.append(contentsOf: buffer.readableBytesView.prefix(room)) }
            }
        } catch {
            throw .invalid("The body ended early.")
        }
        let upload = Uploads(head: head, size: size)
        let choice = try Self.choice(upload.model ?? "demo-chat", surface)
        let id = Chance.hex(Chance.hash(head) &+ UInt64(size))
        return (choice, endpoint == .files ? upload.file(id: id) : upload.transcription())
    }
}

extension DemoResponder {
    private static func read(_ request: Request) async throws(Refusal) -> (json: JSON, bytes: [UInt8]) {
        let bytes: [UInt8]
        do {
            bytes = Array(try await request.body.collect(upTo: mostBytes).readableBytesView)
        } catch is NIOTooManyBytesError {
            throw Refusal(status: 413, message: "The body is larger than \(mostBytes) bytes.")
        } catch {
            throw .invalid("The body ended early.")
        }
        do throws(JSONReader.Fault) {
            return (try JSONReader.read(bytes), bytes)
        } catch {
            throw .invalid("We could not parse the JSON body of your request (at byte \(error.offset)).")
        }
    }

    private static func choice(_ name: String?, _ surface: Surface) throws(Refusal) -> ModelChoice {
        guard let name else {
            let message = surface == .openAI ? "you must provide a model parameter" : "model: Field required"
            throw .invalid(message, param: "model")
        }
        do throws(ModelChoice.Fault) {
            return try ModelChoice(name)
        } catch {
            throw .model(name, error, surface)
        }
    }

    private static func headers(_ surface: Surface, _ id: String) -> HTTPFields {
        var headers = HTTPFields()
        headers[.contentType] = "application/json"
        headers.set(surface == .openAI ? "x-request-id" : "request-id", id)
        if surface == .openAI { headers.set("openai-version", "2020-10-01") }
        return headers
    }

    /// What stands in an answer's place.
    private static func page(_ shape: Shape, _ headers: HTTPFields) -> Response {
        guard shape == .html else { return Response(status: .ok, headers: headers) }
        var headers = headers
        headers[.contentType] = "text/html; charset=utf-8"
        let page = "<!DOCTYPE html>\n<title>Welcome</title>\n<p>This page was asked of the demo provider.</p>\n"
        return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(string: page)))
    }

    private static func plain(_ body: JSON, status: Int, _ headers: HTTPFields) -> Response {
        Response(
            status: HTTPResponse.Status(code: status),
            headers: headers,
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: body.bytes))
        )
    }
}

extension Player {
    /// A plain answer whose head promises the whole body, unless it is to end early in order.
    fileprivate func plain(_ body: JSON, _ headers: HTTPFields) -> Response {
        let bytes = ByteBuffer(bytes: body.bytes)
        let isHalf =
            switch plight {
            case .cut(_, .clean), .brokenJSON: true
            default: false
            }
        guard plight != .none || pace.drip != nil else {
            return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: bytes))
        }
        let length = isHalf ? bytes.readableBytes / 2 : bytes.readableBytes
        return Response(
            status: .ok,
            headers: headers,
            body: ResponseBody(contentLength: length) { writer in try await play(bytes, into: &writer) }
        )
    }
}

extension HTTPFields {
    /// Sets a field by a name that is known to be good.
    fileprivate mutating func set(_ name: String, _ value: String) {
        guard let name = HTTPField.Name(name) else { return }
        self[name] = value
    }
}
