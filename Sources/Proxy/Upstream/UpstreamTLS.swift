package import Exchange
import NIOCore
import NIOSSL
import NIOTLS

/// TLS towards providers: TLS 1.2 at least, HTTP/1.1 only, the system's authorities or those of a file.
///
/// One context for each way of trusting and being trusted, all made before the first connection.
final class UpstreamTLS: Sendable {
    /// What makes two contexts interchangeable.
    private struct Trust: Hashable {
        let caFile: String?
        let certificateFile: String?
        let keyFile: String?
        let acceptsAny: Bool

        init(_ transport: TargetTransport, acceptsAny: Bool) {
            caFile = transport.caFile
            certificateFile = transport.clientCertificateFile
            keyFile = transport.clientKeyFile
            self.acceptsAny = acceptsAny
        }
    }

    private let contexts: [Trust: NIOSSLContext]

    /// Reads the files of every target.
    ///
    /// - Throws: `TransportFault` with the provider's name where a file cannot be used.
    init(targets: [Target]) throws {
        var contexts: [Trust: NIOSSLContext] = [:]
        for target in targets {
            let trust = Trust(target.transport, acceptsAny: target.acceptsAnyCertificate)
            if contexts[trust] != nil { continue }
            do {
                contexts[trust] = try Self.context(target.transport, acceptsAny: target.acceptsAnyCertificate)
            } catch {
                throw TransportFault(provider: target.provider, reason: "\(error)")
            }
        }
        self.contexts = contexts
    }

    /// The handler for one connection; a name is sent and verified, an address only verified.
    func handler(for target: Target) throws -> NIOSSLClientHandler {
        guard let context = contexts[Trust(target.transport, acceptsAny: target.acceptsAnyCertificate)] else {
            throw TransportFault(provider: target.provider, reason: "its certificates were not read at the start")
        }
        let isAddress = (try? SocketAddress(ipAddress: target.origin.host, port: 1)) != nil
        return try NIOSSLClientHandler(context: context, serverHostname: isAddress ? nil : target.origin.host)
    }

    /// True when the event tells that the handshake succeeded.
    static func isHandshakeDone(_ event: Any) -> Bool {
        if let event = event as? TLSUserEvent, case .handshakeCompleted = event { return true }
        return false
    }

    /// Makes a context from a transport's files.
    ///
    /// - Throws: what is wrong with a file, by its key in the configuration.
    static func context(_ transport: TargetTransport, acceptsAny: Bool) throws -> NIOSSLContext {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.minimumTLSVersion = .tlsv12
        configuration.applicationProtocols = ["http/1.1"]
        if acceptsAny { configuration.certificateVerification = .none }
        if let file = transport.caFile {
            let authorities = try unusable("ca_file", file) { try NIOSSLCertificate.fromPEMFile(file) }
            guard !authorities.isEmpty else { throw UnusableFile(key: "ca_file", file: file, reason: "no certificate") }
            configuration.trustRoots = .certificates(authorities)
        }
        if let file = transport.clientCertificateFile, let keyFile = transport.clientKeyFile {
            let chain = try unusable("client_certificate_file", file) { try NIOSSLCertificate.fromPEMFile(file) }
            guard !chain.isEmpty else {
                throw UnusableFile(key: "client_certificate_file", file: file, reason: "no certificate")
            }
            let key = try unusable("client_key_file", keyFile) { try NIOSSLPrivateKey(file: keyFile, format: .pem) }
            configuration.certificateChain = chain.map { .certificate($0) }
            configuration.privateKey = .privateKey(key)
        }
        return try unusable("client_key_file", transport.clientKeyFile ?? "") {
            try NIOSSLContext(configuration: configuration)
        }
    }

    private static func unusable<Value>(_ key: String, _ file: String, _ body: () throws -> Value) throws -> Value {
        do {
            return try body()
        } catch {
            throw UnusableFile(key: key, file: file, reason: "\(error)")
        }
    }

    /// A file that is no certificate or key, or does not fit the other.
    private struct UnusableFile: Error, CustomStringConvertible {
        let key: String
        let file: String
        let reason: String

        var description: String { file.isEmpty ? reason : "\(key): \(file) cannot be used: \(reason)" }
    }
}

/// Why connections to a provider can never be made as it is configured.
package struct TransportFault: Error, CustomStringConvertible {
    /// The provider's name.
    package let provider: String
    /// What is wrong, by the key in the configuration.
    package let reason: String

    /// The whole as a sentence for the operator.
    package var description: String { "providers.\(provider).\(reason)" }
}

extension TargetTransport {
    /// Reads the files as a start does; what is wrong with them, or nil.
    package func fault(ofProvider provider: String) -> TransportFault? {
        do {
            _ = try UpstreamTLS.context(self, acceptsAny: false)
            return nil
        } catch {
            return TransportFault(provider: provider, reason: "\(error)")
        }
    }
}
