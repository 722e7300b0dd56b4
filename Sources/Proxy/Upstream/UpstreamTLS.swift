import Exchange
import NIOCore
import NIOSSL
import NIOTLS

/// TLS towards providers: the system's roots, TLS 1.2 at least, HTTP/1.1 only.
final class UpstreamTLS: Sendable {
    private let verified: NIOSSLContext
    private let unverified: NIOSSLContext

    init() throws {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.minimumTLSVersion = .tlsv12
        configuration.applicationProtocols = ["http/1.1"]
        verified = try NIOSSLContext(configuration: configuration)
        configuration.certificateVerification = .none
        unverified = try NIOSSLContext(configuration: configuration)
    }

    /// The handler for one connection; a name is sent and verified, an address only verified.
    func handler(for target: Target) throws -> NIOSSLClientHandler {
        let context = target.acceptsAnyCertificate ? unverified : verified
        let isAddress = (try? SocketAddress(ipAddress: target.origin.host, port: 1)) != nil
        return try NIOSSLClientHandler(context: context, serverHostname: isAddress ? nil : target.origin.host)
    }

    /// True when the event tells that the handshake succeeded.
    static func isHandshakeDone(_ event: Any) -> Bool {
        if let event = event as? TLSUserEvent, case .handshakeCompleted = event { return true }
        return false
    }
}
