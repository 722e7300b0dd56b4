import Exchange
import GRDB
import Policy
import Storage
import Testing

/// What the key table makes of whom a key belongs to.
@Suite struct PrincipalTableTests {
    private let bench: Bench
    private var store: ControlStore { bench.store }

    init() throws {
        bench = try Bench()
        let store = bench.store
        var attributes = Attributes(models: ["gpt-*"], residency: ["eu"], maxConcurrent: 9)
        attributes.capture = .redacted
        let draft = PrincipalDraft(.organisation, name: "acme", attributes: attributes)
        _ = try store.createPrincipal(draft, at: .noon)
        let team = PrincipalDraft(.team, name: "search", below: "acme", attributes: Attributes(models: ["*-5"]))
        _ = try store.createPrincipal(team, at: .noon)
        _ = try store.createPrincipal(PrincipalDraft(.user, name: "ann", below: "search"), at: .noon)
    }

    private func ask(_ table: KeyTable, _ issued: IssuedKey, at wall: WallTime = .noon) -> KeyAnswer {
        issued.token.withBytes { table.caller(for: $0, at: wall) }
    }

    private func key(_ name: String, _ kind: PrincipalKind, _ owner: String) throws -> IssuedKey {
        try store.createKey(ClientKeyDraft(name: name, owner: PrincipalReference(kind, owner)), at: .noon)
    }

    @Test func `a caller has its whole chain and all that it takes away`() throws {
        let issued = try key("app", .user, "ann")
        guard case .caller(let caller) = ask(try store.keyTable(), issued) else {
            Issue.record("refused")
            return
        }
        #expect(caller.principals.user?.name == "ann" && caller.principals.owner?.kind == .user)
        #expect(caller.facets.org.hasPrefix("org_") && caller.facets.team.hasPrefix("team_"))
        #expect(caller.facets.user == caller.principals.user?.id && caller.facets.key == issued.key.id)
        #expect(caller.permission.allows(model: "gpt-5") && !caller.permission.allows(model: "gpt-4o"))
        #expect(!caller.permission.allows(model: "claude-5") && caller.permission.mostCapture == .redacted)
        #expect(caller.permission.residency == [["eu"]] && caller.permission.rooms.map(\.limit) == [9])
        #expect(try store.clientKey("app")?.narrowing.permission == caller.permission)
        #expect(try store.clientKeys().map(\.narrowing.permission) == [caller.permission])
    }

    @Test(arguments: [(PrincipalKind.organisation, "acme"), (.team, "search"), (.user, "ann")])
    func `disabling one refuses every key below with the next look, and enabling lets them again`(
        _ kind: PrincipalKind,
        _ name: String
    ) throws {
        let issued = [
            try key("o", .organisation, "acme"), try key("t", .team, "search"), try key("u", .user, "ann"),
        ]
        let free = try store.createKey(ClientKeyDraft(name: "free"), at: .noon)
        let table = try store.keyTable()
        let depth = PrincipalKind.allCases.firstIndex(of: kind) ?? 0
        _ = try store.setEnabled(PrincipalReference(kind, name), to: false, at: .noon)
        #expect(try table.refreshIfChanged(at: .noon))
        for (place, key) in issued.enumerated() {
            #expect(ask(table, key).refusal == (place >= depth ? .disabled : nil))
            #expect(try store.clientKey(key.key.id)?.narrowing.isEnabled == (place < depth))
        }
        #expect(ask(table, free).keyName == "free")
        _ = try store.setEnabled(PrincipalReference(kind, name), to: true, at: .noon)
        #expect(try table.refreshIfChanged(at: .noon))
        for key in issued { #expect(ask(table, key).refusal == nil) }
    }

    @Test func `uses of a disabled key go into the trail, and a revoked one stays revoked`() throws {
        let issued = try key("app", .user, "ann")
        let admin = try store.createKey(
            ClientKeyDraft(name: "root", kind: .admin, owner: PrincipalReference(.team, "search")),
            at: .noon
        )
        let table = try store.keyTable()
        #expect(admin.token.withBytes { table.admin($0, at: .noon) } == admin.key.id)
        _ = try store.setEnabled(PrincipalReference(.team, "search"), to: false, at: .noon)
        try table.refreshIfChanged(at: .noon)
        #expect(admin.token.withBytes { table.admin($0, at: .noon) } == nil)
        for _ in 0..<3 { #expect(ask(table, issued).refusal == .disabled) }
        try table.noteUses(at: .noon + .seconds(100), isFinal: true)
        let told = try store.audit().filter { $0.action == "key.refused_use" && $0.subject == issued.key.id }
        #expect(told.map(\.detail) == [#"{"name":"app","revoked":0,"expired":0,"disabled":3}"#])
        _ = try store.revokeKey("app", at: .noon)
        try table.refreshIfChanged(at: .noon)
        #expect(ask(table, issued).refusal == .revoked)
    }

    @Test func `the first end of all levels ends the key`() throws {
        let issued = try key("app", .user, "ann")
        var attributes = Attributes()
        attributes.expires = .noon + .seconds(10)
        let change = PrincipalChange(attributes: attributes)
        _ = try store.changePrincipal(PrincipalReference(.team, "search"), to: change, at: .noon)
        let table = try store.keyTable()
        #expect(ask(table, issued, at: .noon + .seconds(9)).keyName == "app")
        #expect(ask(table, issued, at: .noon + .seconds(10)).refusal == .expired)
    }

    @Test func `a key whose level was torn out is refused`() throws {
        let issued = try key("app", .user, "ann")
        var settings = Configuration()
        settings.foreignKeysEnabled = false
        let raw = try DatabaseQueue(path: bench.data.control, configuration: settings)
        try raw.write { try $0.execute(sql: "DELETE FROM teams") }
        #expect(ask(try store.keyTable(), issued).refusal == .disabled)
        #expect(try store.clientKey("app")?.narrowing.isEnabled == false)
    }
}
