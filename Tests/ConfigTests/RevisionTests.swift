import Config
import Exchange
import Testing

@Suite struct RevisionTests {
    /// No digest at all: FNV-1a, repeated; enough to tell texts apart.
    private func digest(_ bytes: [UInt8]) -> [UInt8] {
        let hash = bytes.reduce(0xCBF2_9CE4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
        return (0..<32).map { UInt8(truncatingIfNeeded: hash >> (8 * UInt64($0 % 8))) }
    }

    @Test func `the revision is the first twelve hex digits of the digest`() {
        #expect(Settings().revision { _ in [0x00, 0x1F, 0xA0, 0xFF, 0x09, 0x90, 0x77] } == "001fa0ff0990")
    }

    @Test func `files that mean the same have the same revision`() throws {
        let one = try #require(Sample.load("{}").settings)
        let other = try #require(Sample.load("drain_seconds: 30.0\nlog: { level: \"info\" }\n").settings)
        #expect(one.revision(digest: digest) == other.revision(digest: digest))
    }

    @Test(arguments: [
        "drain_seconds: 31", "log: { level: debug }", "history: { capture_bytes: 1 }", "default_provider: demo",
        "models: { a: { provider: demo, model: demo-chat } }", "providers: { openai: { keys: [\"${KEY}\"] } }",
        "listeners: { data: { tls: { certificate_file: a, key_file: b } } }", "kek: { file: a }",
        "kek: { command: [a] }",
        "providers: { openai: { keys: [\"${KEY}\"], headers: { a: b } } }", "kek: { value: \"${KEY}\" }",
        "providers: { openai: { keys: [\"${KEY}\"], tls: { verify: false } } }",
    ])
    func `a file that means something else has another revision`(_ text: String) throws {
        let settings = try #require(Sample.load(text).settings)
        #expect(settings != Settings())
        #expect(settings.revision(digest: digest) != Settings().revision(digest: digest))
    }

    @Test func `credentials are no part of the canonical text`() throws {
        let settings = try #require(Sample.load(LoadTests.whole).settings)
        for secret in [Sample.key, Sample.otherKey, Sample.fileKey] {
            #expect(!settings.canonicalText.contains(secret))
        }
        #expect(settings.canonicalText.contains("providers.openai.keys = [\"key-1\", \"key-2\", \"spare\"]\n"))
        #expect(settings.canonicalText.contains("kek.value = [secret]\n"))
    }

    @Test func `a credential replaced under its name keeps the revision and changes the settings`() throws {
        let text = "providers: { openai: { keys: [\"${KEY}\"] } }"
        let before = try #require(Sample.load(text).settings)
        let after = try #require(Sample.load(text, ["KEY": Sample.otherKey]).settings)
        #expect(before != after)
        #expect(before.revision(digest: digest) == after.revision(digest: digest))
    }
}
