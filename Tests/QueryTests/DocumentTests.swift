import FoundationEssentials
import Query
import Testing

/// docs/querying.md against the language as it is.
@Suite struct DocumentTests {
    private static let page: String = {
        let here = URL(filePath: #filePath).resolvingSymlinksInPath().path
        let root = here.split(separator: "/", omittingEmptySubsequences: false).dropLast(3).joined(separator: "/")
        let bytes = FileManager.default.contents(atPath: root + "/docs/querying.md")
        return bytes.flatMap { String(validating: $0, as: UTF8.self) } ?? ""
    }()

    /// The rows of the tables under a heading.
    private func rows(_ heading: String) -> [String] {
        let lines = Self.page.split(separator: "\n", omittingEmptySubsequences: false)
        let section = lines.drop { $0 != "## \(heading)" }.dropFirst().prefix { !$0.hasPrefix("## ") }
        return section.filter { $0.hasPrefix("| `") }.map { String($0) }
    }

    @Test func `the table of fields is that of the language`() {
        let expected = QueryField.allCases.map { field in
            let name = field == .tag ? "tag.NAME" : field.rawValue
            let facts = field.facts
            return "| `\(name)` | \(facts.kind.name) |\(facts.isGroupable ? " yes " : " ")| \(facts.meaning) |"
        }
        #expect(rows("Fields") == expected)
    }

    @Test func `the examples are those that are tested`() {
        #expect(
            rows("Examples")
                == QueryExamples.all.filter { !$0.text.isEmpty }.map { "| `\($0.text)` | \($0.asks) |" }
        )
    }

    @Test func `the bounds and spans are those of the language`() {
        #expect(HistoryQuery.maximumLength == 4_096 && Self.page.contains("4,096 characters"))
        #expect(Self.page.contains("\(HistoryQuery.maximumTerms) terms"))
        #expect(Self.page.contains("up to \(HistoryQuery.maximumList) values"))
        #expect(StatisticsTally.maximumGroups == 10_000 && StatisticsTally.maximumBuckets == 1_000_000)
        for bucket in TimeBucket.allCases { #expect(Self.page.contains("`\(bucket.rawValue)`")) }
    }

    @Test func `the values shown are values of the language`() throws {
        let shown = rows("Values").flatMap { row -> [(kind: String, value: String)] in
            let cells = row.split(separator: "|")
            return cells[1].split(separator: "`", omittingEmptySubsequences: false).enumerated()
                .filter { $0.offset % 2 == 1 }.map(\.element)
                .map { (String(cells[0]), String($0)) }
        }
        for (kind, value) in shown {
            let field =
                switch kind.filter({ !" `".contains($0) }) {
                case "time": "time:"
                case "status": "status:"
                case "number": "tokens.in:"
                case "duration": "latency:>"
                case "rate": "tps:>"
                case "money": "cost:"
                case "yesorno": "stream:"
                default: "model:"
                }
            #expect(problems(field + value).isEmpty, "\(field)\(value)")
        }
    }

    @Test func `the shapes in JSON are those of the language`() throws {
        let section = Self.page.split(separator: "## In JSON").last.map { String($0) } ?? ""
        for code in QueryDiagnostic.Code.allCases where code != .unbalanced {
            #expect(section.contains("`\(code.rawValue)`"), "\(code.rawValue)")
        }
        for figure in Figure.allCases { #expect(section.contains("`\(figure.rawValue)`"), "\(figure.rawValue)") }
        #expect(HistoryRequest.maximumBytes == 65_536 && section.contains("65,536 bytes"))
        #expect(section.contains("\(HistoryRequest.maximumDepth) levels"))
        #expect(section.contains("\(HistoryRequest.defaultLimit) when left out"))
    }

    @Test func `each term shown in JSON is the one shown as text`() throws {
        let terms = rows("In JSON").filter { $0.hasPrefix("| `{") && !$0.contains("TERM") }
        #expect(terms.count == 8)
        for row in terms {
            let cells = row.split(separator: "|").map { $0.split(separator: "`", omittingEmptySubsequences: false) }
            let (term, text) = (String(cells[0][1]), String(cells[1][1]))
            #expect(try ask(#"{"filter":{"and":[\#(term)]}}"#).query == read(text), "\(row)")
        }
    }
}
