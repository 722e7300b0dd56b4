import Config
import Exchange
import Testing

@Suite struct ReferencesTests {
    @Test(arguments: [
        ("\"${NAME}\"", "weir"),
        ("${NAME}-${PORT}", "weir-9090"),
        ("\"${MISSING:-a b}\"", "a b"),
        ("\"${EMPTY:-used}\"", "used"),
        ("\"${NAME:-unused}\"", "weir"),
        ("\"${MISSING:-}x\"", "x"),
        ("\"$${NAME}\"", "${NAME}"),
        ("a$b$$c", "a$b$$c"),
        ("\"${NOTE}\"", "${KEY}"),
        ("\"${MISSING:-a:-b}\"", "a:-b"),
        ("\"é${NAME}é\"", "éweiré"),
    ])
    func `a reference in text is replaced once`(_ written: String, _ meant: String) {
        let result = Sample.load("data_directory: \(written)\n")
        #expect(result.diagnostics.all == [])
        #expect(result.settings?.dataDirectory == meant)
    }

    @Test func `a variable whose text looks like a file reference is not followed`() throws {
        let result = Sample.load("providers: { openai: { keys: [\"${TRICK}\"] } }", ["TRICK": "file:/etc/weir/key"])
        let key = try #require(result.settings?.provider(named: "openai")?.keys.first)
        #expect(key.secret.withBytes { String(decoding: $0, as: UTF8.self) } == "file:/etc/weir/key")
    }

    @Test func `the path of a file reference may hold variables`() throws {
        let text = "providers: { openai: { keys: [\"file:${FOLDER}/key\"] } }"
        let key = try #require(
            Sample.load(text, ["FOLDER": "/etc/weir"]).settings?.provider(named: "openai")?.keys.first
        )
        #expect(key.secret.withBytes { String(decoding: $0, as: UTF8.self) } == Sample.fileKey)
    }

    @Test(arguments: [
        ("weir.yaml", "key"), ("conf/weir.yaml", "conf/key"), ("/weir.yaml", "/key"), ("/a/weir.yaml", "/a/key"),
    ])
    func `a relative path starts at the file's folder`(_ file: String, _ read: String) {
        let loader = Sample.loader(files: [read: Sample.otherKey])
        let text = "providers: { openai: { keys: [\"file:key\"] } }"
        #expect(loader.load(Array(text.utf8), file: file).diagnostics.all == [])
    }

    @Test func `a value cannot grow without bound`() {
        let reference = String(repeating: "${BIG}", count: 9)
        let result = Sample.load("data_directory: \"\(reference)\"", ["BIG": String(repeating: "a", count: 8_000)])
        #expect(result.diagnostics.all.map(\.message) == ["the value is larger than 65536 bytes"])
    }

    @Test(arguments: ["a\u{1}b", "a\nb"])
    func `control characters do not come in through a variable`(_ value: String) {
        let result = Sample.load("data_directory: \"${ODD}\"", ["ODD": value])
        #expect(
            result.diagnostics.all.map(\.message) == ["must be a path of 1 to 4096 bytes without control characters"]
        )
    }

    @Test func `a key that is not plain ASCII is refused`() {
        let result = Sample.load("providers: { openai: { keys: [\"${ODD}\"] } }", ["ODD": "sk-abc\r\nx: y"])
        #expect(
            result.diagnostics.all.map(\.message) == ["the credential holds blanks, line feeds or other than ASCII"]
        )
    }

    @Test(arguments: [
        "sk-xxxxxxxx", "SK-XXX", "xxxx", "sk-...", "****", "changeme", "CHANGE_ME", "your-api-key",
        "your_openai_api_key",
        "sk-your-key-here", "<key>", "<your key>", "replace-me", "password", "todo",
    ])
    func `a placeholder is no credential`(_ word: String) {
        let result = Sample.load("providers: { openai: { keys: [\"${WORD}\"] } }", ["WORD": word])
        #expect(result.settings == nil)
        #expect(result.diagnostics.all.first?.message.hasPrefix("this is a placeholder") == true)
    }

    @Test(arguments: ["sk-proj-abcXXXdef", "gsk_0123", "dummy", "ollama", "xai-AbC", "AIzaSy-example1", "a"])
    func `a credential that only resembles a placeholder is taken`(_ word: String) {
        let result = Sample.load("providers: { openai: { keys: [\"${WORD}\"] } }", ["WORD": word])
        #expect(result.diagnostics.all == [])
    }
}
