import Exchange
import Policy
import Testing

@Suite struct RetryHintTests {
    /// 2026-11-23T10:00:00Z.
    static let wall = WallTime(nanoseconds: 1_795_428_000_000_000_000)

    private func wait(_ fields: [String: String], body: Duration? = nil) -> Duration? {
        RetryHint(body: body, wall: Self.wall) { fields[$0] }.wait
    }

    @Test(arguments: [
        ("0", 0.0), ("1", 1), ("20", 20), ("0.5", 0.5), (" 7 ", 7), ("\t3", 3), ("007", 7),
        ("1.000000001", 1.000000001),
        ("1.9999999999999", 1.999999999), ("999999999999", 604_800), ("99999999999999999999999999", 604_800),
        ("Mon, 23 Nov 2026 10:00:30 GMT", 30), ("Mon, 23 Nov 2026 10:00:00 GMT", 0),
        ("Wed, 21 Oct 2099 07:28:00 GMT", 604_800), ("Fri, 31 Dec 9999 23:59:60 GMT", 604_800),
    ])
    func `a wait is read`(text: String, seconds: Double) {
        let wait = wait(["retry-after": text])
        #expect(wait.map { abs($0.inSeconds - seconds) < 1e-9 } == true)
    }

    @Test(arguments: [
        "", " ", "-5", "-0", "+5", "NaN", "nan", "inf", "Infinity", "soon", "1e3", "0x10", "1,5", "1.", ".5", "1.2.3",
        "1 2",
        "5, 10", "5s", "１２", "1_000", "--1", "Sun, 22 Nov 2026 10:00:00 GMT", "Mon, 23 Nov 2026 10:00:30 UTC",
        "Mon, 23 Nov 2026 10:00:30 +0000", "Mon, 31 Feb 2027 10:00:30 GMT", "Mon, 00 Nov 2027 10:00:30 GMT",
        "Mon, 23 Nov 2027 24:00:30 GMT", "Mon, 23 Nov 2027 10:60:30 GMT", "Mon, 23 Nov 2027 10:00:61 GMT",
        "Mon, 23 nov 2027 10:00:30 GMT", "Xxx, 23 Nov 2027 10:00:30 GMT", "Mon, 23 Nov 2027 10:00:3 GMT",
        "Monday, 23-Nov-27 10:00:30 GMT", "Mon Nov 23 10:00:30 2027", "Mon, 23 Nov -027 10:00:30 GMT",
        "Mon, 23 Nov 2027 1:00:300 GMT", "Mon, 23 Nov 0000 10:00:00 GMT", "2027-11-23T10:00:30Z",
        String(repeating: "1", count: 65), String(repeating: "9", count: 100_000),
    ])
    func `what is no wait is as good as missing`(text: String) {
        #expect(wait(["retry-after": text]) == nil)
        #expect(wait(["retry-after": text], body: .seconds(3)) == .seconds(3))
    }

    @Test(
        arguments: [
            (["retry-after-ms": "1500"], 1.5), (["retry-after-ms": "20.5"], 0.0205),
            (["retry-after-ms": "0", "retry-after": "1"], 1), (["retry-after-ms": "2500", "retry-after": "2"], 2.5),
            (["retry-after-ms": "-250", "retry-after": "4"], 4), (["retry-after-ms": "NaN", "retry-after": "4"], 4),
            (["retry-after-ms": "700", "retry-after": "soon"], 0.7),
            (["retry-after-ms": "99999999999999999999"], 604_800),
        ] as [([String: String], Double)]
    )
    func `milliseconds and seconds are both heard, the longer one is waited`(
        fields: [String: String],
        seconds: Double
    ) {
        let wait = wait(fields)
        #expect(wait.map { abs($0.inSeconds - seconds) < 1e-9 } == true)
    }

    @Test func `the header goes before the body and the body before the limits`() {
        let limits = ["x-ratelimit-remaining-requests": "0", "x-ratelimit-reset-requests": "9s"]
        let all = limits.merging(["retry-after": "2"]) { $1 }
        #expect(wait(all, body: .seconds(5)) == .seconds(2))
        #expect(wait(limits, body: .seconds(5)) == .seconds(5))
        #expect(wait(limits) == .seconds(9))
        #expect(wait([:]) == nil)
        #expect(wait([:], body: .seconds(-1)) == nil)
        #expect(wait([:], body: .seconds(10_000_000)) == RetryHint.longest)
    }

    @Test(arguments: [
        ("1s", 1.0), ("6m0s", 360), ("120ms", 0.12), ("1m30s", 90), ("17.563999999s", 17.563999999), ("0s", 0),
        ("500", 500),
        ("7", 7), ("1h2m3.4s5ms", 3_723.405), ("8d", 604_800), ("99999999999h", 604_800), ("12µs", 0.000012),
    ])
    func `the reset of a used-up limit is read`(text: String, seconds: Double) {
        let fields = ["x-ratelimit-remaining-tokens": "0", "x-ratelimit-reset-tokens": text]
        #expect(wait(fields).map { abs($0.inSeconds - seconds) < 1e-9 } == true)
    }

    @Test(arguments: ["", "s", "1x", "1s2", "-1s", "1s-2s", "1..2s", "m1", "1h m", "NaNs", "1 s", "∞s"])
    func `a reset that is none is as good as missing`(text: String) {
        #expect(wait(["x-ratelimit-remaining-tokens": "0", "x-ratelimit-reset-tokens": text]) == nil)
    }

    @Test func `only a limit of which nothing remains is waited for`() {
        var fields = [
            "x-ratelimit-remaining-requests": "12", "x-ratelimit-reset-requests": "9s",
            "x-ratelimit-remaining-tokens": "0", "x-ratelimit-reset-tokens": "2s",
        ]
        #expect(wait(fields) == .seconds(2))
        fields["x-ratelimit-remaining-requests"] = "0"
        #expect(wait(fields) == .seconds(9))
        fields["x-ratelimit-remaining-requests"] = "-1"
        fields["x-ratelimit-remaining-tokens"] = nil
        #expect(wait(fields) == nil)
    }

    @Test func `Anthropic's reset counts from the answer's own date`() {
        var fields = [
            "anthropic-ratelimit-requests-remaining": "0", "anthropic-ratelimit-requests-reset": "2024-03-26T20:00:00Z",
            "anthropic-ratelimit-tokens-remaining": "16000", "anthropic-ratelimit-tokens-reset": "2024-03-26T21:00:00Z",
            "date": "Tue, 26 Mar 2024 19:59:59 GMT",
        ]
        #expect(wait(fields) == .seconds(1))
        fields["date"] = nil
        #expect(wait(fields) == nil)
        fields["anthropic-ratelimit-requests-reset"] = "2026-11-23T10:00:05.25+00:00"
        #expect(wait(fields) == .milliseconds(5_250))
    }

    @Test(arguments: [
        "2026-11-23", "2026-11-23T10:00:05", "2026-11-23T10:00:05.Z", "2026-11-23T10:00:05+01:00",
        "2026-13-23T10:00:05Z",
        "2026-11-23 10:00:05Z", "2026-11-23T10:00:05ZZ", "2026-11-23T10:00:05.1.2Z", "x026-11-23T10:00:05Z",
        "1795428005",
    ])
    func `a timestamp that is none is as good as missing`(text: String) {
        let fields = ["anthropic-ratelimit-tokens-remaining": "0", "anthropic-ratelimit-tokens-reset": text]
        #expect(wait(fields) == nil)
    }

    @Test func `a date counts from the answer's date when there is one`() {
        let fields = ["retry-after": "Mon, 23 Nov 2026 10:00:30 GMT", "date": "Mon, 23 Nov 2026 10:00:20 GMT"]
        #expect(wait(fields) == .seconds(10))
        #expect(wait(["retry-after": "Mon, 23 Nov 2026 10:00:30 GMT", "date": "yesterday"]) == .seconds(30))
        let skewed = RetryHint(wall: WallTime(nanoseconds: .min)) {
            ["retry-after": "Fri, 31 Dec 9999 23:59:59 GMT"][$0]
        }
        #expect(skewed.wait == RetryHint.longest)
    }

    @Test(arguments: [("true", true), ("false", false), (" true ", true), ("TRUE", nil), ("1", nil), ("", nil)])
    func `the provider's verdict is read`(text: String, verdict: Bool?) {
        let hint = RetryHint(wall: Self.wall) { $0 == "x-should-retry" ? text : nil }
        #expect(hint == RetryHint(wait: nil, shouldRetry: verdict))
    }
}
