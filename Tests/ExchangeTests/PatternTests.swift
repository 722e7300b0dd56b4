import Exchange
import Testing

@Suite struct PatternTests {
    @Test(arguments: [
        ("gpt-4o", "gpt-4o"), ("*", ""), ("*", "anything"), ("**", "x"), ("gpt-*", "gpt-"), ("gpt-*", "gpt-4o-mini"),
        ("*-mini", "gpt-4o-mini"), ("*4o*", "gpt-4o-mini"), ("a*b*c", "aXbYc"), ("a*b*c", "abc"), ("*aab", "aaab"),
        ("*abab*", "xabaabab"), ("a*a", "aa"), ("/v1/*", "/v1/chat/completions"), ("", ""), ("*\u{e9}*", "caf\u{e9}s"),
        ("*a*b*", "ab"), ("*ab*ab*", "abab"), ("x*yy*yz", "xyyyz"),
    ])
    func `a pattern matches`(pattern: String, name: String) {
        #expect(Pattern(pattern).matches(name))
    }

    @Test(arguments: [
        ("gpt-4o", "gpt-4o-mini"), ("gpt-4o", "GPT-4o"), ("gpt-*", "xgpt-4"), ("*-mini", "gpt-mini-x"), ("a*a", "a"),
        ("ab*ba", "aba"), ("a*b*c", "acb"), ("", "x"), ("*x*", ""), ("*ab*ab*", "abxa"), ("?", "a"), ("a*", ""),
        ("x*yz*yz", "xyz"),
    ])
    func `a pattern does not match`(pattern: String, name: String) {
        #expect(!Pattern(pattern).matches(name))
    }

    @Test func `patterns that make backtracking explode take linear time`() {
        let name = String(repeating: "a", count: 100_000)
        let many = Pattern(String(repeating: "a*", count: 1_000) + "b")
        let long = Pattern("*" + String(repeating: "a", count: 40_000) + "b*")
        let clock = ContinuousClock()
        let spent = clock.measure {
            #expect(!many.matches(name))
            #expect(!long.matches(name))
        }
        #expect(spent < .seconds(2))
    }

    @Test func `matching agrees with the plain definition`() {
        let letters = ["a", "b", "*"]
        var patterns = [""]
        for _ in 0..<5 { patterns += patterns.flatMap { text in letters.map { text + $0 } } }
        let names = ["", "a", "b", "ab", "ba", "aab", "abab", "bbab", "ababab", "aabbaab"]
        for pattern in Set(patterns) {
            for name in names {
                let expected = plainly(pattern[...], name[...])
                #expect(Pattern(pattern).matches(name) == expected, "\(pattern) on \(name)")
            }
        }
    }

    private func plainly(_ pattern: Substring, _ name: Substring) -> Bool {
        guard let first = pattern.first else { return name.isEmpty }
        if first != "*" { return name.first == first && plainly(pattern.dropFirst(), name.dropFirst()) }
        return plainly(pattern.dropFirst(), name) || !name.isEmpty && plainly(pattern, name.dropFirst())
    }

    @Test func `a pattern tells how much it says`() {
        #expect(Pattern("gpt-4o").isExact)
        #expect(!Pattern("gpt-*").isExact)
        #expect(Pattern("gpt-oss-*").literalBytes > Pattern("gpt-*").literalBytes)
        #expect(Pattern("*").literalBytes == 0)
    }

    @Test func `a substring of a longer text is matched by itself`() {
        #expect(Pattern("gpt-*").matches("x/gpt-4o".dropFirst(2)))
    }
}
