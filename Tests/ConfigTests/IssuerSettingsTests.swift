import Config
import Exchange
import Identity
import Testing

@Suite struct IssuerSettingsTests {
    private static let text = """
        issuers:
          auth0:
            issuer: https://acme.eu.auth0.com/
            audiences: [https://weir.example, weir]
            algorithms: [RS256]
            keys_url: https://acme.eu.auth0.com/.well-known/jwks.json
            ca_file: ca.pem
            allow_private: true
            type: at+jwt
            user_claim: email
            models_claim: models
            leeway_seconds: 5
            longest_life_seconds: 3600
            org: acme
            team: acme/search
            unknown_users: team
            max_concurrent: 9
          shared:
            issuer: https://shared.example/
            audiences: [weir]
            secret: "${LONG}"
        limits:
          failed_auths: 5
          failed_auth_seconds: 2.5
        listeners:
          data:
            tls: { certificate_file: cert.pem, key_file: key.pem, client_ca_file: callers.pem }
        """

    @Test func `an issuer says whose tokens are believed and whom they stand for`() throws {
        let result = Sample.load(Self.text)
        #expect(result.diagnostics.all == [])
        let settings = try #require(result.settings)
        #expect(settings.issuers.map(\.name) == ["auth0", "shared"])
        let auth0 = settings.issuers[0]
        let trusted = try auth0.trusted
        #expect(trusted.url == "https://acme.eu.auth0.com/" && trusted.audiences == ["https://weir.example", "weir"])
        #expect(trusted.algorithms == [.rs256] && trusted.terms.claims.user == "email")
        #expect(trusted.keySetURL == "https://acme.eu.auth0.com/.well-known/jwks.json")
        #expect(trusted.terms.type == "at+jwt" && trusted.terms.claims.models == "models")
        #expect(trusted.terms.leeway == .seconds(5) && trusted.terms.longestLife == .seconds(3_600))
        #expect(auth0.organisation == "acme" && auth0.team == "acme/search" && auth0.unknownUsers == .team)
        #expect(auth0.allowsPrivate && auth0.caFile?.hasSuffix("ca.pem") == true && auth0.maxConcurrent == 9)
        #expect(settings.limits.failedAuths == 5 && settings.limits.failedAuthTime == .milliseconds(2_500))
        #expect(settings.listeners.data.tls?.clientCAFile?.hasSuffix("callers.pem") == true)
    }

    @Test func `what is left out is the safe choice`() throws {
        let shared = try #require(Sample.load(Self.text).settings).issuers[1]
        #expect(try shared.trusted.algorithms == [.hs256])
        #expect(shared.unknownUsers == .refuse && !shared.allowsPrivate && shared.team == nil)
        let terms = try shared.trusted.terms
        #expect(terms == TokenIssuer.Terms() && terms.claims.user == "sub" && terms.claims.models == nil)
        var plain = IssuerSettings(name: "plain")
        plain.issuer = "https://id.example/"
        plain.audiences = ["weir"]
        plain.keysURL = "https://id.example/jwks"
        #expect(try plain.trusted.algorithms == [.rs256, .es256])
    }

    @Test func `the secret is in no text that is shown, and a change of it is another configuration`() throws {
        let one = try #require(Sample.load(Self.text).settings)
        var other = one
        #expect(other == one)
        other.issuers[1].secret = Secret("another secret of at least 32 bytes")
        #expect(other != one)
        #expect(!"\(one.issuers)".contains(Sample.key))
    }
}
