import Exchange
import Testing

@Suite struct ScrubberTests {
    @Test(arguments: [
        ("key sk-ant-api03-0123456789abcdef-XYZ is bad", "key [redacted] is bad"),
        ("sk-0123456789abcdef", "[redacted]"),
        ("(AIzaSyA0123456789_0123456789)", "([redacted])"),
        ("gsk_0123456789abcdef", "[redacted]"),
        ("xai-0123456789abcdef", "[redacted]"),
        ("AKIAIOSFODNN7EXAMPLE", "[redacted]"),
        ("wr_live_0123456789abcdef0123456789", "[redacted]"),
        ("Authorization: Bearer abcdefghijkl, next", "Authorization: Bearer [redacted], next"),
        ("bearer\tabc.def.ghi/jkl+m", "bearer\t[redacted]"),
        ("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc", "[redacted]"),
        ("api_key=0123456789abcdef0123456789abcdef", "api_key=[redacted]"),
        (#"{"token": "0123456789ABCDEF0123456789abcdef"}"#, #"{"token": "[redacted]"}"#),
        ("secret-0123456789abcdef0123456789abcdef", "secret-[redacted]"),
        ("https://h/v1?key=AIzaSyA0123456789_0123456789&x=1", "https://h/v1?key=[redacted]&x=1"),
        ("é sk-0123456789abcdef é sk-0123456789abcdef", "é [redacted] é [redacted]"),
    ])
    func `what looks like a secret is taken out`(_ text: String, _ expected: String) {
        #expect(Scrubber.scrub(text) == expected)
    }

    @Test(arguments: [
        "", "connection reset by peer", "sk-short", "Bearer token", "monkey business",
        "request 0123456789abcdef0123456789abcdef failed", "4bf92f3577b34da6a3ce929d0e0e4736",
        "the key is missing", "日本語のエラー", "AKIA", "model gpt-5.6-2026-08-01 not found",
    ])
    func `ordinary words stay`(_ text: String) {
        #expect(Scrubber.scrub(text) == text)
    }

    @Test func `long texts without a secret take time in proportion to their length`() {
        // A quadratic scrubber would need minutes for these.
        for piece in ["sk-", "key", "a", "eyJ", "Bearer ", "0123456789abcdef"] {
            let text = String(repeating: piece, count: 1_000_000 / piece.count)
            #expect(Scrubber.scrub(text).utf8.count <= text.utf8.count)
        }
    }
}
