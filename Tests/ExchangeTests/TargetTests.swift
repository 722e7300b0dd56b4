import Exchange
import Testing

@Suite struct TargetTests {
    @Test(arguments: [
        (Origin(isTLS: true, host: "API.OpenAI.com", port: 443), "https://api.openai.com:443", "api.openai.com"),
        (Origin(isTLS: false, host: "localhost", port: 80), "http://localhost:80", "localhost"),
        (Origin(isTLS: true, host: "a.example", port: 80), "https://a.example:80", "a.example:80"),
        (Origin(isTLS: false, host: "a.example", port: 443), "http://a.example:443", "a.example:443"),
        (Origin(isTLS: true, host: "2001:DB8::1", port: 443), "https://[2001:db8::1]:443", "[2001:db8::1]"),
        (Origin(isTLS: false, host: "::1", port: 8_080), "http://[::1]:8080", "[::1]:8080"),
    ])
    func `an origin has one canonical text and one host header`(_ origin: Origin, _ text: String, _ authority: String) {
        #expect(origin.description == text)
        #expect(origin.authority == authority)
    }

    @Test func `origins are the same whatever the case of the host`() {
        #expect(
            Origin(isTLS: true, host: "A.Example", port: 443) == Origin(isTLS: true, host: "a.example", port: 443)
        )
        #expect(
            Origin(isTLS: true, host: "a.example", port: 443) != Origin(isTLS: false, host: "a.example", port: 443)
        )
    }

    @Test func `an attempt takes its names from its target`() {
        let attempt = Samples.attempt(0, nil)
        #expect(attempt.provider == "openai" && attempt.upstream == "openai-2" && attempt.host == "api.openai.com")
        #expect(attempt.credentialID == "cred_01KASPGZJ0A8W3K6PD5RXGM1YT")
        #expect(attempt.model == "gpt-4o" && attempt.modelLabel == "gpt-*")
        #expect(attempt.poolWait == .zero && attempt.freeRetries == 0 && !attempt.isReused)
    }

    @Test func `a key may do everything unless it is told otherwise`() {
        let permission = KeyPermission()
        #expect(permission.models.isEmpty && permission.endpoints.isEmpty)
        #expect(permission.maxConcurrent == 64 && permission.capture == nil)
    }
}
