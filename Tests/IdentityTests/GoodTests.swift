import Crypto
import CryptoExtras
import Exchange
import Foundation
import Identity
import JWTKit
import Testing

/// What must be taken, and what it stands for.
struct GoodTests {
    static let algorithms = ["RS256", "PS256", "ES256", "EdDSA", "HS256"]

    @Test(arguments: algorithms)
    func `a good token of every algorithm is taken, twice alike`(_ algorithm: String) async throws {
        let door = try await Doorway()
        let token = try door.mint.good(algorithm)
        let claims = try #require(door.claims(token))
        #expect(claims.user == "ada")
        #expect(claims.issuer == (algorithm == "HS256" ? "shared" : "main"))
        #expect(claims.team == nil && claims.organisation == nil)
        #expect(claims.expires.seconds == Mint.second + 3_600)
        #expect(door.claims(token) == claims)
        #expect(door.gate.readings(at: door.clocks.now).remembered == 1)
    }

    @Test(arguments: [
        [("aud", "[\"other\",\"gateway\"]")], [("aud", "\"gateway\"")], [("iat", "")], [("nbf", "")],
        [("iat", "\(Mint.second + 60)"), ("nbf", "\(Mint.second + 60)")],
        [("exp", "\(Mint.second + 86_400)")], [("exp", "\(Mint.second - 59)"), ("iat", ""), ("nbf", "")],
        [("sub", "\"Ada Lovelace, née Byron\"")], [("sub", "\"\\u0061da\"")], [("x", "{\"a\":[1.5,null,\"b\"]}")],
        [("iat", ""), ("exp", "\(Mint.second + 86_460)")],
    ])
    func `claims at the edge of what is allowed are taken`(_ changes: [(String, String)]) async throws {
        let door = try await Doorway()
        var claims = Mint.claims([:])
        for (name, value) in changes {
            let pattern = try Regex(",?\"\(name)\":(\"[^\"]*\"|[0-9]+)")
            claims = claims.replacing(pattern, with: "")
            if !value.isEmpty { claims = claims.dropLast() + ",\"\(name)\":\(value)}" }
        }
        let token = try door.mint.token(Mint.header("ES256", "ec"), claims, .es256)
        #expect(door.claims(token) != nil, "\(claims): \(String(describing: door.refusal(token)))")
    }

    @Test(arguments: ["jwt", "JWT", "application/jwt", "Application/JWT", "at+jwt", "application/at+jwt"])
    func `the usual types are taken`(_ type: String) async throws {
        let door = try await Doorway()
        let token = try door.mint.token(#"{"alg":"ES256","kid":"ec","typ":"\#(type)"}"#, Mint.claims(), .es256)
        #expect(door.claims(token) != nil)
    }

    @Test func `other claims may name user, team and organisation`() async throws {
        let door = try await Doorway()
        let claims = try #require(door.claims(try door.strict()))
        #expect(claims.user == "ada@x.example")
        #expect(claims.team == "core")
        #expect(claims.organisation == "acme")
        #expect(door.claims(try door.strict(type: "application/AT+jwt")) != nil)
    }

    @Test func `a configured claim that is missing or no text refuses the token`() async throws {
        let door = try await Doorway()
        #expect(door.refusal(try door.strict(["org": "[\"acme\"]"])) == .malformedPrincipal)
        #expect(door.refusal(try door.strict(["org": "\"\""])) == .malformedPrincipal)
        #expect(door.refusal(try door.strict(["org": "null"])) == .malformedPrincipal)
        let bare = Mint.claims(issuer: "https://strict.example/", ["email": "\"ada\"", "org": "\"acme\""])
        let token = try door.mint.token(#"{"alg":"ES256","kid":"ec","typ":"at+jwt"}"#, bare, .es256)
        #expect(door.refusal(token) == .missingPrincipal)
        #expect(door.refusal(try door.strict(["exp": "\(Mint.second + 3_601)"])) == .wrongLife)
    }

    @Test func `a remembered token ends with its time`() async throws {
        let door = try await Doorway()
        let claims = Mint.claims(["exp": "\(Mint.second + 30)"])
        let token = try door.mint.token(Mint.header("ES256", "ec"), claims, .es256)
        #expect(door.claims(token) != nil)
        #expect(door.claims(token, after: .seconds(89)) != nil)
        #expect(door.refusal(token, after: .seconds(90)) == .expired)
    }

    @Test func `refusals are told in a few results, and expired is one of them`() {
        let results = Dictionary(grouping: TokenRefusal.allCases, by: \.authResult).mapValues(\.count)
        #expect(results == [.malformed: 16, .unknown: 15, .expired: 1])
        #expect(TokenRefusal.expired.authResult == .expired)
    }

    private struct Payload: JWTPayload {
        var iss = "https://id.example/"
        var aud = ["weir"]
        var sub = "ada"
        var iat = Int(Mint.second)
        var exp = Int(Mint.second) + 60

        func verify(using algorithm: some JWTAlgorithm) async throws {}
    }

    @Test(arguments: algorithms.dropLast())
    func `what another implementation signs is taken`(_ algorithm: String) async throws {
        let door = try await Doorway()
        let keys = door.mint.keys
        let signer = JWTKeyCollection()
        switch algorithm {
        case "RS256", "PS256":
            let key = try Insecure.RSA.PrivateKey(pem: keys.mainRSA.pemRepresentation)
            if algorithm == "RS256" {
                await signer.add(rsa: key, digestAlgorithm: .sha256)
            } else {
                await signer.add(pss: key, digestAlgorithm: .sha256)
            }
        case "ES256": await signer.add(ecdsa: try ES256PrivateKey(pem: keys.p256.pemRepresentation))
        default:
            let d = keys.ed25519.rawRepresentation.base64EncodedString()
            await signer.add(eddsa: try EdDSA.PrivateKey(d: d, curve: .ed25519))
        }
        let kid = ["RS256": "rsa", "PS256": "rsa-ps", "ES256": "ec"][algorithm] ?? "ed"
        let token = try await signer.sign(Payload(), header: ["kid": .string(kid)])
        #expect(door.claims(Array(token.utf8))?.user == "ada", "\(String(describing: door.refusal(Array(token.utf8))))")
        let own = String(decoding: try door.mint.good(algorithm), as: UTF8.self)
        #expect(try await signer.verify(own, as: Sub.self).sub == "ada")
    }

    private struct Sub: JWTPayload {
        let sub: String

        func verify(using algorithm: some JWTAlgorithm) async throws {}
    }
}
