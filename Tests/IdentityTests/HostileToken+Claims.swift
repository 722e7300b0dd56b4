import Identity

extension HostileToken {
    private static let now = Mint.second

    static let times: [HostileToken] = [
        body("no exp", .missingExpiry, ["exp": ""]),
        body("exp null", .malformedTime, ["exp": "null"]),
        body("exp just past its leeway", .expired, ["exp": "\(now - 60)", "iat": "", "nbf": ""]),
        body("exp 0", .expired, ["exp": "0", "iat": "", "nbf": ""]),
        body("exp a text", .malformedTime, ["exp": "\"\(now + 60)\""]),
        body("exp a fraction", .malformedTime, ["exp": "\(now + 60).5"]),
        body("exp with .0", .malformedTime, ["exp": "\(now + 60).0"]),
        body("exp with an exponent", .malformedTime, ["exp": "1.9e9"]),
        body("exp beyond 64 bits", .malformedTime, ["exp": "99999999999999999999"]),
        body("exp the largest of 64 bits", .malformedTime, ["exp": "9223372036854775807"]),
        body("exp in the year 10000", .malformedTime, ["exp": "253402300800"]),
        body("exp in the year 9999", .wrongLife, ["exp": "253402300799"]),
        body("exp below 0", .malformedTime, ["exp": "-1"]),
        body("exp -0", .malformedTime, ["exp": "-0"]),
        body("exp true", .malformedTime, ["exp": "true"]),
        body("exp a list", .malformedTime, ["exp": "[\(now + 60)]"]),
        body("nbf in the future", .notYetValid, ["nbf": "\(now + 61)"]),
        body("nbf a text", .malformedTime, ["nbf": "\"0\""]),
        body("iat in the future", .issuedInFuture, ["iat": "\(now + 61)", "nbf": ""]),
        body("iat a fraction", .malformedTime, ["iat": "\(now).25"]),
        body("a life of 24 hours and a second", .wrongLife, ["exp": "\(now + 86_401)"]),
        body("a life of two days, half of it gone", .wrongLife, ["iat": "\(now - 86_400)", "exp": "\(now + 86_400)"]),
        body("a day and more to come, no iat", .wrongLife, ["iat": "", "exp": "\(now + 86_461)"]),
        body("it ends before it begins", .wrongLife, ["iat": "\(now + 30)", "exp": "\(now + 20)"]),
        body("two exps", .duplicateName, ["exp": "0,\"exp\":\(now + 60)"]),
    ]

    static let audiences: [HostileToken] = [
        body("no aud", .malformedAudience, ["aud": ""]),
        body("another aud", .wrongAudience, ["aud": "\"other\""]),
        body("aud in another case", .wrongAudience, ["aud": "\"Weir\""]),
        body("aud that begins alike", .wrongAudience, ["aud": "\"weir2\""]),
        body("aud empty", .malformedAudience, ["aud": "\"\""]),
        body("aud null", .malformedAudience, ["aud": "null"]),
        body("aud an object", .malformedAudience, ["aud": "{\"weir\":true}"]),
        body("aud an empty list", .malformedAudience, ["aud": "[]"]),
        body("aud a list with a number", .malformedAudience, ["aud": "[\"weir\",1]"]),
        body("aud a list within a list", .malformedAudience, ["aud": "[[\"weir\"]]"]),
        body(
            "aud a huge list",
            .malformedAudience,
            ["aud": "[" + Array(repeating: "\"weir\"", count: 700).joined(separator: ",") + "]"]
        ),
        body("aud a list of others", .wrongAudience, ["aud": "[\"a\",\"b\"]"]),
    ]

    static let issuers: [HostileToken] = [
        body("no iss", .malformedIssuer, ["iss": ""]),
        body("iss null", .malformedIssuer, ["iss": "null"]),
        body("iss a list", .malformedIssuer, ["iss": "[\"https://id.example/\"]"]),
        body("iss in another case", .unknownIssuer, ["iss": "\"https://ID.example/\""]),
        body("iss without its slash", .unknownIssuer, ["iss": "\"https://id.example\""]),
        body("iss with another slash", .unknownIssuer, ["iss": "\"https://id.example//\""]),
        body("iss with http", .unknownIssuer, ["iss": "\"http://id.example/\""]),
        body("iss with a port", .unknownIssuer, ["iss": "\"https://id.example:443/\""]),
        body("iss with a blank", .malformedIssuer, ["iss": "\"https://id.example/ \""]),
        body("iss with NUL", .malformedIssuer, ["iss": "\"https://id.example/\\u0000\""]),
        body("iss of somebody else", .unknownIssuer, ["iss": "\"https://evil.example/\""]),
        body("two iss", .duplicateName, ["iss": "\"https://evil.example/\",\"iss\":\"https://id.example/\""]),
        HostileToken("the key of another issuer's token", .wrongSignature) { mint in
            try mint.token(Mint.header("ES256", "ec"), Mint.claims(), .es256Other)
        },
    ]

    static let principals: [HostileToken] = [
        body("no sub", .missingPrincipal, ["sub": ""]),
        body("sub empty", .malformedSubject, ["sub": "\"\""]),
        body("sub a number", .malformedSubject, ["sub": "7"]),
        body("sub null", .malformedSubject, ["sub": "null"]),
        body("sub with a line feed", .malformedSubject, ["sub": "\"ada\\nroot\""]),
        body("sub with NUL", .malformedSubject, ["sub": "\"ada\\u0000\""]),
        body("sub turned around", .malformedSubject, ["sub": "\"ada\\u202Enimda\""]),
        body("sub with no width", .malformedSubject, ["sub": "\"ad\\u200Ba\""]),
        body("sub with a blank behind", .malformedSubject, ["sub": "\"ada \""]),
        body("sub with half a surrogate", .malformedSubject, ["sub": "\"ada\\ud800\""]),
        body("sub too long", .malformedSubject, ["sub": "\"" + String(repeating: "a", count: 256) + "\""]),
        body("sub twice, one escaped", .duplicateName, ["sub": "\"ada\",\"s\\u0075b\":\"root\""]),
    ]
}
