import Dialects

/// Reads a compact JWS strictly (RFC 7515, section 7.1) and believes nothing of it.
///
/// The work is linear in at most 8 KiB. No key and no clock are needed, so what is no token costs no cryptography.
package enum TokenReader {
    /// The most bytes of a token.
    package static let longestToken = 8_192

    /// The header's members that would let a token choose its own keys or another way to be read.
    ///
    /// `crit` asks for extensions and weir has none; `enc` and `cty` belong to encrypted and nested tokens.
    static let forbidden = ["crit", "jku", "jwk", "x5u", "x5c", "b64", "zip", "enc", "cty"]

    /// Reads a token, or says what is wrong with its form.
    package static func read(_ token: UnsafeRawBufferPointer) throws(TokenRefusal) -> UnverifiedToken {
        guard token.count <= longestToken else { throw .tooLong }
        let parts = token.split(separator: UInt8(ascii: "."), maxSplits: 3, omittingEmptySubsequences: false)
        guard parts.count == 3, parts.allSatisfy({ !$0.isEmpty }) else { throw .notThreeParts }
        guard let head = Base64URL.bytes(parts[0]), let body = Base64URL.bytes(parts[1]),
            let signature = Base64URL.bytes(parts[2])
        else { throw .notBase64URL }
        let header = try object(head, otherwise: .headerNotJSON)
        guard !forbidden.contains(where: { header[$0] != nil }) else { throw .forbiddenHeader }
        guard let algorithm = header["alg"]?.text.flatMap(TokenAlgorithm.init(exactly:)) else {
            throw .unknownAlgorithm
        }
        return UnverifiedToken(
            algorithm: algorithm,
            keyID: try text(header["kid"], atMost: TextBounds.keyID, otherwise: .malformedKeyID),
            type: try text(header["typ"], atMost: TextBounds.type, otherwise: .malformedType),
            claims: try claims(try object(body, otherwise: .claimsNotJSON)),
            signed: Array(token[..<(parts[1].endIndex)]),
            signature: signature
        )
    }

    /// Reads a token; see `read` over memory that is lent.
    package static func read(_ token: [UInt8]) throws(TokenRefusal) -> UnverifiedToken {
        try token.withUnsafeBufferPointer { (bytes) throws(TokenRefusal) in try read(UnsafeRawBufferPointer(bytes)) }
    }

    private static func object(_ bytes: [UInt8], otherwise refusal: TokenRefusal) throws(TokenRefusal) -> StrictJSON {
        do {
            return try StrictJSON(bytes)
        } catch {
            switch error {
            case .notAnObject: throw refusal
            case .duplicateName: throw .duplicateName
            case .tooComplex: throw .tooComplex
            }
        }
    }

    /// A member that may be missing but otherwise is visible ASCII; `null` is not missing.
    private static func text(
        _ value: JSONValue?,
        atMost count: Int,
        otherwise refusal: TokenRefusal
    ) throws(TokenRefusal) -> String? {
        guard let value else { return nil }
        guard let text = value.text, text.isVisibleASCII(atMost: count) else { throw refusal }
        return text
    }

    private static func claims(_ all: StrictJSON) throws(TokenRefusal) -> TokenClaims {
        guard let issuer = try text(all["iss"], atMost: TextBounds.issuer, otherwise: .malformedIssuer) else {
            throw .malformedIssuer
        }
        guard let expires = try time(all["exp"]) else { throw .missingExpiry }
        var subject: String?
        if let value = all["sub"] {
            guard let text = value.text, text.isVisible(atMost: TextBounds.principal) else { throw .malformedSubject }
            subject = text
        }
        return TokenClaims(
            issuer: issuer,
            audiences: try audiences(all["aud"]),
            expires: expires,
            notBefore: try time(all["nbf"]),
            issuedAt: try time(all["iat"]),
            subject: subject,
            all: all
        )
    }

    private static func audiences(_ value: JSONValue?) throws(TokenRefusal) -> [String] {
        let elements = value?.elements ?? value.map { [$0] } ?? []
        guard 1...TextBounds.audiences ~= elements.count else { throw .malformedAudience }
        var audiences: [String] = []
        for element in elements {
            guard let text = element.text, text.isVisible(atMost: TextBounds.audience) else {
                throw .malformedAudience
            }
            audiences.append(text)
        }
        return audiences
    }

    /// Whole seconds within the years 1970 to 9999; what has a fraction, an exponent or quotes is refused.
    private static func time(_ value: JSONValue?) throws(TokenRefusal) -> Int64? {
        guard let value else { return nil }
        guard let seconds = value.integer, 0...253_402_300_799 ~= seconds else { throw .malformedTime }
        return seconds
    }
}
