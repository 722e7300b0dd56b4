import Exchange
import GRDB
import Storage
import Testing

@Suite struct RevisionTests {
    private let bench: Bench
    private var store: ControlStore { bench.store }

    init() throws { bench = try Bench() }

    private func applied(_ revision: String, _ text: String?, _ managed: [ManagedDraft] = []) -> ConfigRevisionDraft {
        var draft = ConfigRevisionDraft(revision, .applied, cause: "start")
        draft.file = "weir.yaml"
        draft.contents = ConfigContents(text: text, managed: managed)
        return draft
    }

    private func refused(_ findings: String) -> ConfigRevisionDraft {
        var draft = ConfigRevisionDraft("aaa", .refused, cause: "file")
        draft.findings = findings
        return draft
    }

    @discardableResult
    private func note(_ draft: ConfigRevisionDraft) throws -> ConfigRevision {
        try store.noteRevision(draft, by: .server, at: .noon)
    }

    @Test func `what was applied comes back with its text and its entries`() throws {
        #expect(try store.lastApplied() == nil)
        let entry = ManagedDraft(.alias, "fast", json: #"{"model":"ä\"b"}"#)
        let first = try note(applied("aaa", "demo: {}\n", [entry]))
        try note(applied("bbb", nil))
        try note(refused("weir.yaml:1:1 error: no"))
        #expect(try store.lastApplied()?.revision.revision == "bbb")
        #expect(try store.lastApplied()?.contents == ConfigContents(text: nil, managed: []))
        for name in ["aaa", "\(first.id)"] {
            let found = try store.appliedRevision(name)
            #expect(found.revision == first)
            #expect(found.contents == ConfigContents(text: "demo: {}\n", managed: [entry]))
        }
        for name in ["", "ccc", "3", "-1", "aa", "%", "99999999999999999999"] {
            #expect(throws: StorageError.notFound("the revision \(name)")) { try store.appliedRevision(name) }
        }
        #expect(try store.revisions().map(\.result) == [.refused, .applied, .applied])
        #expect(try store.revisions(limit: 1, before: 3).map(\.revision) == ["bbb"])
        #expect(
            try store.audit().map { "\($0.action) \($0.result)" } == [
                "config.apply ok", "config.apply ok", "config.apply refused",
            ]
        )
    }

    @Test func `the same configuration at the next start is not written again`() throws {
        let first = try note(applied("aaa", "a"))
        #expect(try note(applied("aaa", "a")) == first)
        #expect(try store.revisions().count == 1 && store.audit().count == 1)
        try note(applied("aaa", "a "))
        try note(applied("bbb", "b"))
        try note(applied("aaa", "a"))
        #expect(try store.revisions().map(\.revision) == ["aaa", "bbb", "aaa", "aaa"])
    }

    @Test func `the last 200 stay, refused ones never push them out, and texts go with the last that had them`() throws
    {
        for number in 0..<230 {
            try note(applied("r\(number)", number.isMultiple(of: 2) ? "even" : "odd \(number / 100)"))
            try note(refused("no \(number)"))
            try note(refused("no \(number)"))
        }
        let raw = try DatabaseQueue(path: bench.data.control)
        let counts = try raw.read { database in
            try Row.fetchAll(database, sql: "SELECT result, count(*) AS n FROM config_revisions GROUP BY 1 ORDER BY 1")
                .map { $0["n"] as Int }
        }
        #expect(counts == [200, 50])
        let texts = try raw.read { try String.fetchAll($0, sql: "SELECT text FROM config_texts ORDER BY text") }
        #expect(texts == ["[]", "even", "odd 0", "odd 1", "odd 2"])
        #expect(try store.revisions(limit: 1_000).count == 200)
        #expect(throws: StorageError.self) { try store.appliedRevision("r29") }
        #expect(try store.appliedRevision("r30").contents.text == "even")
        let detail = try store.audit().map(\.detail).joined()
        #expect(detail.contains("no 229"))
    }

    @Test func `findings are cut and scrubbed, and a text that is too long is not kept`() throws {
        try note(refused("the key sk-proj-abcdefghijklmnopqrst " + String(repeating: "x", count: 20_000)))
        let found = try #require(try store.revisions().first)
        #expect(found.findings.utf8.count <= ConfigRevisionDraft.findingsBytes && !found.findings.contains("abcdefgh"))
        #expect(throws: StorageError.self) { try note(applied("aaa", String(repeating: "x", count: 9_000_000))) }
        #expect(try store.lastApplied() == nil)
    }
}
