import Exchange
import Testing

/// What the program has, the documents name; what the documents name, the program has.
@Suite struct DocumentTests {
    private let proxy = DocsTree.sources(in: "Sources/Proxy").joined(separator: "\n")

    @Test func `every failure stands in errors with its status, blame and outcome`() {
        let written = Page("docs/errors.md").rows.filter { $0.count >= 5 }.map { Array($0.prefix(4)) }
        let known = FailureCode.allCases.map { code in
            ["`\(code.rawValue)`", "\(code.status)", "`\(code.blame.rawValue)`", "`\(code.outcome.rawValue)`"]
        }
        #expect(written.sorted { $0[0] < $1[0] } == known.sorted { $0[0] < $1[0] })
    }

    @Test func `every header the data plane knows stands in http`() {
        let page = Page("docs/http.md")
        let own = proxy.runs(from: "x-weir-") { $0.isLetter || $0 == "-" }.subtracting(["x-weir-"])
        #expect(own.count >= 6)
        let table = DocsTree.text("Sources/Proxy/HTTP1/FieldID.swift")
        let known = table.quotedTexts(behind: "(\"").filter { !$0.contains(" ") && $0.utf8.count > 1 }
        #expect(known.count > 30)
        let written = proxy.quotedTexts(behind: "writeField(\"")
        let missing = own.union(known).union(written).filter { !page.names($0) }
        #expect(missing.sorted() == [])
    }

    @Test func `every route stands in http`() {
        let page = Page("docs/http.md")
        #expect(Route.allCases.map(\.rawValue).filter { !page.names($0) } == [])
    }

    @Test func `every path of the operators' listener stands in http`() {
        let pages = [Page("docs/http.md"), Page("docs/admin-api.md")]
        // AdminTests holds this list against the table of routes.
        let source = DocsTree.text("Tests/AdminTests/MatrixTests.swift")
        let paths = ["GET", "POST", "PATCH", "PUT", "DELETE"].flatMap { source.quotedTexts(behind: "\"\($0) ") }
        #expect(paths.contains("/metrics") && paths.contains { $0.hasSuffix(":open-breaker") })
        #expect(Set(paths).filter { path in !pages.contains { $0.names(path) } }.sorted() == [])
    }

    @Test func `every problem and every scope of the admin API stands in its page`() {
        let codes = DocsTree.text("Sources/Admin/ProblemCode.swift")
        let names = codes.split(separator: "\n").filter { $0.hasPrefix("    case ") && !$0.contains(".") }.map { line in
            line.contains("\"") ? String(line).quotedTexts(behind: "= \"").joined() : String(line.dropFirst(9))
        }
        #expect(names.count > 30 && names.contains("forbidden") && names.contains("csrf_refused"))
        let problems = Page("docs/problems.md")
        #expect(names.filter { problems.section("`\($0)`") == nil } == [])
        let grant = DocsTree.text("Sources/Storage/Administrators/AdminGrant.swift")
        let scopes = grant.quotedTexts(behind: "= \"")
        let page = Page("docs/admin-api.md")
        #expect(scopes.count > 10 && scopes.filter { !page.names($0) } == [])
    }

    @Test func `every capture level and source of a conversation stands in history`() {
        let page = Page("docs/history.md")
        for level in CaptureLevel.allCases { #expect(page.names(level.rawValue)) }
        for source in ConversationHint.Source.allCases { #expect(page.names(source.rawValue)) }
    }

    @Test func `every column of the history stands in history`() {
        let page = Page("docs/history.md")
        let columns = HistoryColumns.all
        #expect(columns["exchanges"]?.count ?? 0 > 60)
        #expect(columns.keys.contains("turns"))
        for (table, names) in columns {
            let section = page.section("`\(table)`")
            #expect(section != nil, "docs/history.md has no section for \(table)")
            let quoted = Page.quoted(in: section ?? "")
            #expect(names.filter { !quoted.contains($0) } == [], "docs/history.md lacks columns of \(table)")
        }
        let cases = DocsTree.text("Sources/Storage/History/ExchangeColumn.swift")
        #expect(HistoryColumns.cases(in: cases) == columns["exchanges"])
    }

    @Test func `every environment variable stands in getting started`() {
        let page = Page("docs/getting-started.md")
        let table = DocsTree.text("Sources/Dialects/PresetsTable.swift")
        let parts = table.quotedTexts(behind: "\"AWS_").map { "AWS_" + $0 }
        let presets = table.quotedTexts(behind: "environment: \"") + parts
        let program = DocsTree.sources(in: "Sources/weir").joined().quotedTexts(behind: "environment[\"")
        #expect(presets.count > 5)
        #expect((presets + program).filter { !page.names($0) } == [])
    }

    @Test func `every model in the documents is one of the demo's`() {
        let models = Set(
            DocsTree.text("Sources/Demo/DemoModels.swift").quotedTexts(behind: "\"demo-").map { "demo-\($0)" }
        )
        #expect(models.contains("demo-chat"))
        for path in Documents.all {
            let named = DocsTree.text(path).runs(from: "\"demo-") { $0.isLetter || $0.isNumber || "-\"".contains($0) }
            for name in named { #expect(models.contains(name.filter { $0 != "\"" }), "\(path) names \(name)") }
        }
    }

    @Test func `every metric in the documents is in the catalogue`() {
        let known = DocsTree.text("docs/metrics.md").runs(from: "weir_") { $0.isLetter || $0 == "_" }
        #expect(known.count > 40)
        for path in Documents.all {
            for name in DocsTree.text(path).runs(from: "weir_", of: { $0.isLetter || $0 == "_" }) {
                #expect(known.contains { $0 == name || name.hasPrefix($0 + "_") }, "\(path) names \(name)")
            }
        }
    }

    @Test func `every path in the documents is in the tree`() {
        let folders = ["Sources/", "Tests/", "scripts/", "docs/", "Conformance/", "Benchmarks/", ".ci/"]
        for path in Documents.all {
            for word in Page.quoted(in: DocsTree.text(path)) where folders.contains(where: word.hasPrefix) {
                let file = word.split(separator: " ").first.map { String($0) } ?? word
                if file.contains("<") || file.contains("*") { continue }
                #expect(DocsTree.holds(file), "\(path) names \(file), which is not there")
            }
        }
    }

    @Test func `the readme begins with the two commands and its examples name the ports of the defaults`() throws {
        let readme = DocsTree.text("README.md")
        let serve = try #require(readme.firstRange(of: "scripts/serve"))
        let test = try #require(readme.firstRange(of: "scripts/test"))
        let tour = try #require(readme.firstRange(of: "\n## "))
        #expect(serve.lowerBound < test.lowerBound && test.lowerBound < tour.lowerBound)
        let settings = DocsTree.text("Sources/Config/ListenersSettings.swift")
        #expect(settings.contains("8_080") && readme.contains("http://127.0.0.1:8080/v1"))
        #expect(settings.contains("8_081") && readme.contains("http://127.0.0.1:8081/metrics"))
    }

    @Test func `what a clone needs is there`() {
        for path in ["weir.example.yaml", "LICENSE", "scripts/serve", "scripts/test", "scripts/conformance", ".ci/run"]
        {
            #expect(DocsTree.holds(path), "\(path) is not there")
        }
        #expect(DocsTree.text("LICENSE").contains("Version 2.0, January 2004"))
    }
}

/// The documents that people read.
enum Documents {
    static let all =
        ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md"]
        + [
            "cli", "http", "security", "history", "getting-started", "errors", "querying", "costs", "privacy",
            "durability", "retention", "demo", "configuration", "admin-api", "problems",
        ].map { "docs/\($0).md" }
}

/// The columns of the history's tables, out of the statements of all schemas that make and widen them.
enum HistoryColumns {
    static var all: [String: [String]] {
        let schemas = DocsTree.sources(in: "Sources/Storage/Migrations").filter { $0.contains("static let history0") }
        var tables: [String: [String]] = [:]
        for schema in schemas {
            for statement in schema.split(separator: "CREATE TABLE ").dropFirst() {
                let name = String(statement.prefix { $0 != " " })
                let body = statement.drop { $0 != "(" }.dropFirst().split(separator: ") STRICT").first ?? ""
                let columns = body.split { $0 == "," || $0 == "\n" }.compactMap { part in
                    part.split(separator: " ").first.map { String($0) }
                }
                tables[name] = columns.filter { $0.allSatisfy { $0.isLowercase || $0.isNumber || $0 == "_" } }
            }
            for statement in schema.split(separator: "ALTER TABLE ").dropFirst() {
                let words = statement.split(separator: " ", maxSplits: 4)
                guard words.count > 3, words[1] == "ADD", words[2] == "COLUMN" else { continue }
                tables[String(words[0]), default: []].append(String(words[3]))
            }
        }
        return tables
    }

    /// The cases of the column enumeration, as the columns are named.
    static func cases(in source: String) -> [String] {
        source.split(separator: "\n").filter { $0.hasPrefix("    case ") }.flatMap { line in
            line.dropFirst(9).split { $0 == "," || $0 == " " }.map { snake($0) }
        }
    }

    private static func snake(_ word: Substring) -> String {
        var result = ""
        var wasUpper = true
        for letter in word {
            if letter.isUppercase, !wasUpper { result += "_" }
            wasUpper = letter.isUppercase
            result += letter.lowercased()
        }
        return result
    }
}
