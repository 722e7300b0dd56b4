import Dialects
import Exchange
import NIOCore
import Policy

extension Passage {
    /// Reads what is asked: the head, and for requests a model answers the whole body, once.
    func read(_ caller: Caller) async throws(Failure) -> Ask {
        try checkHead(caller)
        if goesSigned { meaning.readsBody = true }
        let length = Int64(self.caller.head.contentLength ?? 0)
        guard gateway.admits(caller.permission.priority, bodyBytes: length) else {
            throw Failure(.overloaded, "weir is short of memory or connections", retryAfter: Overload.retryAfter)
        }
        guard meaning.readsBody else {
            bodyMode = .stream
            return exchange.ask
        }
        if let length = self.caller.head.contentLength, length > snapshot.limits.bodyBytes {
            throw Failure(.bodyTooLarge, "the body is larger than \(snapshot.limits.bodyBytes) bytes")
        }
        try await collectBody()
        if exchange.ask.isInference { try scanBody() }
        try checkModel(caller)
        return exchange.ask
    }

    /// Waits for the whole body, for which there must be room in memory; one of unknown length counts as a large one.
    private func collectBody() async throws(Failure) {
        let head = self.caller.head
        let bytes = head.isChunked ? Overload.largestBody : Int64(head.contentLength ?? 0)
        guard bytes > BodyRoom.smallest, !isBodyWhole else { return try await wholeBody() }
        guard gateway.takeBody(bytes) else {
            throw Failure(.overloaded, "weir is short of memory", retryAfter: Overload.retryAfter)
        }
        do throws(Failure) {
            try await wholeBody()
        } catch {
            gateway.settleBody(bytes, isWhole: false)
            throw error
        }
        gateway.settleBody(bytes, isWhole: true)
    }

    /// True for the raw way to a provider whose requests are signed, which takes the whole body.
    private var goesSigned: Bool {
        guard let name = meaning.target, let provider = snapshot.routes.named(name) else { return false }
        return provider.targets.contains { $0.credentialStyle(isNative: meaning.isNative) == .awsSignature }
    }

    private func checkHead(_ caller: Caller) throws(Failure) {
        let ask = exchange.ask
        guard ask.route != .unmatched else { throw Failure(.noRoute, "there is nothing at \(ask.path)") }
        guard ask.method != .other else {
            throw Failure(.methodNotAllowed, "\(ask.route.rawValue) does not take this method")
        }
        guard caller.permission.allows(route: ask.route, path: Arrival.path(self.caller.head)) else {
            exchange.auth = .forbidden
            throw Failure(.forbidden, "the key may not use \(ask.route.rawValue)")
        }
        let head = self.caller.head
        if meaning.readsBody, ask.isInference, let coding = head.text(.contentEncoding), coding != "identity" {
            throw Failure(.unsupportedMedia, "a body with content-encoding cannot be read")
        }
        let streamed = snapshot.limits.streamedBodyBytes
        if let length = head.contentLength, length > streamed {
            throw Failure(.bodyTooLarge, "the body is larger than \(streamed) bytes")
        }
        if ask.operation == .other, !caller.permission.allowsUnreadModels {
            exchange.auth = .forbidden
            throw Failure(.forbidden, "the key is bound to models, and this path names none that can be read")
        }
    }

    private func scanBody() throws(Failure) {
        let format = exchange.ask.format
        let path = meaning.model?.facts
        let scanned: Result<RequestScan, ScanFailure> = body.withUnsafeReadableBytes { bytes in
            Result { () throws(ScanFailure) in try RequestScan.scan(bytes, format: format, path: path) }
        }
        switch scanned {
        case .failure(let failure): throw Failure(.invalidRequest, failure.message)
        case .success(let scan):
            exchange.ask.model = scan.model.map(Self.recorded)
            exchange.ask.isStream = scan.isStream
            exchange.ask.includesUsage = scan.includesUsage
            exchange.ask.maxTokens = scan.maxTokens
            exchange.ask.tools = scan.tools
            if exchange.ask.user == nil {
                exchange.ask.user = scan.user.map(Scrubber.scrub).map { Arrival.cut($0, 128) }
            }
            if exchange.ask.conversation == nil { exchange.ask.conversation = scan.conversation }
            self.scan = scan
        }
    }

    /// A model's name as it is recorded: without what looks like a secret, at most 128 bytes.
    static func recorded(_ model: String) -> String {
        Arrival.cut(Scrubber.scrub(model), 128)
    }

    private func checkModel(_ caller: Caller) throws(Failure) {
        guard exchange.ask.isInference else { return }
        guard let model = scan?.model, !model.isEmpty else {
            // moderations may leave the model to the provider
            if exchange.ask.operation == .moderations, caller.permission.allowsUnreadModels { return }
            throw Failure(.invalidRequest, "the request names no model")
        }
        guard model.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else {
            throw Failure(.invalidRequest, "the model's name holds a control character")
        }
        guard caller.permission.allows(model: model) else {
            exchange.auth = .forbidden
            throw Failure(.forbidden, "the key may not use the model \"\(Self.recorded(model))\"")
        }
    }
}
