package import Exchange

/// Why a token is refused; for counts and for operators, as every caller gets the same answer.
package enum TokenRefusal: String, Error, Sendable, Hashable, CaseIterable {
    /// It has more than 8 KiB.
    case tooLong = "too_long"
    /// It is not three parts with a dot between, none of them empty.
    case notThreeParts = "not_three_parts"
    /// A part is not base64url, or not in the one form it can have.
    case notBase64URL = "not_base64url"
    /// Its header is no JSON object.
    case headerNotJSON = "header_not_json"
    /// Its claims are no JSON object.
    case claimsNotJSON = "claims_not_json"
    /// An object has a name twice.
    case duplicateName = "duplicate_name"
    /// It is nested too deeply or an object has too many members.
    case tooComplex = "too_complex"
    /// Its header asks for what is never done: keys of its own, extensions, compression, encryption.
    case forbiddenHeader = "forbidden_header"
    /// It names no algorithm, or one that is never accepted, such as `none`.
    case unknownAlgorithm = "unknown_algorithm"
    /// `kid` is no short visible ASCII text.
    case malformedKeyID = "malformed_key_id"
    /// `typ` is no short visible ASCII text.
    case malformedType = "malformed_type"
    /// `iss` is missing or no text.
    case malformedIssuer = "malformed_issuer"
    /// `aud` is missing, or neither a text nor a short list of texts.
    case malformedAudience = "malformed_audience"
    /// `exp` is missing.
    case missingExpiry = "missing_expiry"
    /// A time is not a whole number of seconds within the years 1970 to 9999.
    case malformedTime = "malformed_time"
    /// `sub` is no short visible text.
    case malformedSubject = "malformed_subject"
    /// Nobody who is trusted is its issuer.
    case unknownIssuer = "unknown_issuer"
    /// The issuer may not use the algorithm.
    case forbiddenAlgorithm = "forbidden_algorithm"
    /// It is a token for another purpose.
    case wrongType = "wrong_type"
    /// It does not say which of the issuer's keys made it.
    case missingKeyID = "missing_key_id"
    /// The issuer has no such key.
    case unknownKey = "unknown_key"
    /// The issuer's keys cannot be had.
    case noKeys = "no_keys"
    /// The key is not one for the algorithm.
    case unfitKey = "unfit_key"
    /// The signature has not the length of one.
    case malformedSignature = "malformed_signature"
    /// The signature is wrong.
    case wrongSignature = "wrong_signature"
    /// It is for somebody else.
    case wrongAudience = "wrong_audience"
    /// Its time is over.
    case expired
    /// Its time has not come.
    case notYetValid = "not_yet_valid"
    /// It says that it was made in the future.
    case issuedInFuture = "issued_in_future"
    /// It lives longer than the issuer's tokens may, or ends before it begins.
    case wrongLife = "wrong_life"
    /// A claim that must name the user, the team, the organisation or the models is missing.
    case missingPrincipal = "missing_principal"
    /// A claim that names the user, the team, the organisation or the models is no short visible text.
    case malformedPrincipal = "malformed_principal"

    /// The same as the few results that are counted for every kind of credential.
    package var authResult: AuthResult {
        switch self {
        case .tooLong, .notThreeParts, .notBase64URL, .headerNotJSON, .claimsNotJSON, .duplicateName, .tooComplex,
            .forbiddenHeader, .unknownAlgorithm, .malformedKeyID, .malformedType, .malformedIssuer,
            .malformedAudience, .missingExpiry, .malformedTime, .malformedSubject:
            .malformed
        case .expired: .expired
        case .unknownIssuer, .forbiddenAlgorithm, .wrongType, .missingKeyID, .unknownKey, .noKeys, .unfitKey,
            .malformedSignature, .wrongSignature, .wrongAudience, .notYetValid, .issuedInFuture, .wrongLife,
            .missingPrincipal, .malformedPrincipal:
            .unknown
        }
    }
}
