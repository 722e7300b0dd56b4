import Exchange
import NIOCore

extension Passage {
    /// Finds out who asks, from exactly one credential.
    func admit() throws(Failure) -> Caller {
        if let fault { throw fault }
        let credentials = caller.head.fields.filter { $0.id.isCredential }
        guard let field = credentials.first else {
            throw Failure(.authMissing, "no API key: send Authorization: Bearer wr_… or x-api-key")
        }
        guard credentials.count == 1 else {
            exchange.auth = .malformed
            throw Failure(.invalidRequest, "send exactly one credential")
        }
        let answer = caller.head.withValue(field) { value in
            let token = field.id == .authorization ? Self.bearer(value) : value
            guard let token else { return KeyAnswer.refused(.malformed) }
            return gateway.keys.caller(for: token, at: exchange.timeline.wall)
        }
        switch answer {
        case .caller(let caller):
            exchange.auth = .ok
            exchange.caller = caller
            exchange.capture = caller.permission.capture ?? gateway.capture
            return caller
        case .refused(let why):
            exchange.auth = why
            throw Failure(.authInvalid, "the API key is not valid")
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
