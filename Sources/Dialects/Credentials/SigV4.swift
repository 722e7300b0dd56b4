import Crypto
package import Exchange

/// Signs requests to AWS with Signature Version 4, as every service but S3 wants it.
///
/// After AWS's "Create a signed AWS API request": the canonical request, the string to sign, the signing key, the
/// signature. Nothing is read from a clock or an environment.
package struct SigV4: Sendable {
    /// The region of the scope, such as `us-east-1`.
    package let region: String
    /// The service of the scope, such as `bedrock`.
    package let service: String

    /// Makes a signer for one service in one region.
    package init(region: String, service: String = "bedrock") {
        self.region = region
        self.service = service
    }

    /// What is signed of a request.
    package struct Request: Sendable {
        /// The method in capital letters.
        package var method: String
        /// The path exactly as it is sent.
        package var path: String
        /// The query exactly as it is sent, without `?`; empty where there is none.
        package var query: String
        /// The header fields that are signed, in any order, `host` among them; names in any case.
        package var headers: [(name: String, value: String)]
        /// The SHA-256 of the body as it is sent, in hexadecimal digits.
        package var bodyHash: String

        /// Describes a request.
        package init(
            method: String,
            path: String,
            query: String,
            headers: [(name: String, value: String)],
            bodyHash: String
        ) {
            self.method = method
            self.path = path
            self.query = query
            self.headers = headers
            self.bodyHash = bodyHash
        }
    }

    /// The values that a signed request carries; a session token goes beside them in `x-amz-security-token`.
    package struct Signature: Sendable, Hashable {
        /// The value of `x-amz-date`.
        package let date: String
        /// The value of `authorization`.
        package let authorization: String
    }

    /// Signs a request as sent at `time`, which AWS lets be wrong by five minutes.
    ///
    /// `x-amz-date` and, where the credential has one, `x-amz-security-token` are signed too and must not be among
    /// `request.headers`.
    package func sign(_ request: Request, with credential: AWSCredential, at time: WallTime) -> Signature {
        let date = AWSDate(time)
        let signed = CanonicalHeaders(request.headers + [("x-amz-date", date.text)], hasToken: credential.hasToken)
        var canonical = SHA256()
        canonical.update("\(request.method)\n\(AWSEncoding.path(request.path))\n")
        canonical.update("\(AWSEncoding.query(request.query))\n")
        signed.write(credential: credential) { canonical.update(bufferPointer: $0) }
        canonical.update("\n\(signed.names)\n\(request.bodyHash)")
        let scope = "\(date.day)/\(region)/\(service)/aws4_request"
        let text = "AWS4-HMAC-SHA256\n\(date.text)\n\(scope)\n\(Hex.text(canonical.finalize()))"
        let signature = HMAC<SHA256>.authenticationCode(for: Array(text.utf8), using: key(credential, day: date.day))
        return Signature(
            date: date.text,
            authorization: "AWS4-HMAC-SHA256 Credential=\(credential.id)/\(scope), "
                + "SignedHeaders=\(signed.names), Signature=\(Hex.text(signature))"
        )
    }

    /// The key that signs one day's requests to one service.
    private func key(_ credential: AWSCredential, day: String) -> SymmetricKey {
        var first = Array("AWS4".utf8)
        credential.withKey { first.append(contentsOf: $0) }
        var key = SymmetricKey(data: first)
        // The copy of the secret is not left behind.
        for index in first.indices { first[index] = 0 }
        for part in [day, region, service, "aws4_request"] {
            key = SymmetricKey(data: HMAC<SHA256>.authenticationCode(for: Array(part.utf8), using: key))
        }
        return key
    }
}

/// Hashes a body piece by piece, as `x-amz-content-sha256` and the signature want it.
package struct SigV4BodyHash {
    private var hash = SHA256()

    /// Makes the hash of no bytes.
    package init() {}

    /// Takes the next bytes.
    package mutating func update(_ bytes: UnsafeRawBufferPointer) {
        hash.update(bufferPointer: bytes)
    }

    /// The SHA-256 of the bytes taken so far, in lower-case hexadecimal digits.
    package var text: String { Hex.text(hash.finalize()) }
}

/// Hexadecimal digits in lower case.
enum Hex {
    static func text(_ bytes: some Sequence<UInt8>) -> String {
        var digits: [UInt8] = []
        for byte in bytes {
            for half in [byte >> 4, byte & 15] { digits.append(half < 10 ? half + 0x30 : half + 0x57) }
        }
        return String(decoding: digits, as: UTF8.self)
    }
}

extension SHA256 {
    fileprivate mutating func update(_ text: String) {
        update(data: Array(text.utf8))
    }
}
