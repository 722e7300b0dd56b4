import Foundation
import Identity

extension HostileToken {
    static let forms: [HostileToken] = [
        HostileToken("nothing", .notThreeParts) { _ in [] },
        HostileToken("two dots", .notThreeParts) { _ in Array("..".utf8) },
        text("two parts", .notThreeParts) { $0.split(separator: ".").prefix(2).joined(separator: ".") },
        text("four parts", .notThreeParts) { $0 + ".AAAA" },
        text("five parts", .notThreeParts) { $0 + ".AAAA.AAAA" },
        text("a dot behind", .notThreeParts) { $0 + "." },
        text("a dot in front", .notThreeParts) { "." + $0 },
        text("no header", .notThreeParts) { String($0[($0.firstIndex(of: ".") ?? $0.startIndex)...]) },
        text("no signature", .notThreeParts) { $0.split(separator: ".").prefix(2).joined(separator: ".") + "." },
        text("a blank in front", .notBase64URL) { " " + $0 },
        text("a line feed behind", .notBase64URL) { $0 + "\n" },
        text("a tab within", .notBase64URL) { $0.replacing(".", with: ".\t", maxReplacements: 1) },
        text("NUL behind", .notBase64URL) { $0 + "\0" },
        text("Bearer in front", .notBase64URL) { "Bearer " + $0 },
        text("padding", .notBase64URL) { $0 + "==" },
        text("one character too many", .notBase64URL) { $0 + "AAA" },
        text("plain base64", .notBase64URL) { $0.dropLast(4) + "+/+A" },
        text("a letter that is not ASCII", .notBase64URL) { $0 + "é" },
        text("bits left over", .notBase64URL) { token in
            // 64 bytes leave 4 bits in the last of 86 characters; they must be 0, so the letter is A, Q, g or w
            let next = ["A": "B", "Q": "R", "g": "h", "w": "x"][String(token.suffix(1))] ?? "B"
            return token.dropLast() + next
        },
        HostileToken("8 KiB and a byte", .tooLong) { _ in Array(repeating: UInt8(ascii: "A"), count: 8_193) },
        HostileToken("8 KiB of dots", .notThreeParts) { _ in Array(repeating: UInt8(ascii: "."), count: 8_192) },
        HostileToken("8 KiB of letters", .notThreeParts) { _ in Array(repeating: UInt8(ascii: "A"), count: 8_192) },
        HostileToken("bytes that are no text", .notBase64URL) { _ in [0xFF, 0x2E, 0xFE, 0x2E, 0x80] },
    ]

    /// A token with these bytes as claims, signed well.
    private static func claims(_ name: String, _ reason: TokenRefusal, _ bytes: [UInt8]) -> HostileToken {
        HostileToken(name, reason) { try $0.token(Array(Mint.header("ES256", "ec").utf8), bytes, .es256) }
    }

    static let texts: [HostileToken] = [
        claims("a byte order mark", .claimsNotJSON, [0xEF, 0xBB, 0xBF] + Mint.claims().utf8),
        claims("UTF-16", .claimsNotJSON, Mint.claims().utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 255)] }),
        claims(
            "UTF-16 from the small end",
            .claimsNotJSON,
            Mint.claims().utf16.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] }
        ),
        claims("invalid UTF-8", .claimsNotJSON, Array(#"{"sub":""#.utf8) + [0xC0, 0xAF] + Array(#""}"#.utf8)),
        claims("a surrogate in UTF-8", .claimsNotJSON, Array(#"{"sub":""#.utf8) + [0xED, 0xA0, 0x80, 0x22, 0x7D]),
        claims("NUL behind the claims", .claimsNotJSON, Array(Mint.claims().utf8) + [0]),
        claims("a comma too many", .claimsNotJSON, Array((Mint.claims().dropLast() + ",}").utf8)),
        claims("single quotes", .claimsNotJSON, Array("{'sub':'ada'}".utf8)),
        claims("a text", .claimsNotJSON, Array("\"ada\"".utf8)),
        claims("null", .claimsNotJSON, Array("null".utf8)),
        claims("NaN", .claimsNotJSON, Array(#"{"exp":NaN}"#.utf8)),
        claims("a leading zero", .claimsNotJSON, Array(#"{"exp":01800000060}"#.utf8)),
        claims("a line feed in a text", .claimsNotJSON, Array("{\"sub\":\"a\nb\"}".utf8)),
        body("17 lists within one another", .tooComplex, ["x": nested(17)]),
        body("1,000 lists within one another", .tooComplex, ["x": nested(1_000)]),
        body("65 members", .tooComplex, ["x": "{" + (0..<65).map { "\"\($0)\":0" }.joined(separator: ",") + "}"]),
        body("a name twice, deep within", .duplicateName, ["x": #"[{"a":{"b":1,"b":1}}]"#]),
    ]

    private static func nested(_ depth: Int) -> String {
        String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
    }

    /// The order of P-256.
    private static let order: [UInt8] = [
        0xFF, 0xFF, 0xFF, 0xFF, 0x00, 0x00, 0x00, 0x00, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,
        0xBC, 0xE6, 0xFA, 0xAD, 0xA7, 0x17, 0x9E, 0x84, 0xF3, 0xB9, 0xCA, 0xC2, 0xFC, 0x63, 0x25, 0x51,
    ]

    private static func bytes(_ count: Int, _ byte: UInt8 = 0) -> [UInt8] { Array(repeating: byte, count: count) }

    private static func elliptic(_ name: String, _ reason: TokenRefusal, _ seal: Mint.Seal) -> HostileToken {
        head(name, reason, Mint.header("ES256", "ec"), seal)
    }

    static let signatures: [HostileToken] = [
        elliptic("r and s are zero", .wrongSignature, .bytes(bytes(64))),
        elliptic("r is zero", .wrongSignature, .bytes(bytes(32) + bytes(32, 1))),
        elliptic("s is zero", .wrongSignature, .bytes(bytes(32, 1) + bytes(32))),
        elliptic("r and s are the order", .wrongSignature, .bytes(order + order)),
        elliptic("r is the order, s is one", .wrongSignature, .bytes(order + bytes(31) + [1])),
        elliptic("r and s are all ones", .wrongSignature, .bytes(bytes(64, 0xFF))),
        elliptic("r and s in DER", .malformedSignature, .es256DER),
        elliptic("a signature of 96 bytes", .malformedSignature, .bytes(bytes(96, 7))),
        elliptic("a signature of one byte", .malformedSignature, .bytes([0])),
        head("an Ed25519 signature of zeroes", .wrongSignature, Mint.header("EdDSA", "ed"), .bytes(bytes(64))),
        head(
            "the neutral point and s zero",
            .wrongSignature,
            Mint.header("EdDSA", "ed"),
            .bytes([1] + bytes(63))
        ),
        head("an RSA signature of zeroes", .wrongSignature, Mint.header("RS256", "rsa"), .bytes(bytes(256))),
        head("an RSA signature of one", .wrongSignature, Mint.header("RS256", "rsa"), .bytes(bytes(255) + [1])),
        head("an RSA signature of 0xFF", .wrongSignature, Mint.header("RS256", "rsa"), .bytes(bytes(256, 0xFF))),
        head("a short RSA signature", .malformedSignature, Mint.header("RS256", "rsa"), .bytes(bytes(255, 1))),
        head("a long RSA signature", .malformedSignature, Mint.header("RS256", "rsa"), .bytes(bytes(257, 1))),
        head("another RSA key", .wrongSignature, Mint.header("RS256", "rsa"), .rs256Other),
        head("another Ed25519 key", .wrongSignature, Mint.header("EdDSA", "ed"), .edDSAOther),
        HostileToken("a short HMAC", .malformedSignature) { mint in
            let claims = Mint.claims(issuer: "https://shared.example/")
            return try mint.token(#"{"alg":"HS256"}"#, claims, .bytes(bytes(16)))
        },
        HostileToken("the signature of other claims", .wrongSignature) { mint in
            let one = String(decoding: try mint.good("ES256"), as: UTF8.self).split(separator: ".")
            let other = Keys.text(Array(Mint.claims(["sub": "\"root\""]).utf8))
            return Array("\(one[0]).\(other).\(one[2])".utf8)
        },
    ]
}
