/// One way to a provider: an endpoint and a credential.
///
/// Immutable; replaced together with its configuration.
package final class Target: Sendable {
    /// The configured provider's name; the label `provider`.
    package let provider: String
    /// The endpoint and credential's name, such as `openai` or `openai-2`; the label `upstream`.
    package let upstream: String
    /// Where it listens.
    package let origin: Origin
    /// The value of the `host` header.
    package let authority: String
    /// The path that goes before the rest, without a slash at its end; may be empty.
    package let basePath: String
    /// How the credential is sent.
    package let credentialStyle: CredentialStyle
    /// The stored credential's id, or nil when the provider wants none.
    package let credentialID: String?
    /// The credential, or nil when there is none or it cannot be opened.
    package let credential: Secret?
    /// What the credential is looked for by in what the provider sends; nil where there is none.
    package let secretSearch: SecretSearch?
    /// The surfaces it answers.
    package let surfaces: Set<Surface>
    /// Header lines added to every request, such as `anthropic-version`, when the caller sent none.
    package let defaultHeaders: [(name: String, value: String)]
    /// How long its phases may take.
    package let timeouts: UpstreamTimeouts
    /// True when the server's certificate is not to be verified; only a configured choice.
    package let acceptsAnyCertificate: Bool
    /// How the provider's own dialect is reached, where that differs from the rest; nil where it does not.
    package let native: NativeAccess?
    /// The region a signature is made for, such as `us-east-1`; nil where nothing is signed.
    package let region: String?
    /// How connections to it are made.
    package let transport: TargetTransport
    /// What is done for it while nobody asks.
    package let upkeep: TargetUpkeep
    /// Every place where the provider keeps or processes what it is sent, as tags; empty where nobody said.
    package let residency: [String]

    /// Makes a target.
    package init(
        provider: String,
        upstream: String,
        origin: Origin,
        basePath: String,
        credentialStyle: CredentialStyle,
        credentialID: String?,
        credential: Secret?,
        surfaces: Set<Surface>,
        defaultHeaders: [(name: String, value: String)] = [],
        timeouts: UpstreamTimeouts = UpstreamTimeouts(),
        acceptsAnyCertificate: Bool = false,
        native: NativeAccess? = nil,
        region: String? = nil,
        transport: TargetTransport = TargetTransport(),
        upkeep: TargetUpkeep = TargetUpkeep(),
        residency: [String] = []
    ) {
        self.provider = provider
        self.upstream = upstream
        self.origin = origin
        authority = origin.authority
        self.basePath = basePath
        self.credentialStyle = credentialStyle
        self.credentialID = credentialID
        self.credential = credential
        let isSigning = credentialStyle == .awsSignature || native?.credentialStyle == .awsSignature
        secretSearch = credential.map { SecretSearch($0, isSigning: isSigning) }
        self.surfaces = surfaces
        self.defaultHeaders = defaultHeaders
        self.timeouts = timeouts
        self.acceptsAnyCertificate = acceptsAnyCertificate
        self.native = native
        self.region = region
        self.transport = transport
        self.upkeep = upkeep
        self.residency = residency
    }

    /// The path that goes before the rest of a request in the provider's own dialect, or in another's.
    package func basePath(isNative: Bool) -> String {
        isNative ? native?.basePath ?? basePath : basePath
    }

    /// How the credential is sent with a request in the provider's own dialect, or in another's.
    package func credentialStyle(isNative: Bool) -> CredentialStyle {
        isNative ? native?.credentialStyle ?? credentialStyle : credentialStyle
    }
}

/// The way to a provider's own dialect where it speaks another's under the base path, as Gemini does OpenAI's.
package struct NativeAccess: Sendable, Hashable {
    /// The path that goes before the rest, without a slash at its end; may be empty.
    package let basePath: String
    /// How the credential is sent.
    package let credentialStyle: CredentialStyle

    /// Makes a way.
    package init(basePath: String, credentialStyle: CredentialStyle) {
        self.basePath = basePath
        self.credentialStyle = credentialStyle
    }
}

/// A scheme, host and port; the canonical text binds a credential to its provider.
package struct Origin: Sendable, Hashable, CustomStringConvertible {
    /// True for https.
    package let isTLS: Bool
    /// The host in lower case; an IPv6 address without brackets.
    package let host: String
    /// The port.
    package let port: Int

    /// Makes an origin; the host is lower-cased.
    package init(isTLS: Bool, host: String, port: Int) {
        self.isTLS = isTLS
        self.host = host.lowercased()
        self.port = port
    }

    /// `scheme://host:port`, the port always written.
    package var description: String { "\(isTLS ? "https" : "http")://\(bracketedHost):\(port)" }

    /// The value of the `host` header: the port left out where it is the scheme's own.
    package var authority: String { port == (isTLS ? 443 : 80) ? bracketedHost : "\(bracketedHost):\(port)" }

    private var bracketedHost: String { host.contains(":") ? "[\(host)]" : host }
}

/// How a provider wants its credential.
package enum CredentialStyle: String, Sendable, CaseIterable {
    /// `Authorization: Bearer …`.
    case bearer
    /// `x-api-key: …` (Anthropic).
    case xAPIKey = "x-api-key"
    /// `api-key: …` (Azure).
    case apiKey = "api-key"
    /// `x-goog-api-key: …` (Gemini).
    case googAPIKey = "x-goog-api-key"
    /// The request is signed (AWS Signature Version 4); the credential holds `access-key-id:secret-access-key`, with
    /// `:session-token` behind it where there is one.
    case awsSignature = "aws_sigv4"
    /// Nothing is sent.
    case none
}

/// The timers of an attempt.
package struct UpstreamTimeouts: Sendable, Hashable {
    /// Name look-up, TCP and TLS together.
    package var connect: Duration
    /// From the request sent to the answer's head.
    package var firstByte: Duration
    /// Between two pieces of the answer.
    package var idle: Duration
    /// The whole of a plain exchange.
    package var total: Duration
    /// The whole of a stream.
    package var streamTotal: Duration

    /// The defaults: 5 s, 120 s, 120 s, 600 s and 1,800 s.
    package init(
        connect: Duration = .seconds(5),
        firstByte: Duration = .seconds(120),
        idle: Duration = .seconds(120),
        total: Duration = .seconds(600),
        streamTotal: Duration = .seconds(1_800)
    ) {
        self.connect = connect
        self.firstByte = firstByte
        self.idle = idle
        self.total = total
        self.streamTotal = streamTotal
    }
}
