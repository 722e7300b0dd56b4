import Exchange
import Policy
import Testing

/// The numbers of a seed, by SplitMix64.
struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return word ^ (word >> 31)
    }
}

/// Texts made of the pieces that finds are made of, in any order.
enum RedactionSoup {
    private static let pieces = [
        "a", "b1", "X", "sk-", "sk-abcdefghijklmnop1234", "@", "x@y.zz", ".co", ".", "-", "--", "_", " ", "4111",
        "1111",
        "4111111111111111", "411111111111111", "AKIAIOSFODNN7EXAMPLE", "Bearer ", "abcdefghijkl0", "eyJhbGciOiJ", "%40",
        "%3D",
        "\\u0040", "\\n", "\\", "\"", "{", "[", "}", "]", ":", ",", "-----BEGIN PRIVATE KEY-----",
        "-----END PRIVATE KEY-----",
        "DE89370400440532013000", "é", "\u{200B}", "漢", "😀", "[redacted:email]", "[redacted:", "0", "\n", "'", "＠",
        "ghp_",
    ]

    static func text(_ generator: inout SeededGenerator, pieces count: Int) -> String {
        (0..<Int.random(in: 0...count, using: &generator)).map { _ in pieces.randomElement(using: &generator) ?? "" }
            .joined()
    }
}

@Suite struct RedactionFuzzTests {
    private static func patterns() throws -> [RedactionPattern] {
        [
            RedactionPattern(name: "one", expression: try Expression(#"\b[a-z]\d"#)),
            RedactionPattern(name: "two", expression: try Expression("a.b|[^a-z]{3}é")),
        ]
    }

    @Test(arguments: [false, true])
    func `what it makes of its own result is the same again`(_ hasPatterns: Bool) throws {
        let patterns = hasPatterns ? try Self.patterns() : []
        let redaction = Redaction(kinds: RedactionKind.allCases, patterns: patterns)
        var generator = SeededGenerator(state: hasPatterns ? 1 : 2)
        var finds = 0
        for _ in 0..<4_000 {
            let text = RedactionSoup.text(&generator, pieces: 12)
            var counts = RedactionCounts()
            let once = redaction.redact(text, counting: &counts)
            finds += counts.total
            var more = RedactionCounts()
            #expect(redaction.redact(once, counting: &more) == once, "\(text)")
            #expect(more.total == 0)
            #expect(once.unicodeScalars.allSatisfy { $0 != "\u{FFFD}" }, "\(text)")
            #expect((counts.total == 0) == (once == text))
        }
        #expect(finds > 1_000)
    }

    @Test func `bytes that are no UTF-8 do no harm`() {
        var generator = SeededGenerator(state: 3)
        let redaction = Redaction(kinds: RedactionKind.allCases)
        for _ in 0..<2_000 {
            let bytes = (0..<64).map { _ in
                Bool.random(using: &generator) ? UInt8.random(in: 0x80...0xFF, using: &generator) : UInt8(ascii: "@")
            }
            var counts = RedactionCounts()
            let text = bytes.withUnsafeBytes { redaction.redact(text: $0, counting: &counts) }
            let json = bytes.withUnsafeBytes { redaction.redact(json: $0, counting: &counts) }
            #expect((text?.count ?? 0) <= 64 * 16)
            #expect(json == nil)
        }
    }
}
