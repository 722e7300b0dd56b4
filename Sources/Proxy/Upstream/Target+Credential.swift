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
