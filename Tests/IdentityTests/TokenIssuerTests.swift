import Exchange
import Identity
import Testing

/// Issuers that cannot be trusted as they are described.
struct TokenIssuerTests {
    private static let secret = Secret(copying: (0..<32).map { UInt8($0) })

    struct Mistake: Sendable, CustomTestStringConvertible {
        var name = "main"
        var url = "https://id.example/"
        var audiences = ["weir"]
        var trust = TokenIssuer.Trust.keySet(url: "https://id.example/jwks", algorithms: [.rs256])
        var terms = TokenIssuer.Terms()
        var fault = TokenIssuerFault.name

        var testDescription: String { fault.description }
    }

    private static func keySet(_ url: String, _ algorithms: Set<TokenAlgorithm> = [.es256]) -> Mistake {
        Mistake(trust: .keySet(url: url, algorithms: algorithms), fault: .keySetURL)
    }

    static let mistakes: [Mistake] =
        [
            Mistake(name: "", fault: .name), Mistake(name: "a b", fault: .name), Mistake(url: "", fault: .url),
            Mistake(url: "https://id.example/ ", fault: .url),
            Mistake(url: String(repeating: "a", count: 513), fault: .url),
            Mistake(audiences: [], fault: .audiences), Mistake(audiences: [""], fault: .audiences),
            Mistake(audiences: Array(repeating: "a", count: 17), fault: .audiences),
            Mistake(trust: .keySet(url: "https://id.example/", algorithms: []), fault: .noAlgorithm),
            Mistake(trust: .keySet(url: "https://id.example/", algorithms: [.hs256]), fault: .secretBesideKeySet),
            Mistake(trust: .keySet(url: "https://x/", algorithms: [.rs256, .hs256]), fault: .secretBesideKeySet),
            Mistake(trust: .secret(Secret(copying: [])), fault: .shortSecret),
            Mistake(trust: .secret(Secret(String(repeating: "a", count: 31))), fault: .shortSecret),
            Mistake(terms: TokenIssuer.Terms(type: ""), fault: .type),
            Mistake(terms: TokenIssuer.Terms(claims: .init(user: "")), fault: .claimName),
            Mistake(terms: TokenIssuer.Terms(claims: .init(team: "a b")), fault: .claimName),
            Mistake(terms: TokenIssuer.Terms(leeway: .seconds(301)), fault: .leeway),
            Mistake(terms: TokenIssuer.Terms(leeway: .seconds(-1)), fault: .leeway),
            Mistake(terms: TokenIssuer.Terms(longestLife: .zero), fault: .longestLife),
            Mistake(terms: TokenIssuer.Terms(longestLife: .seconds(86_401)), fault: .longestLife),
        ]
        + [
            "http://id.example/jwks", "HTTPS://id.example/", "https://", "https:///jwks", "https://:443/", "",
            "https://user@id.example/", "https://id.example/#a", "https://id.example\\@evil.example/", "file:///etc",
            "https://id.example/a b",
        ].map { keySet($0) }

    @Test(arguments: mistakes)
    func `an issuer that does not fit together is refused`(_ mistake: Mistake) {
        #expect(throws: mistake.fault) {
            try TokenIssuer(
                mistake.name,
                url: mistake.url,
                audiences: mistake.audiences,
                trust: mistake.trust,
                terms: mistake.terms
            )
        }
    }

    @Test func `two issuers of one name or one iss are refused, and so are too many`() throws {
        func issuer(_ name: String, _ url: String) throws -> TokenIssuer {
            try TokenIssuer(name, url: url, audiences: ["weir"], trust: .secret(Self.secret))
        }
        let twins = [[("a", "x"), ("a", "y")], [("a", "x"), ("b", "x")]]
        for twin in twins {
            let issuers = try twin.map { try issuer($0.0, $0.1) }
            #expect(throws: TokenIssuerFault.twice) { try TokenVerifier(issuers) }
        }
        let many = try (0..<33).map { try issuer("i\($0)", "u\($0)") }
        #expect(throws: TokenIssuerFault.tooMany) { try TokenVerifier(many) }
        #expect(throws: Never.self) { try TokenVerifier(Array(many.dropLast())) }
    }

    @Test func `every fault is a sentence of its own`() {
        let sentences = TokenIssuerFault.allCases.map(\.description)
        #expect(Set(sentences).count == sentences.count)
    }
}
