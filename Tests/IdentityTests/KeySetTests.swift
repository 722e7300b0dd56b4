import Crypto
import Foundation
import Identity
import Testing

/// The documents in which issuers publish their keys.
struct KeySetTests {
    /// A document and what is said of it; `#n`, `#e`, `#x`, `#y` and `#p` stand for the numbers of good keys.
    struct Mistake: Sendable, CustomTestStringConvertible {
        let document: String
        let sentence: String

        init(_ document: String, _ sentence: String) {
            self.document = document
            self.sentence = sentence
        }

        /// One key with these members.
        static func key(_ members: String, _ sentence: String) -> Mistake {
            Mistake(#"{"keys":[{\#(members)}]}"#, "keys[0]: " + sentence)
        }

        var testDescription: String { String(document.prefix(80)) }
    }

    static let rsa = ##""kty":"RSA","kid":"a","n":"#n","e":"#e""##
    static let ec = ##""kty":"EC","kid":"a","crv":"P-256","x":"#x","y":"#y""##
    static let ed = ##""kty":"OKP","kid":"a","crv":"Ed25519","x":"#p""##

    static let documents: [Mistake] = [
        Mistake("", "this is no JSON object, or one nested too deeply"),
        Mistake("[]", "this is no JSON object, or one nested too deeply"),
        Mistake("<html>", "this is no JSON object, or one nested too deeply"),
        Mistake("\u{FEFF}{\"keys\":[]}", "this is no JSON object, or one nested too deeply"),
        Mistake("{\"keys\":[]}x", "this is no JSON object, or one nested too deeply"),
        Mistake(String(repeating: "[", count: 200_000), "this is no JSON object, or one nested too deeply"),
        Mistake(#"{"keys":[],"keys":[]}"#, "an object has a member twice"),
        Mistake("{}", "`keys` must be a list of objects"),
        Mistake(#"{"keys":{}}"#, "`keys` must be a list of objects"),
        Mistake(#"{"keys":[1]}"#, "keys[0]: `keys` must be a list of objects"),
        Mistake(#"{"keys":[]}"#, "there is no key to check tokens with"),
        Mistake(
            "{\"keys\":[" + Array(repeating: "{}", count: 51).joined(separator: ",") + "]}",
            "a key set may have at most 50 keys"
        ),
        Mistake(String(repeating: " ", count: 262_145), "a key set may have at most 262144 bytes"),
        Mistake("{\"keys\":[{\(rsa)},{\(ec)}]}", "keys[1]: another key has the same `kid`"),
        Mistake("{\"keys\":[{\(ec)},{\(rsa),\"use\":\"enc\"}]}", "keys[1]: another key has the same `kid`"),
        Mistake("{\"keys\":[{\(rsa),\"n\":\"AQAB\"}]}", "an object has a member twice"),
        Mistake("{\"keys\":[{\(rsa),\"use\":\"enc\"}]}", "there is no key to check tokens with"),
        Mistake("{\"keys\":[{\(rsa),\"key_ops\":[\"encrypt\"]}]}", "there is no key to check tokens with"),
        Mistake("{\"keys\":[{\(rsa),\"alg\":\"RS512\"}]}", "there is no key to check tokens with"),
        Mistake("{\"keys\":[{\(rsa.replacing("\"kid\":\"a\",", with: ""))}]}", "there is no key to check tokens with"),
    ]

    static let keys: [Mistake] = [
        .key(#""kid":"a""#, "`kty` is missing or malformed"),
        .key(#""kty":1"#, "`kty` is missing or malformed"),
        .key(#""kty":"RSA","kid":7"#, "`kid` is missing or malformed"),
        .key(#""kty":"RSA","kid":"""#, "`kid` is missing or malformed"),
        .key(#""kty":"RSA","kid":"a\u0000""#, "`kid` is missing or malformed"),
        .key(#""kty":"RSA","kid":"\#(String(repeating: "k", count: 257))""#, "`kid` is missing or malformed"),
        .key(#""kty":"oct","kid":"a","k":"AAAA""#, "this is a private or secret key, which must never be published"),
        .key(#""kty":"oct","kid":"a""#, "this is a private or secret key, which must never be published"),
        .key(rsa + #","d":"AQAB""#, "this is a private or secret key, which must never be published"),
        .key(rsa + #","p":"AQAB""#, "this is a private or secret key, which must never be published"),
        .key(rsa + #","use":"enc","qi":null"#, "this is a private or secret key, which must never be published"),
        .key(ec + #","d":"AQAB""#, "this is a private or secret key, which must never be published"),
        .key(rsa + #","alg":"ES256""#, "`alg` does not fit `kty`"),
        .key(rsa + #","alg":"HS256""#, "`alg` does not fit `kty`"),
        .key(rsa + #","alg":"HS512""#, "`alg` does not fit `kty`"),
        .key(rsa + #","alg":"none""#, "`alg` does not fit `kty`"),
        .key(rsa + #","alg":null"#, "`alg` is missing or malformed"),
        .key(ec + #","alg":"RS256""#, "`alg` does not fit `kty`"),
        .key(ed + #","alg":"ES256""#, "`alg` does not fit `kty`"),
        .key(rsa + #","use":1"#, "`use` is missing or malformed"),
        .key(rsa + #","key_ops":"verify""#, "`key_ops` is missing or malformed"),
        .key(rsa + #","key_ops":[1]"#, "`key_ops` is missing or malformed"),
        .key(##""kty":"RSA","kid":"a","e":"#e""##, "`n` is missing or malformed"),
        .key(##""kty":"RSA","kid":"a","n":"#n""##, "`e` is missing or malformed"),
        .key(##""kty":"RSA","kid":"a","n":"#n=","e":"#e""##, "`n` is missing or malformed"),
        .key(##""kty":"RSA","kid":"a","n":"","e":"#e""##, "`n` is missing or malformed"),
        .key(##""kty":"RSA","kid":"a","n":"#n","e":"AQ""##, "the numbers are no key of this type"),
        .key(##""kty":"RSA","kid":"a","n":"#n","e":"Ag""##, "the numbers are no key of this type"),
        .key(##""kty":"RSA","kid":"a","n":"#n","e":"AA""##, "the numbers are no key of this type"),
        .key(##""kty":"RSA","kid":"a","n":"#n","e":"AQAAAAAB""##, "the numbers are no key of this type"),
        .key(
            #""kty":"RSA","kid":"a","n":"\#(Keys.text([0x80] + [UInt8](repeating: 1, count: 127)))","e":"AQAB""#,
            "an RSA key needs at least 2048 bits; this one has 1024"
        ),
        .key(
            #""kty":"RSA","kid":"a","n":"\#(Keys.text([0, 0x7F] + [UInt8](repeating: 1, count: 255)))","e":"AQAB""#,
            "an RSA key needs at least 2048 bits; this one has 2047"
        ),
        .key(
            #""kty":"RSA","kid":"a","n":"\#(Keys.text([0x80] + [UInt8](repeating: 1, count: 1_024)))","e":"AQAB""#,
            "the numbers are no key of this type"
        ),
        .key(
            #""kty":"RSA","kid":"a","n":"\#(Keys.text([0x80] + [UInt8](repeating: 0, count: 255)))","e":"AQAB""#,
            "the numbers are no key of this type"
        ),
        .key(##""kty":"EC","kid":"a","x":"#x","y":"#y""##, "`crv` is missing or malformed"),
        .key(##""kty":"EC","kid":"a","crv":"P-256","x":"#x""##, "`y` is missing or malformed"),
        .key(##""kty":"EC","kid":"a","crv":"P-256","x":"#x","y":"#x""##, "the numbers are no key of this type"),
        .key(##""kty":"EC","kid":"a","crv":"P-256","x":"AA","y":"#y""##, "the numbers are no key of this type"),
        .key(
            #""kty":"EC","kid":"a","crv":"P-256","x":"\#(Keys.text([UInt8](repeating: 0, count: 32)))","y":"\#(Keys.text([UInt8](repeating: 0, count: 32)))""#,
            "the numbers are no key of this type"
        ),
        .key(#""kty":"OKP","kid":"a","crv":"Ed25519","x":"AA""#, "the numbers are no key of this type"),
        .key(
            #""kty":"OKP","kid":"a","crv":"Ed25519","x":"\#(Keys.text([1] + [UInt8](repeating: 0, count: 31)))""#,
            "the numbers are no key of this type"
        ),
        .key(
            #""kty":"OKP","kid":"a","crv":"Ed25519","x":"\#(Keys.text([0xEC] + [UInt8](repeating: 0xFF, count: 31)))""#,
            "the numbers are no key of this type"
        ),
    ]

    private func filled(_ document: String) throws -> [UInt8] {
        let keys = try Keys.made.get()
        let (n, e) = try Keys.numbers(keys.mainRSA)
        let (x, y) = Keys.point(keys.p256)
        let p = Keys.text(keys.ed25519.publicKey.rawRepresentation)
        let all = ["#n": n, "#e": e, "#x": x, "#y": y, "#p": p]
        return Array(all.reduce(document) { $0.replacing($1.key, with: $1.value) }.utf8)
    }

    @Test(arguments: documents + keys)
    func `a mistake in a key set is told in a sentence`(_ mistake: Mistake) throws {
        let document = try filled(mistake.document)
        let fault = #expect(throws: KeySetFault.self) { try KeySet(parsing: document) }
        #expect(fault?.description == mistake.sentence)
    }

    @Test func `keys for other purposes are passed over`() throws {
        let set = try KeySet(parsing: Array(try Keys.made.get().document().utf8))
        #expect(set.count == 4)
        #expect(set.passedOver == 4)
    }

    @Test(arguments: [
        rsa, ec, ed, rsa + #","alg":"RS256""#, rsa + #","use":"sig","key_ops":["verify","sign"]"#,
        ed + #","alg":"Ed25519""#, ec + #","x5c":["MIIB"],"x5t":"abc","iat":1.5"#,
    ])
    func `a good key is taken`(_ members: String) throws {
        #expect(try KeySet(parsing: try filled("{\"keys\":[{\(members)}],\"more\":{}}")).count == 1)
    }

    @Test func `a key set cut off anywhere is refused`() throws {
        let document = Array(try Keys.made.get().document().utf8)
        for count in stride(from: 0, to: document.count - 1, by: 7) {
            #expect(throws: KeySetFault.self) { try KeySet(parsing: Array(document[..<count])) }
        }
    }
}
