import Exchange
import GRDB
import Storage
import Testing

@Suite struct ManagedTests {
    private let bench: Bench
    private var store: ControlStore { bench.store }
    private let admin = AuditActor.key("key_admin")

    init() throws { bench = try Bench() }

    private func draft(_ name: String = "fast", _ json: String = #"{"provider":"a","model":"b"}"#) -> ManagedDraft {
        ManagedDraft(.alias, name, json: json)
    }

    @discardableResult
    private func put(_ draft: ManagedDraft, _ version: Int64? = nil) throws -> ManagedEntry {
        try store.putManaged(draft, ifVersion: version, by: admin, at: .noon)
    }

    private func reason(_ body: () throws -> Void) -> String {
        do {
            try body()
            return "none"
        } catch {
            return "\(error)"
        }
    }

    @Test func `an entry is made, changed under its version and removed, each with its row in the trail`() throws {
        #expect(try store.managed() == ManagedState(entries: [], sequence: 0))
        let made = try put(draft("fast", #"{ "provider": "a",  "model":"b" }"#))
        #expect(made.json == #"{"provider":"a","model":"b"}"# && made.version == 1 && made.actor == "key_admin")
        #expect(try store.managed(.alias, "fast") == made)
        #expect(try store.managed(.route, "fast") == nil)
        #expect(reason { try put(draft()) } == "there is a alias named fast already")
        let changed = try put(draft("fast", #"{"provider":"a","model":"c"}"#), 1)
        #expect(changed.version == 2 && changed.created == made.created)
        #expect(throws: StorageError.versionChanged("alias/fast", expected: 1, found: 2)) { try put(draft(), 1) }
        #expect(throws: StorageError.notFound("the alias slow")) { try put(draft("slow"), 1) }
        #expect(throws: StorageError.versionChanged("alias/fast", expected: 9, found: 2)) {
            try store.removeManaged(.alias, "fast", ifVersion: 9, by: admin, at: .noon)
        }
        _ = try store.removeManaged(.alias, "fast", ifVersion: 2, by: admin, at: .noon)
        #expect(throws: StorageError.notFound("the alias fast")) {
            try store.removeManaged(.alias, "fast", by: admin, at: .noon)
        }
        #expect(try store.managed() == ManagedState(entries: [], sequence: 3))
        #expect(
            try store.audit().map { "\($0.action) \($0.result)" } == [
                "config.put ok", "config.put refused", "config.put ok", "config.put refused", "config.put refused",
                "config.remove refused", "config.remove ok", "config.remove refused",
            ]
        )
    }

    @Test func `the same entry again changes nothing`() throws {
        let made = try put(draft())
        #expect(try put(draft("fast", #"{"provider":"a", "model":"b"}"#), made.version) == made)
        #expect(try store.managedSequence() == 1)
        #expect(try store.audit().count == 1)
    }

    @Test func `an entry that was removed never comes back under a version it had`() throws {
        let first = try put(draft())
        _ = try store.removeManaged(.alias, "fast", by: admin, at: .noon)
        let second = try put(draft())
        #expect(second.version > first.version)
        #expect(throws: StorageError.self) { try put(draft("fast", "{}"), first.version) }
    }

    @Test(arguments: [
        (ManagedKind.alias, "fast", "", "is no JSON object"), (.alias, "fast", "[]", "is no JSON object"),
        (.alias, "fast", "{", "is no JSON object"), (.alias, "fast", "null", "is no JSON object"),
        (.alias, "fast", #"{"a":1,"a":2}"#, "more than once"), (.alias, "fast", #"{"a":[{"b":1,"b":2}]}"#, "more than"),
        (.alias, "", "{}", "1 to 256 bytes"), (.alias, "a b", "{}", "1 to 256 bytes"),
        (.alias, "a\nb", "{}", "1 to 256 bytes"), (.alias, String(repeating: "x", count: 257), "{}", "1 to 256"),
        (.provider, "openai", #"{"keys":["abc"]}"#, "stored sealed"),
        (.provider, "openai", #"{"headers":{"x":"sk-proj-abcdefghijklmnopqrst"}}"#, "looks like a secret"),
        (.alias, "sk-proj-abcdefghijklmnopqrst", "{}", "looks like a secret"),
        (.alias, "fast", "{\"a\":\"\(String(repeating: "x", count: 65_536))\"}", "at most 65536 bytes"),
    ])
    func `what may not be kept is refused`(_ kind: ManagedKind, _ name: String, _ json: String, _ why: String) throws {
        #expect(reason { try put(ManagedDraft(kind, name, json: json)) }.contains(why))
        #expect(try store.managed() == ManagedState(entries: [], sequence: 0))
        #expect(try store.audit().map(\.result) == [.refused])
        #expect(
            try store.audit().allSatisfy { !$0.detail.contains("abcdefghijkl") && !$0.subject.contains("abcdefghi") }
        )
    }

    @Test func `entries of one kind, and the bytes of all, are bounded`() throws {
        for number in 0..<ManagedBounds.entries { try put(draft("a\(number)", "{}")) }
        #expect(reason { try put(draft("b", "{}")) }.contains("1000 of the kind alias"))
        let long = "{\"a\":\"\(String(repeating: "x", count: 65_000))\"}"
        var stored = 0
        let refusal = reason {
            for number in 0..<100 {
                try put(ManagedDraft(.route, "r\(number)", json: long))
                stored += 1
            }
        }
        #expect(refusal.contains("all entries together") && stored == 64)
        #expect(try store.managed().entries.count == ManagedBounds.entries + stored)
    }

    @Test func `older entries come back whole, and what was not there goes`() throws {
        try put(draft("kept"))
        try put(draft("changed"))
        let before = try store.managed().entries.map { ManagedDraft($0.kind, $0.name, json: $0.json) }
        try put(draft("changed", "{}"), 2)
        try put(draft("new"))
        try put(ManagedDraft(.quota, "new", json: "{}"))
        let restored = try store.restoreManaged(before, of: "abcdef012345", by: admin, at: .noon)
        #expect(restored.entries.map { ManagedDraft($0.kind, $0.name, json: $0.json) } == before)
        #expect(restored.entries.map(\.version) == [6, 1] && restored.sequence == 6)
        let entry = try #require(try store.audit().last)
        #expect(entry.action == "config.rollback" && entry.detail == #"{"changed":1,"removed":2}"#)
        #expect(try store.restoreManaged(before, of: "abcdef012345", by: admin, at: .noon) == restored)
    }
}
