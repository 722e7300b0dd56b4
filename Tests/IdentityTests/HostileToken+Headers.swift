import Crypto
import CryptoExtras
import Foundation
import Identity

extension HostileToken {
    static let algorithms: [HostileToken] =
        [
            "none", "None", "NONE", "nOnE", "none ", "", "rs256", "Rs256", "RS256 ", #"RS256\u0000"#, "RS384", "ES256K",
            "HS384", "dir",
        ]
        .map { head("alg \($0)", .unknownAlgorithm, Mint.header($0, "rsa")) } + [
            head("alg none and no signature", .notThreeParts, #"{"alg":"none"}"#, .text("")),
            head("alg none and one byte", .unknownAlgorithm, #"{"alg":"none"}"#, .bytes([0])),
            head("no alg", .unknownAlgorithm, #"{"kid":"rsa"}"#),
            head("alg null", .unknownAlgorithm, #"{"alg":null,"kid":"rsa"}"#),
            head("alg a number", .unknownAlgorithm, #"{"alg":256,"kid":"rsa"}"#),
            head("alg a list", .unknownAlgorithm, #"{"alg":["RS256"],"kid":"rsa"}"#),
            head("Alg with a capital", .unknownAlgorithm, #"{"Alg":"RS256","kid":"rsa"}"#),
        ]

    static let confusions: [HostileToken] = [
        HostileToken("HS256 with the RSA key as PEM", .forbiddenAlgorithm) { mint in
            let pem = Array(mint.keys.mainRSA.publicKey.pemRepresentation.utf8)
            return try mint.token(Mint.header("HS256", "rsa"), Mint.claims(), .hmac(key: pem))
        },
        HostileToken("HS256 with the RSA key as DER", .forbiddenAlgorithm) { mint in
            let der = Array(mint.keys.mainRSA.publicKey.derRepresentation)
            return try mint.token(Mint.header("HS256", "rsa"), Mint.claims(), .hmac(key: der))
        },
        HostileToken("HS256 with the EC point", .forbiddenAlgorithm) { mint in
            let point = Array(mint.keys.p256.publicKey.x963Representation)
            return try mint.token(Mint.header("HS256", "ec"), Mint.claims(), .hmac(key: point))
        },
        head("HS256 with an empty secret", .forbiddenAlgorithm, Mint.header("HS256", "rsa"), .hmac(key: [])),
        head("ES256 for an RSA key", .unfitKey, Mint.header("ES256", "rsa"), .es256),
        head("RS256 for an EC key", .unfitKey, Mint.header("RS256", "ec")),
        head("EdDSA for an EC key", .unfitKey, Mint.header("EdDSA", "ec"), .edDSA),
        head("ES256 for an Ed25519 key", .unfitKey, Mint.header("ES256", "ed"), .es256),
        head("RS256 for a key of PS256", .unfitKey, Mint.header("RS256", "rsa-ps")),
        head("PS256 signed as RS256", .wrongSignature, Mint.header("PS256", "rsa")),
        head("RS256 signed as PS256", .wrongSignature, Mint.header("RS256", "rsa"), .ps256),
        HostileToken("RS256 of the issuer with a secret", .forbiddenAlgorithm) { mint in
            let claims = Mint.claims(issuer: "https://shared.example/")
            return try mint.token(Mint.header("RS256", "rsa"), claims, .rs256)
        },
        HostileToken("another HS256 secret", .wrongSignature) { mint in
            let claims = Mint.claims(issuer: "https://shared.example/")
            return try mint.token(Mint.header("HS256", "x"), claims, .hmac(key: [1, 2, 3]))
        },
        HostileToken("an algorithm the issuer may not use", .forbiddenAlgorithm) { mint in
            let claims = Mint.claims(issuer: "https://strict.example/")
            return try mint.token(Mint.header("EdDSA", "ed"), claims, .edDSA)
        },
    ]

    static let keyIDs: [HostileToken] = [
        head("no kid", .missingKeyID, #"{"alg":"RS256"}"#),
        head("an unknown kid", .unknownKey, Mint.header("RS256", "other")),
        head("kid in another case", .unknownKey, Mint.header("RS256", "RSA")),
        head("the kid of a key for encryption", .unknownKey, Mint.header("RS256", "rsa-enc")),
        head("the kid of a curve that is not taken", .unknownKey, Mint.header("ES256", "p384"), .es256),
        head("two kids", .duplicateName, #"{"alg":"RS256","kid":"rsa","kid":"ec"}"#),
        head("two kids, one escaped", .duplicateName, #"{"alg":"RS256","kid":"rsa","k\u0069d":"rsa"}"#),
        head("an empty kid", .malformedKeyID, Mint.header("RS256", "")),
        head("NUL in kid", .malformedKeyID, Mint.header("RS256", #"rsa\u0000"#)),
        head("a path in kid, with a blank", .malformedKeyID, Mint.header("RS256", "../ etc")),
        head("a path in kid", .unknownKey, Mint.header("RS256", "../../dev/null")),
        head("SQL in kid", .unknownKey, Mint.header("RS256", "'or'1'='1")),
        head("a long kid", .malformedKeyID, Mint.header("RS256", String(repeating: "k", count: 257))),
        head("kid a number", .malformedKeyID, #"{"alg":"RS256","kid":1}"#),
        head("kid null", .malformedKeyID, #"{"alg":"RS256","kid":null}"#),
        head("kid with the Kelvin sign", .malformedKeyID, Mint.header("RS256", "\u{212A}")),
    ]

    static let headers: [HostileToken] =
        [
            ("jku", #""https://evil.example/jwks""#), ("x5u", #""https://evil.example/cert""#), ("x5c", #"["MIIB"]"#),
            ("crit", #"["exp"]"#), ("crit", "[]"), ("b64", "false"), ("b64", "true"), ("zip", #""DEF""#),
            ("jwk", "{}"), ("enc", #""A128GCM""#), ("cty", #""JWT""#), ("jwk", "null"),
        ].map { name, value in
            head("\(name) \(value)", .forbiddenHeader, Mint.header("RS256", "rsa", more: #","\#(name)":\#(value)"#))
        } + [
            HostileToken("its own key in jwk", .forbiddenHeader) { mint in
                let (x, y) = Keys.point(mint.keys.otherP256)
                let key = #","jwk":{"kty":"EC","crv":"P-256","x":"\#(x)","y":"\#(y)"}"#
                return try mint.token(Mint.header("ES256", "ec", more: key), Mint.claims(), .es256Other)
            },
            head("two algs", .duplicateName, #"{"alg":"none","alg":"RS256","kid":"rsa"}"#),
            head("a list as header", .headerNotJSON, #"["RS256"]"#),
            head("a header that is cut", .headerNotJSON, #"{"alg":"RS256""#),
            head("something behind the header", .headerNotJSON, Mint.header("RS256", "rsa") + "{}"),
            head("a comment in the header", .headerNotJSON, #"{"alg":"RS256"/**/}"#),
        ]

    static let types: [HostileToken] = [
        head("typ of a logout token", .wrongType, #"{"alg":"RS256","kid":"rsa","typ":"logout+jwt"}"#),
        head("typ of an event", .wrongType, #"{"alg":"RS256","kid":"rsa","typ":"secevent+jwt"}"#),
        head("typ empty", .malformedType, #"{"alg":"RS256","kid":"rsa","typ":""}"#),
        head("typ a number", .malformedType, #"{"alg":"RS256","kid":"rsa","typ":1}"#),
        HostileToken("typ JWT where at+jwt is asked for", .wrongType) { mint in
            try mint.token(Mint.header("ES256", "ec"), Mint.claims(issuer: "https://strict.example/"), .es256)
        },
        HostileToken("no typ where at+jwt is asked for", .wrongType) { mint in
            let claims = Mint.claims(issuer: "https://strict.example/")
            return try mint.token(#"{"alg":"ES256","kid":"ec"}"#, claims, .es256)
        },
    ]
}
