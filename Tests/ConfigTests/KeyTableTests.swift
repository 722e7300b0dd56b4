import Config
import FoundationEssentials
import Testing

@Suite struct KeyTableTests {
    @Test func `no path stands in the table twice`() {
        let paths = KeyTable.rows.map(\.path)
        #expect(Set(paths).count == paths.count)
        #expect(!paths.isEmpty)
    }

    @Test(arguments: KeyTable.rows)
    func `every key says what it is for in one sentence`(_ row: KeyRow) {
        #expect(row.summary.hasSuffix("."))
        #expect(!row.summary.dropLast().contains(". "))
        #expect(!row.summary.contains("|"))
        if case .section = row.shape { return }
        if case .named = row.shape { return }
        #expect(!row.example.isEmpty)
    }

    @Test(arguments: KeyTable.rows.filter { !$0.fallback.isEmpty && !$0.path.contains("*") })
    func `a default that is written out changes nothing`(_ row: KeyRow) {
        let parts = row.path.split(separator: ".")
        let opening = parts.dropLast().map { "\($0): { " }.joined()
        let closing = parts.dropLast().map { _ in " }" }.joined()
        let text =
            "\(opening)\(row.name): \(row.fallback.contains(":") ? "\"\(row.fallback)\"" : row.fallback)\(closing)"
        let result = Sample.load(text)
        #expect(result.diagnostics.all == [])
        #expect(result.settings == Settings())
    }

    @Test func `a number's unit is the last word of its key`() {
        for row in KeyTable.rows {
            if case .seconds = row.shape { #expect(row.unit == "seconds", "\(row.path)") }
        }
        #expect(KeyTable.rows.first { $0.path == "history.retention_days" }?.unit == "days")
        #expect(KeyTable.rows.first { $0.path == "event_loops" }?.unit == nil)
    }

    @Test func `the example as it is means the defaults`() throws {
        let result = Sample.load(try ExampleFile.text("weir.example.yaml"))
        #expect(result.diagnostics.all == [])
        #expect(result.settings == Settings())
    }

    @Test func `the example with every setting in use loads without a finding`() throws {
        let loader = Sample.loader(
            ["OPENAI_API_KEY": Sample.key],
            files: ["/etc/weir/secrets/openai": Sample.otherKey]
        )
        let result = loader.load(Array(try ExampleFile.whole().utf8), file: "/etc/weir/weir.yaml")
        #expect(result.diagnostics.all == [])
        let settings = try #require(result.settings)
        #expect(settings.providers.map(\.name) == ["openai"])
        #expect(settings.aliases.map(\.name) == ["fast"])
        #expect(settings.kek == .file("/etc/weir/kek"))
        #expect(settings.listeners.data.tls != nil)
    }

    @Test func `the example shows every key and no other`() throws {
        let (written, known) = (try ExampleFile.paths(), Set(KeyTable.rows.map(\.path)))
        #expect(known.subtracting(written).sorted() == [])
        #expect(written.subtracting(known).sorted() == [])
    }

    @Test func `the reference is the one the table makes`() throws {
        let text = try ExampleFile.text("docs/configuration.md")
        let begin = try #require(
            text.firstRange(of: "<!-- keys: made from the table of keys; the tests compare -->\n\n")
        )
        let end = try #require(text.firstRange(of: "<!-- end of keys -->"))
        #expect(text[begin.upperBound..<end.lowerBound] == ConfigReference.markdown)
        for row in KeyTable.rows { #expect(ConfigReference.markdown.contains("`\(row.path)`"), "\(row.path)") }
    }
}
