import Exchange
import GRDB
import Storage
import Testing

@Suite struct AuditTests {
    private let origin = Origin(isTLS: true, host: "api.openai.com", port: 443)

    private func draft(_ secret: String, source: Credential.Source = .cli) -> CredentialDraft {
        CredentialDraft(provider: "openai", name: "main", origin: origin, secret: Secret(secret), source: source)
    }

    private func raw(_ bench: Bench) throws -> DatabaseQueue { try DatabaseQueue(path: bench.data.control) }

    @Test func `every change of a key leaves its entry`() throws {
        let bench = try Bench()
        var permission = KeyPermission(models: ["gpt-*"], maxConcurrent: 7)
        permission.capture = .metadata
        let actor = AuditActor.command(user: 1_000)
        let issued = try bench.store.createKey(
            ClientKeyDraft(name: "app", permission: permission),
            by: actor,
            at: .noon
        )
        let changed = try bench.store.setCapture("app", to: .redacted, by: actor, at: .noon)
        #expect(changed.permission.capture == .redacted)
        #expect(try bench.store.setCapture("app", to: nil, by: .key("key_x"), at: .noon).permission.capture == nil)
        _ = try bench.store.rotateKey("app", overlap: .zero, at: .noon)
        _ = try bench.store.revokeKey("app", at: .noon)
        let entries = try bench.store.audit()
        #expect(entries.map(\.action) == ["key.create", "key.set", "key.set", "key.rotate", "key.revoke"])
        #expect(entries.map(\.actor) == ["cli:1000", "cli:1000", "key_x", "server", "server"])
        #expect(entries.allSatisfy { $0.subject == issued.key.id && $0.result == .ok && $0.at == .noon })
        #expect(entries.map(\.id) == [1, 2, 3, 4, 5])
        let first = """
            {"name":"app","kind":"live","models":["gpt-*"],"endpoints":[],"max_concurrent":7,"capture":"metadata",\
            "priority":"default","expires_us":null}
            """
        #expect(entries[0].detail == first)
        let rest = #""priority":"default","expires_us":null,"version""#
        let bounds = #""models":["gpt-*"],"endpoints":[],"providers":[],"residency":[],"max_concurrent":7"#
        #expect(
            entries[1].detail
                == #"{"name":"app",\#(bounds),"capture":"redacted",\#(rest):2,"capture_before":"metadata"}"#
        )
        #expect(
            entries[2].detail == #"{"name":"app",\#(bounds),"capture":null,\#(rest):3,"capture_before":"redacted"}"#
        )
        #expect(entries[3].detail == #"{"name":"app","old_token_ends_us":\#(WallTime.noon.microseconds)}"#)
    }

    @Test func `an order to a target leaves its entry, whether or not there is such a target`() throws {
        let bench = try Bench()
        let token = try bench.store.createKey(ClientKeyDraft(name: "app"), at: .noon).token.revealed
        let last = try bench.store.lastAudit()
        for (action, upstream, model, breakers) in [
            (AuditAction.targetIsolate, "openai-2", "gpt-*", 1), (.targetRelease, "openai-2", nil, 2),
            (.targetIsolate, token, nil, 0),
        ] as [(AuditAction, String, String?, Int)] {
            try bench.store.noteTarget(
                action,
                upstream: upstream,
                model: model,
                breakers: breakers,
                by: .key("key_x"),
                at: .noon
            )
        }
        var filter = AuditFilter()
        (filter.after, filter.action) = (last, "target")
        let entries = try bench.store.audit(filter)
        #expect(entries.map(\.action) == ["target.isolate", "target.release", "target.isolate"])
        #expect(entries.map(\.result) == [.ok, .ok, .refused])
        #expect(entries.allSatisfy { $0.actor == "key_x" && $0.at == .noon })
        #expect(entries[0].subject == "openai-2" && entries[0].detail == #"{"model":"gpt-*","breakers":1}"#)
        #expect(entries[1].detail == #"{"model":null,"breakers":2}"#)
        #expect(!entries[2].subject.contains(token))
    }

    @Test func `what changes nothing leaves no entry`() throws {
        let bench = try Bench()
        _ = try bench.store.createKey(ClientKeyDraft(name: "app"), at: .noon)
        _ = try bench.store.createKey(ClientKeyDraft(name: "kept"), at: .noon)
        _ = try bench.store.revokeKey("app", at: .noon)
        let stored = try bench.store.putCredential(draft("sk-1"), at: .noon)
        _ = try bench.store.disableCredential(stored.id, at: .noon)
        let last = try bench.store.lastAudit()
        _ = try bench.store.revokeKey("app", at: .noon)
        _ = try bench.store.setCapture("kept", to: nil, at: .noon)
        _ = try bench.store.setPriority("kept", to: .default, at: .noon)
        _ = try bench.store.putCredential(draft("sk-1", source: .config), at: .noon)
        _ = try bench.store.disableCredential(stored.id, at: .noon)
        #expect(try bench.store.trimAudit(keepingDays: 1, at: .noon) == 0)
        #expect(try bench.store.lastAudit() == last)
    }

    @Test func `credentials and rotations leave their entries`() throws {
        let folder = try Folder()
        let old = try KeyEncryptionKey.random()
        let new = try KeyEncryptionKey.random()
        let path = "\(folder.path)/control.db"
        var store = try ControlStore(path: path, keyring: Keyring([old]), now: .noon)
        let stored = try store.putCredential(draft("sk-1"), at: .noon)
        _ = try store.putCredential(draft("sk-2"), at: .noon)
        _ = try store.disableCredential(stored.id, at: .noon)
        _ = try store.putCredential(draft("sk-2"), at: .noon)
        try store.close()
        store = try ControlStore(path: path, keyring: Keyring([new, old]), now: .noon)
        try store.rekey(at: .noon)
        try store.rekey(at: .noon)
        let entries = try store.audit()
        #expect(
            entries.map(\.action) == [
                "credential.store", "credential.replace", "credential.disable", "credential.enable", "secrets.rekey",
            ]
        )
        let detail =
            #"{"provider":"openai","name":"main","origin":"https://api.openai.com:443","source":"cli","version":2}"#
        #expect(entries[1].detail == detail)
        #expect(entries[4].subject == new.id.description)
        #expect(entries[4].detail == #"{"rows":2}"#)
    }

    @Test func `a key's first use leaves an entry, later ones none`() throws {
        let bench = try Bench()
        let issued = try bench.store.createKey(ClientKeyDraft(name: "app"), at: .noon)
        let table = try bench.store.keyTable()
        for minute in 0..<3 {
            let wall = WallTime.noon + .seconds(120 * minute)
            #expect(issued.token.withBytes { table.caller(for: $0, at: wall).keyName } == "app")
            try table.noteUses(at: wall, isFinal: true)
        }
        var filter = AuditFilter()
        filter.action = "key.first_use"
        let entries = try bench.store.audit(filter)
        #expect(entries.map(\.actor) == [issued.key.id])
        #expect(entries.first?.at == .noon)
    }

    @Test func `uses of a key that is no longer good leave an entry an hour, with their count`() throws {
        let bench = try Bench()
        let issued = try bench.store.createKey(ClientKeyDraft(name: "app", expires: .noon + .seconds(10)), at: .noon)
        let admin = try bench.store.createKey(ClientKeyDraft(name: "root", kind: .admin), at: .noon)
        _ = try bench.store.revokeKey("root", at: .noon)
        let table = try bench.store.keyTable()
        func present(_ count: Int, at wall: WallTime) {
            for _ in 0..<count {
                #expect(issued.token.withBytes { table.caller(for: $0, at: wall).refusal } == .expired)
            }
        }
        func entries() throws -> [AuditEntry] {
            var filter = AuditFilter()
            filter.action = "key.refused_use"
            return try bench.store.audit(filter)
        }
        let start = WallTime.noon + .seconds(60)
        present(3, at: start)
        #expect(admin.token.withBytes { table.admin($0, at: start) } == nil)
        try table.noteUses(at: start)
        #expect(try entries().map(\.actor) == [issued.key.id, admin.key.id].sorted())
        #expect(try entries().allSatisfy { $0.actor == $0.subject && $0.result == .refused && $0.at == start })
        let details = Set(try entries().map(\.detail))
        #expect(
            details == [#"{"name":"app","revoked":0,"expired":3}"#, #"{"name":"root","revoked":1,"expired":0}"#]
        )
        // However often it is presented, the next entry comes an hour later, even over a reload of the keys.
        for minute in 2..<60 {
            present(1, at: .noon + .seconds(60 * minute))
            try table.noteUses(at: .noon + .seconds(60 * minute + 1))
        }
        _ = try bench.store.createKey(ClientKeyDraft(name: "other"), at: .noon)
        #expect(try table.refreshIfChanged(at: .noon + .seconds(3_590)))
        #expect(try entries().count == 2)
        try table.noteUses(at: start + .seconds(3_700))
        #expect(try entries().last?.detail == #"{"name":"app","revoked":0,"expired":58}"#)
        present(2, at: start + .seconds(3_701))
        try table.noteUses(at: start + .seconds(3_702), isFinal: true)
        try table.noteUses(at: start + .seconds(3_703), isFinal: true)
        #expect(try entries().count == 4)
        #expect(try entries().last?.detail == #"{"name":"app","revoked":0,"expired":2}"#)
        #expect(try bench.store.clientKey("app")?.lastUsed == nil)
    }

    @Test func `a use in vain that cannot be written down is not lost`() throws {
        let bench = try Bench()
        let issued = try bench.store.createKey(ClientKeyDraft(name: "app"), at: .noon)
        _ = try bench.store.revokeKey("app", at: .noon)
        let table = try bench.store.keyTable()
        #expect(issued.token.withBytes { table.caller(for: $0, at: .noon).refusal } == .revoked)
        let queue = try raw(bench)
        try queue.write { try $0.execute(sql: "ALTER TABLE audit RENAME TO away") }
        #expect(throws: StorageError.self) { try table.noteUses(at: .noon) }
        try queue.write { try $0.execute(sql: "ALTER TABLE away RENAME TO audit") }
        #expect(issued.token.withBytes { table.caller(for: $0, at: .noon).refusal } == .revoked)
        try table.noteUses(at: .noon + .seconds(61))
        #expect(try bench.store.audit().last?.detail == #"{"name":"app","revoked":2,"expired":0}"#)
    }

    @Test func `tokens that nobody issued leave nothing`() throws {
        let bench = try Bench()
        let other = try Bench().store.createKey(ClientKeyDraft(name: "app"), at: .noon)
        let issued = try bench.store.createKey(ClientKeyDraft(name: "app"), at: .noon)
        let table = try bench.store.keyTable()
        let last = try bench.store.lastAudit()
        #expect(other.token.withBytes { table.caller(for: $0, at: .noon).refusal } == .unknown)
        #expect(issued.token.withBytes { table.admin($0, at: .noon) } == nil)
        try table.noteUses(at: .noon, isFinal: true)
        #expect(try bench.store.lastAudit() == last)
    }

    @Test func `every opening of a credential leaves its entry, and none its secret`() throws {
        let bench = try Bench()
        let canary = "sk-ant-api03-Canary0123456789abcdef"
        let good = try bench.store.putCredential(draft(canary), at: .noon)
        let last = try bench.store.lastAudit()
        let openings = [
            CredentialOpening(good), CredentialOpening(good, failure: "the sealed value \(canary) does not open"),
        ]
        try bench.store.noteOpenings(openings, at: .noon + .seconds(1))
        try bench.store.noteOpenings([], at: .noon)
        var filter = AuditFilter()
        filter.after = last
        let entries = try bench.store.audit(filter)
        #expect(entries.map(\.action) == ["credential.open", "credential.open"])
        #expect(entries.map(\.result) == [.ok, .refused])
        #expect(entries.allSatisfy { $0.actor == "server" && $0.subject == good.id })
        let detail =
            #"{"provider":"openai","name":"main","origin":"https://api.openai.com:443","source":"cli","version":1}"#
        #expect(entries[0].detail == detail)
        #expect(entries[1].detail.contains("does not open") && !entries[1].detail.contains("Canary"))
    }

    @Test func `what is refused is written down, and nothing of the change`() throws {
        let bench = try Bench()
        _ = try bench.store.createKey(ClientKeyDraft(name: "app"), at: .noon)
        #expect(throws: StorageError.self) { try bench.store.createKey(ClientKeyDraft(name: "app"), at: .noon) }
        #expect(throws: StorageError.self) { try bench.store.createKey(ClientKeyDraft(name: "no name"), at: .noon) }
        #expect(throws: StorageError.self) { try bench.store.revokeKey("none", at: .noon) }
        #expect(throws: StorageError.self) { try bench.store.setCapture("none", to: .full, at: .noon) }
        #expect(throws: StorageError.self) { try bench.store.disableCredential("cred_none", at: .noon) }
        let entries = try bench.store.audit().filter { $0.result == .refused }
        #expect(entries.map(\.subject) == ["app", "no name", "none", "none", "cred_none"])
        #expect(entries[2].detail == #"{"reason":"the key none does not exist"}"#)
        #expect(try bench.store.clientKeys().count == 1)
    }

    @Test func `the trail is only added to`() throws {
        let bench = try Bench()
        _ = try bench.store.createKey(ClientKeyDraft(name: "app"), at: .noon)
        let before = try bench.store.audit()
        let queue = try raw(bench)
        for statement in [
            "UPDATE audit SET actor = 'x'", "DELETE FROM audit", "DELETE FROM audit WHERE id = 1",
            "INSERT OR REPLACE INTO audit SELECT 1, at_us, 'x', action, subject, detail, result FROM audit",
            "UPDATE OR REPLACE audit SET id = 9", "DELETE FROM audit_bound; DELETE FROM audit",
            "INSERT INTO audit (at_us, actor, action, subject, detail, result) VALUES (1, '', '', '', 'no json', 'ok')",
            "INSERT INTO audit (at_us, actor, action, subject, detail, result) VALUES (1, '', '', '', '{}', 'well')",
        ] {
            #expect(throws: DatabaseError.self, "\(statement)") { try queue.write { try $0.execute(sql: statement) } }
        }
        #expect(try bench.store.audit() == before)
    }

    @Test func `old entries go by age alone, and leave an entry`() throws {
        let bench = try Bench()
        let day = Duration.seconds(86_400)
        for index in 0..<10 {
            _ = try bench.store.createKey(ClientKeyDraft(name: "n\(index)"), at: .noon + day * index)
        }
        let now = WallTime.noon + day * 9
        #expect(try bench.store.trimAudit(keepingDays: 3, at: now) == 6)
        let entries = try bench.store.audit()
        #expect(entries.map(\.action) == Array(repeating: "key.create", count: 4) + ["audit.trim"])
        #expect(entries.last?.detail == #"{"rows":6,"before_us":\#((WallTime.noon + day * 6).microseconds)}"#)
        #expect(try bench.store.trimAudit(keepingDays: 0, at: now) == 2)
        #expect(try bench.store.clientKeys().count == 10)
        #expect(throws: DatabaseError.self) { try raw(bench).write { try $0.execute(sql: "DELETE FROM audit") } }
        // Numbers are not used again, so a reader that knows the last one sees all that follow.
        #expect(try bench.store.lastAudit() == 12)
    }

    @Test func `the trail is asked by time, action and number`() throws {
        let bench = try Bench()
        for index in 0..<5 {
            _ = try bench.store.createKey(ClientKeyDraft(name: "n\(index)"), at: .noon + .seconds(index))
        }
        _ = try bench.store.putCredential(draft("sk-1"), at: .noon + .seconds(5))
        let ids = { (change: (inout AuditFilter) -> Void) in
            var filter = AuditFilter()
            change(&filter)
            return try bench.store.audit(filter).map(\.id)
        }
        #expect(try ids { _ in } == [1, 2, 3, 4, 5, 6])
        #expect(try ids { $0.limit = 2 } == [5, 6])
        #expect(try ids { $0.limit = -1 } == [])
        #expect(try ids { $0.since = .noon + .seconds(3) } == [4, 5, 6])
        #expect(try ids { $0.action = "key" } == [1, 2, 3, 4, 5])
        #expect(try ids { $0.action = "key.create" } == [1, 2, 3, 4, 5])
        #expect(try ids { $0.action = "ke" } == [])
        #expect(try ids { $0.action = "%" } == [])
        let next = { (filter: inout AuditFilter) in (filter.after, filter.limit) = (2, 2) }
        #expect(try ids(next) == [3, 4])
    }

    @Test func `no secret ever stands in the trail`() throws {
        let bench = try Bench()
        let canary = "sk-ant-api03-Canary0123456789abcdef"
        let issued = try bench.store.createKey(ClientKeyDraft(name: canary), at: .noon)
        let token = issued.token.revealed
        _ = try bench.store.putCredential(draft(canary), at: .noon)
        var named = draft("sk-2")
        named.name = canary
        named.provider = canary
        _ = try bench.store.putCredential(named, at: .noon)
        let second = try bench.store.rotateKey(canary, overlap: .zero, at: .noon).token.revealed
        #expect(throws: StorageError.self) { try bench.store.revokeKey(token, at: .noon) }
        #expect(throws: StorageError.self) { try bench.store.revokeKey("\(canary)x", at: .noon) }
        #expect(throws: StorageError.self) { try bench.store.createKey(ClientKeyDraft(name: canary), at: .noon) }
        _ = try bench.store.revokeKey(canary, by: .key(second), at: .noon)
        let entries = try bench.store.audit()
        #expect(entries.count == 8)
        let words = entries.map { "\($0.actor) \($0.action) \($0.subject) \($0.detail)" }.joined(separator: "\n")
        for secret in [canary, token, second, "Canary"] { #expect(!words.contains(secret), "\(words)") }
    }
}
