import Exchange
import Storage
import Testing

@Suite struct ClientKeyTests {
    private func ask(_ table: KeyTable, _ token: Secret, at wall: WallTime = .noon) -> KeyAnswer {
        token.withBytes { table.caller(for: $0, at: wall) }
    }

    private func ask(_ table: KeyTable, _ token: String) -> KeyAnswer { ask(table, Secret(token)) }

    @Test(arguments: ClientToken.Kind.allCases) func `a token has the layout scanners know`(kind: ClientToken.Kind)
        throws
    {
        let bench = try Bench()
        let issued = try bench.store.createKey(ClientKeyDraft(name: "app", kind: kind), at: .noon)
        let text = issued.token.revealed
        #expect(text.hasPrefix(kind.prefix))
        #expect(text.dropFirst(kind.prefix.count).count == 36)
        #expect(text.dropFirst(kind.prefix.count).allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber) })
        #expect(issued.key.tokens.map(\.last4) == [String(text.suffix(4))])
        #expect(issued.token.withBytes { ClientToken.kind(of: $0) } == kind)
    }

    @Test func `every mistyped character is malformed, without a look-up`() throws {
        let bench = try Bench()
        let table = try bench.store.keyTable()
        let text = Array(try bench.store.createKey(ClientKeyDraft(name: "app"), at: .noon).token.revealed.utf8)
        for index in text.indices {
            var changed = text
            changed[index] = text[index] == 0x61 ? 0x62 : 0x61
            #expect(ask(table, Secret(copying: changed)).refusal == .malformed, "position \(index)")
        }
    }

    @Test(arguments: [
        "x", "wr_live_", "sk-0123456789", "wr_live_00000000000000000000000000000000000",
        "wr_adm_000000000000000000000000000000000000", "wr_live_\u{0}00000000000000000000000000000000000",
        "wr_live_' OR 1=1 --00000000000000000000000000",
    ])
    func `what is no token is malformed`(text: String) throws {
        let bench = try Bench()
        let table = try bench.store.keyTable()
        #expect(ask(table, text).refusal == .malformed)
    }

    @Test func `no token is missing, a made-up one unknown`() throws {
        let bench = try Bench()
        let other = try Bench().store.createKey(ClientKeyDraft(name: "app"), at: .noon)
        let table = try bench.store.keyTable()
        #expect(ask(table, "").refusal == .missing)
        #expect(ask(table, other.token).refusal == .unknown)
    }

    @Test func `a key is found with what it may do`() throws {
        let bench = try Bench()
        let permission = KeyPermission(
            models: ["gpt-*", "a\\b\nc", ""],
            endpoints: ["/v1/chat/completions"],
            maxConcurrent: 7,
            capture: .metadata
        )
        let draft = ClientKeyDraft(name: "app", permission: permission, expires: .noon + .seconds(10))
        let issued = try bench.store.createKey(draft, at: .noon)
        let table = try bench.store.keyTable()
        guard case .caller(let caller) = ask(table, issued.token) else {
            Issue.record("refused")
            return
        }
        #expect(caller.permission == Permission(permission) && caller.keyID == issued.key.id && caller.keyName == "app")
        #expect(ask(table, issued.token, at: .noon + .seconds(10)).refusal == .expired)
        #expect(try bench.store.clientKey("app")?.permission == permission)
    }

    @Test func `a revocation through another connection is seen at the next poll`() throws {
        let bench = try Bench()
        let issued = try bench.store.createKey(ClientKeyDraft(name: "app"), at: .noon)
        let table = try bench.store.keyTable()
        #expect(try !table.refreshIfChanged(at: .noon))
        _ = try bench.store.revokeKey("app", at: .noon)
        #expect(ask(table, issued.token).keyName == "app")
        #expect(try table.refreshIfChanged(at: .noon))
        #expect(ask(table, issued.token).refusal == .revoked)
        #expect(try !table.refreshIfChanged(at: .noon))
    }

    @Test func `a rotation lets the old token live for the overlap`() throws {
        let bench = try Bench()
        let first = try bench.store.createKey(ClientKeyDraft(name: "app"), at: .noon)
        let second = try bench.store.rotateKey("app", overlap: .seconds(60), at: .noon)
        let table = try bench.store.keyTable()
        #expect(second.key.id == first.key.id && second.key.tokens.count == 2)
        #expect(ask(table, first.token, at: .noon + .seconds(59)).keyName == "app")
        #expect(ask(table, first.token, at: .noon + .seconds(60)).refusal == .expired)
        #expect(ask(table, second.token, at: .noon + .seconds(60)).keyName == "app")
        let third = try bench.store.rotateKey(first.key.id, overlap: .zero, at: .noon + .seconds(1))
        try table.refreshIfChanged(at: .noon)
        #expect(ask(table, second.token, at: .noon + .seconds(1)).refusal == .unknown)
        #expect(ask(table, third.token).keyName == "app")
    }

    @Test func `an admin token opens the admin plane only`() throws {
        let bench = try Bench()
        let admin = try bench.store.createKey(ClientKeyDraft(name: "root", kind: .admin), at: .noon)
        let client = try bench.store.createKey(ClientKeyDraft(name: "app"), at: .noon)
        let table = try bench.store.keyTable()
        #expect(admin.token.withBytes { table.admin($0, at: .noon) } == admin.key.id)
        #expect(client.token.withBytes { table.admin($0, at: .noon) } == nil)
        #expect(ask(table, admin.token).refusal == .forbidden)
        _ = try bench.store.revokeKey("root", at: .noon)
        try table.refreshIfChanged(at: .noon)
        #expect(admin.token.withBytes { table.admin($0, at: .noon) } == nil)
    }

    @Test(arguments: ["", "a b", "ü", "a/b", String(repeating: "a", count: 65), "'; DROP TABLE client_keys; --"])
    func `a name outside its alphabet is refused`(name: String) throws {
        let bench = try Bench()
        #expect(throws: StorageError.self) { try bench.store.createKey(ClientKeyDraft(name: name), at: .noon) }
        #expect(try bench.store.clientKeys().isEmpty)
    }

    @Test func `a name is given once, and what is not there is said so`() throws {
        let bench = try Bench()
        _ = try bench.store.createKey(ClientKeyDraft(name: "app"), at: .noon)
        #expect(throws: StorageError.taken("a key named app exists")) {
            try bench.store.createKey(ClientKeyDraft(name: "app"), at: .noon)
        }
        #expect(throws: StorageError.notFound("the key none")) { try bench.store.revokeKey("none", at: .noon) }
        let found = try bench.store.clientKey("none")
        #expect(found == nil)
    }

    @Test func `the last use is noted to the minute`() throws {
        let bench = try Bench()
        let issued = try bench.store.createKey(ClientKeyDraft(name: "app"), at: .noon)
        let table = try bench.store.keyTable()
        #expect(ask(table, issued.token, at: .noon + .seconds(61)).keyName == "app")
        try table.noteUses(at: .noon + .seconds(62), isFinal: true)
        #expect(try bench.store.clientKey("app")?.lastUsed == .noon + .seconds(60))
    }
}
