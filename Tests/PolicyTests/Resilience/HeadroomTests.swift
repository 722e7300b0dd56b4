import Exchange
import Policy
import Testing

@Suite struct HeadroomTests {
    private static let noon = WallTime(nanoseconds: 1_795_435_200_000_000_000)

    private func read(_ header: [String: String]) -> [Headroom] { Headroom.all(at: Self.noon) { header[$0] } }

    @Test func `OpenAI's fields are read, each resource by itself`() {
        let header = [
            "x-ratelimit-limit-requests": "500", "x-ratelimit-remaining-requests": "125",
            "x-ratelimit-reset-requests": "1m30s", "x-ratelimit-limit-tokens": "30000",
            "x-ratelimit-remaining-tokens": "30000",
        ]
        #expect(
            read(header) == [
                Headroom(.requests, remaining: 0.25, reset: Self.noon + .seconds(90)),
                Headroom(.tokens, remaining: 1, reset: nil),
            ]
        )
    }

    @Test func `Anthropic's fields are read`() {
        let header = [
            "anthropic-ratelimit-input-tokens-limit": "1000", "anthropic-ratelimit-input-tokens-remaining": "0",
            "anthropic-ratelimit-input-tokens-reset": "2026-11-23T12:00:07Z",
        ]
        #expect(read(header).map(\.resource) == [.inputTokens])
        #expect(read(header).map(\.remaining) == [0])
    }

    @Test(
        arguments: [
            ("-1", "5"), ("0", "0"), ("ten", "5"), ("10", "-1"), ("10", ""), ("", "5"), ("99999999999999999999", "5"),
            ("10", "5 5"), ("1e3", "5"),
        ]
    )
    func `what is no number above nothing is not known`(limit: String, remaining: String) {
        let header = ["x-ratelimit-limit-requests": limit, "x-ratelimit-remaining-requests": remaining]
        #expect(read(header).isEmpty)
    }

    @Test func `more than the limit is all of it, and a reset that is no time is none`() {
        let header = [
            "x-ratelimit-limit-requests": "10", "x-ratelimit-remaining-requests": "11",
            "x-ratelimit-reset-requests": "soon",
        ]
        #expect(read(header) == [Headroom(.requests, remaining: 1, reset: nil)])
    }

    @Test func `a reading counts until the limit is whole again, or a minute`() {
        let told = Headroom(.requests, remaining: 0.5, reset: Self.noon + .seconds(5))
        #expect(told.isFresh(told: Self.noon, at: Self.noon + .seconds(4)))
        #expect(!told.isFresh(told: Self.noon, at: Self.noon + .seconds(5)))
        let endless = Headroom(.requests, remaining: 0.5, reset: nil)
        #expect(endless.isFresh(told: Self.noon, at: Self.noon + .seconds(59)))
        #expect(!endless.isFresh(told: Self.noon, at: Self.noon + .seconds(60)))
        #expect(!endless.isFresh(told: Self.noon, at: Self.noon + .seconds(-1)))
    }
}
