import Exchange
import Foundation
import Identity

/// A gate that trusts three issuers and has the keys of the two that publish them.
struct Doorway: Sendable {
    struct Source: KeySetSource {
        let document: String

        func document(at url: String, limit: Int) async throws -> [UInt8] { Array(document.utf8) }
    }

    /// Clocks that stand still.
    struct Clocks: TimeSource {
        var now = Moment(nanoseconds: 1_000_000_000_000)
        var wall = WallTime(nanoseconds: Mint.second * 1_000_000_000)

        func later(_ time: Duration) -> Clocks { Clocks(now: now + time, wall: wall + time) }
    }

    let gate: TokenGate
    let mint: Mint
    let clocks = Clocks()

    init() async throws {
        mint = try Mint()
        gate = try TokenGate(Self.issuers(secret: mint.keys.secret))
        let source = Source(document: try mint.keys.document())
        for token in [try mint.good("ES256"), try strict()] {
            guard let fetch = answer(token).fetch else { continue }
            _ = await gate.refresh(fetch, from: source, time: clocks)
        }
    }

    static func issuers(secret: [UInt8]) throws -> [TokenIssuer] {
        let all: Set<TokenAlgorithm> = [.rs256, .ps256, .es256, .edDSA]
        let names = TokenIssuer.ClaimNames(user: "email", team: "https://x.example/team", organisation: "org")
        return [
            try TokenIssuer(
                "main",
                url: "https://id.example/",
                audiences: ["weir", "gateway"],
                trust: .keySet(url: "https://id.example/jwks", algorithms: all)
            ),
            try TokenIssuer(
                "shared",
                url: "https://shared.example/",
                audiences: ["weir"],
                trust: .secret(Secret(copying: secret))
            ),
            try TokenIssuer(
                "strict",
                url: "https://strict.example/",
                audiences: ["weir"],
                trust: .keySet(url: "https://strict.example/jwks", algorithms: [.es256]),
                terms: TokenIssuer.Terms(type: "at+jwt", claims: names, longestLife: .seconds(3_600))
            ),
        ]
    }

    /// A good token of the issuer with terms of its own, or one with other claims.
    func strict(type: String? = "at+jwt", _ changes: KeyValuePairs<String, String> = [:]) throws -> [UInt8] {
        let base = Mint.claims(issuer: "https://strict.example/", changes).dropLast()
        let named = changes.map(\.key)
        let own = [("email", "\"ada@x.example\""), ("https://x.example/team", "\"core\""), ("org", "\"acme\"")]
            .filter { !named.contains($0.0) }.map { ",\"\($0.0)\":\($0.1)" }.joined()
        let typ = type.map { #","typ":"\#($0)""# } ?? ""
        return try mint.token(#"{"alg":"ES256","kid":"ec"\#(typ)}"#, base + own + "}", .es256)
    }

    func answer(_ token: [UInt8], after time: Duration = .zero) -> TokenGate.Answer {
        let clocks = clocks.later(time)
        return token.withUnsafeBytes { gate.check($0, at: clocks.now, wall: clocks.wall) }
    }

    /// The reason for which a token is refused; nil when it is good or its keys are waited for.
    func refusal(_ token: [UInt8], after time: Duration = .zero) -> TokenRefusal? {
        guard case .refused(let refusal) = answer(token, after: time).verdict else { return nil }
        return refusal
    }

    /// What a token stands for; nil when it is not taken.
    func claims(_ token: [UInt8], after time: Duration = .zero) -> VerifiedClaims? {
        guard case .verified(let claims) = answer(token, after: time).verdict else { return nil }
        return claims
    }
}
