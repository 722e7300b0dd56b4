import Config
import Testing

/// xorshift64*, so that a failure can be repeated.
private struct Dice: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state ^= state >> 12
        state ^= state << 25
        state ^= state >> 27
        return state &* 0x2545_F491_4F6C_DD1D
    }
}

@Suite struct MutationTests {
    /// What the parser and the readers care about.
    private static let pieces = [
        "\n", "\r", "\t", " ", "  ", ":", ": ", "-", "- ", "#", " #", "\"", "'", "[", "]", "{", "}", ",", "&a", "*a",
        "!", "|",
        ">", "%", "@", "`", "?", "? ", "---", "...", "<<: ", "~", "null", "true", "0", "-1", "1e9",
        "9999999999999999999", "0x1",
        "${", "}", "${KEY}", "$${", "${:-", "file:", "\\", "\"\\u0000\"", "é", "\u{2028}", "\u{FEFF}", "\u{0}",
        "providers", "keys",
    ]

    private func mutate(_ text: [UInt8], _ dice: inout Dice) -> [UInt8] {
        var text = text
        for _ in 0..<Int.random(in: 1...6, using: &dice) where !text.isEmpty {
            let place = Int.random(in: 0..<text.count, using: &dice)
            let end = min(text.count, place + Int.random(in: 0...40, using: &dice))
            switch Int.random(in: 0..<6, using: &dice) {
            case 0: text.removeSubrange(place..<end)
            case 1: text.insert(contentsOf: text[place..<end], at: Int.random(in: 0...text.count, using: &dice))
            case 2: text[place] = UInt8.random(in: 0...255, using: &dice)
            case 3: text.swapAt(place, Int.random(in: 0..<text.count, using: &dice))
            default:
                text.insert(contentsOf: Self.pieces.randomElement(using: &dice).map { Array($0.utf8) } ?? [], at: place)
            }
        }
        return text
    }

    @Test(arguments: 1...8 as ClosedRange<UInt64>)
    func `whatever becomes of the example, it is taken or refused with a place in it`(_ seed: UInt64) throws {
        var dice = Dice(state: seed &* 0x9E37_79B9_7F4A_7C15)
        let whole = Array(try ExampleFile.whole().utf8)
        let loader = Sample.loader(["OPENAI_API_KEY": Sample.key], files: ["/etc/weir/secrets/openai": Sample.otherKey])
        var refused = 0
        for _ in 0..<250 {
            let text = mutate(whole, &dice)
            let result = loader.load(text, file: "/etc/weir/weir.yaml")
            #expect((result.settings == nil) == result.diagnostics.hasErrors)
            refused += result.settings == nil ? 1 : 0
            let lines = text.count { $0 == 0x0A || $0 == 0x0D } + 1
            for finding in result.diagnostics.all {
                let position = try #require(finding.position)
                #expect((1...lines + 1).contains(position.line), "\(finding)")
                #expect(position.column >= 1, "\(finding)")
                #expect(!finding.message.contains(Sample.key))
            }
        }
        #expect(refused > 0)
    }

    @Test(arguments: [
        BadFile("brackets", String(repeating: "[", count: 60_000)),
        BadFile("braces", String(repeating: "{a: ", count: 40_000)),
        BadFile("dashes", String(repeating: "- ", count: 60_000)),
        BadFile("complex keys", String(repeating: "? ", count: 60_000)),
        BadFile("keys one line apart", String(repeating: "a:\n ", count: 40_000)),
        BadFile("a staircase", (0..<1_000).map { String(repeating: " ", count: $0) + "a:\n" }.joined()),
        BadFile("a staircase in steps", (0..<200).map { String(repeating: "- ", count: $0) + "- a\n" }.joined()),
        BadFile("quotes", String(repeating: "\"", count: 120_000)),
        BadFile("a long value", "a: " + String(repeating: "b ", count: 60_000)),
        BadFile("aliases of aliases", "a: &a [x]\n" + (0..<30).map { "b\($0): &b\($0) [*a, *a]\n" }.joined()),
        BadFile("a mapping of nothing", "models: {" + String(repeating: "a,", count: 60_000) + "}"),
        BadFile("lists of nothing", "log: [" + String(repeating: "[],", count: 50_000) + "]"),
        BadFile("names of nothing", "models:\n" + (0..<10_000).map { "  m\($0): {}\n" }.joined()),
        BadFile("references", "data_directory: \"" + String(repeating: "${KEY}", count: 20_000) + "\""),
    ])
    func `a file made to hurt is refused`(_ file: BadFile) {
        let result = Sample.load(file.text)
        #expect(result.settings == nil)
        #expect(result.diagnostics.hasErrors)
    }
}
