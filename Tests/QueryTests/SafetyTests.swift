import Exchange
import Query
import Testing

/// What people write is never part of a statement, and nothing they write brings the reader down.
@Suite struct SafetyTests {
    private static let attacks = [
        "x' OR '1'='1", "x'; DROP TABLE exchanges; --", "') UNION SELECT * FROM attempts --", "?1", ":a", "@b", "$c",
        "x\\' OR 1", "`exchanges`", "[a]", "/* a */", "x%' ESCAPE '", "NEAR(a b)", "a\" OR \"b", "^a", "{prompt} : a",
        "a AND b",
    ]

    private static let known: Set<String> = [
        "model", "provider", "key", "organisation", "team", "user", "end_user", "conv", "id", "tag.x", "tool", "prompt",
        "response",
    ]

    @Test(arguments: attacks) func `an attack stays a value`(_ attack: String) throws {
        let escaped = attack.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
        for field in Self.known {
            let plain = try read("\(field):\"word\"").page(selecting: "*", limit: 5)
            let page = try read("\(field):\"\(escaped)\"").page(selecting: "*", limit: 5)
            #expect(page.statement.text == plain.statement.text)
            #expect(page.narrowing?.statement.text == plain.narrowing?.statement.text)
            #expect(page.statement.values.count == page.statement.text.count { $0 == "?" })
        }
    }

    @Test(arguments: ["%%%%", "%_%", "____", "a%", "%a_", "\\%"])
    func `wildcards of SQL are letters`(_ text: String) throws {
        let escaped = text.flatMap { ["%", "_", "\\"].contains($0) ? "\\\($0)" : "\($0)" }
        for field in ["model", "provider", "end_user", "tag.x", "tool"] {
            let values = try read("\(field):\(text)*").page(selecting: "*", limit: 5).statement.values
            #expect(values.contains(.text(String(escaped) + "%")), "\(values)")
        }
    }

    @Test func `a quote within full text is doubled`() throws {
        let values = try read("\"a\\\" OR prompt : \\\"b\"").page(selecting: "*", limit: 5).statement.values
        #expect(values.contains(.text("(\"a\"\" OR prompt : \"\"b\")")))
    }

    private static let pieces = [
        "status", "latency", "tag.a", "has", "time", "model", "prompt", "id", "key", "cost", "error", ":", ":", ":>",
        ":<=", ":=",
        "-", "!", "(", ")", " ", " ", "\"", "OR", "or", "AND", "*", "..", "5xx", "2s", "-1h", "$1", "2026-11-23", "\\",
        "\0",
        "é", "👩‍👩‍👧", "\u{301}", "\u{202E}", "\r\n", "true", "a", "9999999999999999999", "1.5k", "{", "%", "_", "'", "?",
    ]

    @Test(arguments: 0..<16) func `random text never brings the reader down`(_ seed: UInt64) throws {
        var generator = Seeded(state: seed)
        var understood = 0
        for _ in 0..<2_000 {
            let count = Int.random(in: 0...14, using: &generator)
            let text = (0..<count).map { _ in Self.pieces.randomElement(using: &generator) ?? "" }.joined()
            let length = text.unicodeScalars.count
            do throws(QueryRefusal) {
                let query = try read(text)
                understood += 1
                check(query)
                let again = try read(query.description)
                #expect(again.description == query.description, "\(text)")
                #expect(again.window == query.window, "\(text)")
                let pages = [query, again].map { $0.page(selecting: "*", limit: 5) }
                #expect(pages[0] == pages[1], "\(text) printed as \(query.description)")
            } catch {
                #expect(!error.diagnostics.isEmpty)
                for diagnostic in error.diagnostics {
                    #expect(0...length ~= diagnostic.position.lowerBound && diagnostic.position.upperBound <= length)
                }
            }
        }
        #expect(understood > 100)
    }

    private func check(_ query: HistoryQuery) {
        let cursor = Cursor(behind: 1, rowid: 2, of: query)
        let all = [
            query.page(selecting: "*", limit: 5, behind: cursor), query.count(upTo: 9),
        ]
        for compiled in all {
            for statement in [compiled.statement, compiled.narrowing?.statement, compiled.narrowing?.probe] {
                guard let statement else { continue }
                #expect(statement.text.count { $0 == "?" } == statement.values.count)
                #expect(statement.text.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F })
            }
        }
    }
}
