import Exchange
import Policy
import Testing

@Suite struct RedactionExpressionTests {
    private func taken(_ expression: String, _ text: String) throws -> String {
        var counts = RedactionCounts()
        let pattern = RedactionPattern(name: "x", expression: try Expression(expression))
        let result = Redaction(kinds: [], patterns: [pattern]).redact(text, counting: &counts)
        return result.split(separator: "[redacted:x]", omittingEmptySubsequences: false).joined(separator: "#")
    }

    @Test(
        arguments: [
            ("abc", "xabcx", "x#x"), ("a.c", "abc a\nc aéc a😀c", "# a\nc # #"), ("[a-c]+", "xaabbccx", "x#x"),
            ("[^a-c]", "aéb", "a#b"), (#"\d{3}-\d{4}"#, "call 555-1234 now", "call # now"),
            ("ab?c", "ac abc abbc", "# # abbc"),
            ("ab*c", "ac abbbc", "# #"), ("(foo|ba[rz])!", "foo! bar! baz! bat!", "# # # bat!"),
            (#"\bcat\b"#, "cat concat cat_ (cat)", "# concat cat_ (#)"),
            (#"\Bat"#, "at cat", "at c#"), ("(?i)secret", "SeCrEt", "#"), ("(?i)[a-b]x", "BX", "#"),
            (#"\[x\]\."#, "[x].", "#"),
            (#"[\]\-a]+"#, "]-a", "#"), ("[]a]+", "]a", "#"), ("[a-]+", "a-a", "#"), ("é{2}", "éé", "#"),
            (#"\w+@\w+"#, "me@host", "#"),
            ("a{2,3}", "a aa aaa", "a # #"), ("a{2,}", "a aaaa", "a #"), (#"\S\s\S"#, "a b", "#"),
            ("(?:ab)+", "ababa", "#a"),
            (#"\x"#, "", nil), ("aa", "aaa", "#"), ("a|ab|abc", "abcd", "#d"), (#"[\d.]+"#, "1.5x", "#x"),
            (#"\D"#, "1é2", "1#2"),
        ] as [(String, String, String?)]
    )
    func `what an expression matches is taken out`(_ expression: String, _ text: String, _ expected: String?) throws {
        guard let expected else {
            #expect(throws: ExpressionFault.self) { try Expression(expression) }
            return
        }
        #expect(try taken(expression, text) == expected)
    }

    @Test(arguments: [
        ("(a", 2, "a group that is never closed"), ("a)", 1, "a ) that closes nothing"),
        ("[a", 2, "a class that is never closed"),
        ("*a", 0, "nothing stands before this repetition; \\ makes it a character"),
        ("a**", 2, "a repetition of a repetition, and the forms *? and *+, are not supported"),
        ("a+?", 2, "a repetition of a repetition, and the forms *? and *+, are not supported"),
        (#"(a)\1"#, 3, "references to groups are not supported"),
        ("(?=a)b", 0, "only groups of the forms ( ) and (?: ) are supported"),
        ("(?<n>a)", 0, "only groups of the forms ( ) and (?: ) are supported"),
        ("^a", 0, "^ and $ are not supported; \\b is where a word begins or ends"),
        ("a$", 1, "^ and $ are not supported; \\b is where a word begins or ends"),
        (#"\p{L}"#, 0, "this escape is not supported"),
        ("[[:alpha:]]", 1, "classes of the form [:alpha:] are not supported"),
        ("[ä]", 1, "a class takes characters of ASCII only; write (ä|ö) instead of [äö]"),
        ("[z-a]", 4, "a range that ends before it begins"),
        ("a{x}", 2, "a repetition is {m}, {m,} or {m,n}"),
        ("a{2,1}", 2, "the second number is less than the first, or 0"),
        ("a{0}", 2, "the second number is less than the first, or 0"),
        ("a{257}", 2, "repeats more than 256 times"), ("a{1", 3, "a repetition is {m}, {m,} or {m,n}"),
        (#"a\"#, 2, "a \\ at the end"),
        ("a*", 0, "matches where there is nothing"), ("", 0, "matches where there is nothing"),
        (#"\b"#, 0, "matches where there is nothing"), ("a|", 0, "matches where there is nothing"),
        ("(a{200}){200}", 0, "repeats too much: it takes more than 512 steps"),
        (#"\b*a"#, 2, "a place cannot be repeated"),
    ])
    func `what is not understood is refused with its place`(_ expression: String, _ offset: Int, _ reason: String) {
        let fault = #expect(throws: ExpressionFault.self) { try Expression(expression) }
        #expect(fault?.offset == offset)
        #expect(fault?.reason == reason)
    }

    @Test func `depth and length are bounded`() {
        let deep = String(repeating: "(", count: 100) + "a" + String(repeating: ")", count: 100)
        #expect(throws: ExpressionFault.self) { try Expression(deep) }
        #expect(throws: ExpressionFault.self) { try Expression(String(repeating: "a", count: 513)) }
    }

    @Test(arguments: ["(a|aa)+b", "(a*)*b", "(a?){30}a{30}b", "a.*b.*c", "(x+x+)+y", #"\b(a|b|ab)+\bc"#])
    func `expressions that break other machines take linear time`(_ expression: String) throws {
        let text = String(repeating: "a", count: 10_000) + String(repeating: "x", count: 10_000)
        #expect(try taken(expression, text) == text)
    }

    /// Every start and end, tried by a matcher that goes back.
    @Test func `it finds what a plain matcher finds`() throws {
        var generator = SeededGenerator(state: 11)
        for _ in 0..<2_000 {
            let tree = Plain.random(&generator, depth: 3)
            guard let expression = try? Expression(tree.text) else { continue }
            let text = (0..<10).map { _ in "abc".utf8.randomElement(using: &generator) ?? 0x61 }
            var covered = [Bool](repeating: false, count: text.count)
            for start in text.indices {
                for end in tree.ends(text, [start]) where end > start {
                    for place in start..<end { covered[place] = true }
                }
            }
            var counts = RedactionCounts()
            let redaction = Redaction(kinds: [], patterns: [RedactionPattern(name: "x", expression: expression)])
            let found = redaction.redact(String(decoding: text, as: UTF8.self), counting: &counts)
            // A second look may take out more, so what must be gone is, and nothing is when there is no match.
            #expect((counts.total == 0) == !covered.contains(true), "\(tree.text)")
            let left = found.replacing("[redacted:x]", with: "").utf8.count
            #expect(left <= covered.filter { !$0 }.count, "\(tree.text) in \(String(decoding: text, as: UTF8.self))")
        }
    }
}

/// An expression as a tree, with the simplest matcher there is.
private indirect enum Plain {
    case letter(UInt8)
    case any
    case pair(Plain, Plain)
    case either(Plain, Plain)
    case star(Plain)
    case maybe(Plain)

    var text: String {
        switch self {
        case .letter(let byte): String(decoding: [byte], as: UTF8.self)
        case .any: "."
        case .pair(let one, let other): one.text + other.text
        case .either(let one, let other): "(\(one.text)|\(other.text))"
        case .star(let part): "(\(part.text))*"
        case .maybe(let part): "(\(part.text))?"
        }
    }

    /// The places where a match ends that begins at one of `starts`.
    func ends(_ text: [UInt8], _ starts: Set<Int>) -> Set<Int> {
        switch self {
        case .letter(let byte): return Set(starts.filter { $0 < text.count && text[$0] == byte }.map { $0 + 1 })
        case .any: return Set(starts.filter { $0 < text.count }.map { $0 + 1 })
        case .pair(let one, let other): return other.ends(text, one.ends(text, starts))
        case .either(let one, let other): return one.ends(text, starts).union(other.ends(text, starts))
        case .maybe(let part): return starts.union(part.ends(text, starts))
        case .star(let part):
            var all = starts
            while true {
                let more = all.union(part.ends(text, all))
                if more == all { return all }
                all = more
            }
        }
    }

    static func random(_ generator: inout SeededGenerator, depth: Int) -> Plain {
        switch Int.random(in: 0..<(depth > 0 ? 7 : 2), using: &generator) {
        case 0: return .letter("abc".utf8.randomElement(using: &generator) ?? 0x61)
        case 1: return Bool.random(using: &generator) ? .any : .letter(0x61)
        case 2, 3: return .pair(random(&generator, depth: depth - 1), random(&generator, depth: depth - 1))
        case 4: return .either(random(&generator, depth: depth - 1), random(&generator, depth: depth - 1))
        case 5: return .star(random(&generator, depth: depth - 1))
        default: return .maybe(random(&generator, depth: depth - 1))
        }
    }
}
