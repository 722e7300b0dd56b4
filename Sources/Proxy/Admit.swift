import Exchange
import NIOCore
import Policy

extension Passage {
    /// Finds out who asks, from exactly one credential.
    func admit() throws(Failure) -> Caller {
        if let fault { throw fault }
        let credentials = caller.head.fields.filter { $0.id.isCredential }
        // Gemini's callers may send their key in the query.
        let query = meaning.surface == .gemini ? CallerQuery(caller.head.query).keys : []
        guard credentials.count + query.count > 0 else {
            throw Failure(.authMissing, "no API key: send Authorization: Bearer wr_… or x-api-key")
        }
        guard credentials.count + query.count == 1 else {
            exchange.auth = .malformed
            throw Failure(.invalidRequest, "send exactly one credential")
        }
        switch answer(credentials.first, or: query.first ?? "") {
        case .caller(let caller):
            exchange.auth = .ok
            exchange.caller = caller
            exchange.capture = snapshot.capture.level(
                route: exchange.ask.route,
                path: exchange.ask.path,
                key: caller.permission.capture,
                bound: caller.permission.mostCapture
            )
            return caller
        case .refused(let why):
            exchange.auth = why
            throw Failure(.authInvalid, "the API key is not valid")
        }
    }

    /// What the key table says to the credential in a field, or to a key from the query.
    private func answer(_ field: HeadField?, or key: String) -> KeyAnswer {
        guard let field else {
            return Array(key.utf8).withUnsafeBytes { gateway.keys.caller(for: $0, at: exchange.timeline.wall) }
        }
        return caller.head.withValue(field) { value in
            let token = field.id == .authorization ? Self.bearer(value) : value
            guard let token else { return KeyAnswer.refused(.malformed) }
            return gateway.keys.caller(for: token, at: exchange.timeline.wall)
        }
    }

    /// The token behind `Bearer`, in any case of the word; nil when the value has another form.
    private static func bearer(_ value: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer? {
        guard value.count > 7, FieldTable.matches(value.prefix(6), "bearer"), ByteClass.isBlank(value[6]) else {
            return nil
        }
        let token = value.dropFirst(7).drop { ByteClass.isBlank($0) }
        return token.isEmpty ? nil : UnsafeRawBufferPointer(rebasing: token)
    }
}
