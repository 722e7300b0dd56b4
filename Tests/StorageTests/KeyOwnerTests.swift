import Exchange
import Storage
import Testing

/// Keys that are given to somebody else, and other bounds.
@Suite struct KeyOwnerTests {
    private let bench: Bench
    private let issued: IssuedKey
    private var store: ControlStore { bench.store }

    init() throws {
        bench = try Bench()
        let store = bench.store
        for name in ["acme", "other"] {
            _ = try store.createPrincipal(PrincipalDraft(.organisation, name: name), at: .noon)
            _ = try store.createPrincipal(PrincipalDraft(.team, name: "search", below: name), at: .noon)
            _ = try store.createPrincipal(PrincipalDraft(.user, name: "ann", below: "\(name)/search"), at: .noon)
        }
        var draft = ClientKeyDraft(name: "app")
        draft.owner = PrincipalReference(.user, "acme/search/ann")
        issued = try store.createKey(draft, at: .noon)
    }

    private func give(_ owner: PrincipalReference?, expecting version: Int64? = nil) throws -> ClientKey {
        var change = ClientKeyChange()
        change.owner = .some(owner)
        change.expecting = version
        return try store.changeKey("app", to: change, by: .command(user: 7), at: .noon)
    }

    private func id(_ kind: PrincipalKind, _ name: String) throws -> String {
        try #require(try store.principal(PrincipalReference(kind, name))).principal.id
    }

    @Test func `a key is given to somebody else, with an entry in the trail`() throws {
        let changed = try give(PrincipalReference(.team, "other/search"))
        #expect(changed.principals.organisation?.name == "other" && changed.principals.team?.name == "search")
        #expect(changed.principals.user == nil && changed.version == 2)
        let entry = try #require(try store.audit().last)
        #expect(entry.action == "key.set" && entry.actor == "cli:7" && entry.subject == issued.key.id)
        #expect(try entry.detail.contains(#""team_id":"\#(id(.team, "other/search"))""#))
        #expect(try entry.detail.contains(#""user_id_before":"\#(id(.user, "acme/search/ann"))""#))
    }

    @Test func `a key is taken from everybody`() throws {
        #expect(try give(nil).principals == Principals())
        #expect(try store.audit().last?.detail.contains("_id_before") == true)
        #expect(try give(PrincipalReference(.organisation, "acme")).principals.owner?.name == "acme")
    }

    @Test func `the data path sees the new owner and its bounds with the next look at the table`() throws {
        _ = try store.setEnabled(PrincipalReference(.team, "other/search"), to: false, by: .server, at: .noon)
        let table = try store.keyTable()
        func answer() -> KeyAnswer { issued.token.withBytes { table.caller(for: $0, at: .noon) } }
        guard case .caller(let before) = answer() else {
            Issue.record("the key is not good")
            return
        }
        #expect(before.principals.user?.name == "ann")
        _ = try give(PrincipalReference(.user, "other/search/ann"))
        #expect(try table.refreshIfChanged(at: .noon))
        guard case .refused(let result) = answer() else {
            Issue.record("the key of a disabled team is good")
            return
        }
        #expect(result == .disabled)
    }

    @Test func `whom it belongs to already changes nothing and is no entry`() throws {
        let last = try store.lastAudit()
        #expect(try give(PrincipalReference(.user, "acme/search/ann")).version == 1)
        #expect(try store.lastAudit() == last)
    }

    @Test(arguments: ["nobody/here", "search", "", "' OR 1=1 --", "acme/search/ann"])
    func `an owner that is not there or that several are changes nothing`(name: String) throws {
        #expect(throws: StorageError.self) { try give(PrincipalReference(.team, name)) }
        #expect(try store.clientKey("app")?.principals.user?.name == "ann")
    }

    @Test func `a key that was changed meanwhile, or is revoked, is not given away`() throws {
        #expect(throws: StorageError.self) { try give(nil, expecting: 9) }
        _ = try store.revokeKey("app", at: .noon)
        #expect(throws: StorageError.self) { try give(nil) }
        #expect(try store.clientKey("app")?.principals.user?.name == "ann")
    }

    @Test func `an admin key never belongs to somebody else`() throws {
        var draft = ClientKeyDraft(name: "root")
        draft.kind = .admin
        draft.owner = PrincipalReference(.organisation, "acme")
        let admin = try store.createKey(draft, at: .noon).key
        for owner in [nil, PrincipalReference(.organisation, "other"), PrincipalReference(.team, "acme/search")] {
            var change = ClientKeyChange()
            change.owner = .some(owner)
            #expect(throws: StorageError.self) {
                try store.changeKey(admin.id, to: change, by: .command(user: 7), at: .noon)
            }
        }
        #expect(try store.clientKey("root")?.principals.owner?.name == "acme")
    }
}
