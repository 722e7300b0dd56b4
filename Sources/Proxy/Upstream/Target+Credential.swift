import Dialects
import Exchange
import NIOCore

extension Target {
    /// Writes the field that shows the credential as it is, where there is one.
    func writeCredential(_ style: CredentialStyle, into head: inout ByteBuffer) {
        guard let credential else { return }
        switch style {
        case .none: return
        // A Bedrock API key has no two parts to sign with; AWS takes it as it is.
        case .bearer, .awsSignature: head.writeStaticString("authorization: Bearer ")
        case .xAPIKey: head.writeStaticString("x-api-key: ")
        case .apiKey: head.writeStaticString("api-key: ")
        case .googAPIKey: head.writeStaticString("x-goog-api-key: ")
        }
        credential.withBytes { _ = head.writeBytes($0) }
        head.writeStaticString("\r\n")
    }
}

extension Target {
    /// What takes the credential out of the provider's answers; nil where it has none.
    var redactor: Redactor? {
        secretSearch.map { Redactor($0) }
    }
}

extension Attempt {
    /// Notes that an answer's head has come, without an id that holds the target's credential.
    mutating func noteHead(_ head: HeadBlock, at now: Moment, hiding target: Target?) {
        self.head = now
        if sent == nil { sent = now }
        status = head.status
        upstreamRequestID = Self.requestID(head, hiding: target)
        if let type = ErrorType(status: head.status) { errorType = type }
        if (300..<400).contains(head.status), head.status != 304 { errorType = .other }
    }

    private static func requestID(_ head: HeadBlock, hiding target: Target?) -> String? {
        guard let field = head.first(.requestID) ?? head.first(.anthropicRequestID) else { return nil }
        if let search = target?.secretSearch, head.withValue(field, { search.isIn($0) }) { return nil }
        return head.withValue(field) { String(decoding: $0.prefix(128), as: UTF8.self) }
    }
}

extension SigV4.Signature {
    /// Writes the fields of a signed request.
    func write(_ credential: AWSCredential, _ bodyHash: String, into head: inout ByteBuffer) {
        head.writeField("x-amz-date", date)
        head.writeField("x-amz-content-sha256", bodyHash)
        if credential.hasToken {
            head.writeStaticString("x-amz-security-token: ")
            credential.withToken { _ = head.writeBytes($0) }
            head.writeStaticString("\r\n")
        }
        head.writeField("authorization", authorization)
    }
}
