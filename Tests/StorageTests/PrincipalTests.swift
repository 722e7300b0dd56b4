import Exchange
import GRDB
import Policy
import Storage
import Testing

@Suite struct PrincipalTests {
    private let bench: Bench
    private var store: ControlStore { bench.store }

    init() throws {
        bench = try Bench()
        let store = bench.store
        _ = try store.createPrincipal(PrincipalDraft(.organisation, name: "acme"), at: .noon)
        _ = try store.createPrincipal(PrincipalDraft(.team, name: "search", below: "acme"), at: .noon)
        _ = try store.createPrincipal(PrincipalDraft(.user, name: "ann", below: "search"), at: .noon)
    }

    private func entry(_ kind: PrincipalKind, _ name: String) throws -> PrincipalEntry {
        try #require(try store.principal(PrincipalReference(kind, name)))
    }

    private func reason(_ body: () throws -> Void) -> String {
        do {
            try body()
            return "none"
        } catch {
            return "\(error)"
        }
    }

    @Test func `each stands below one of the kind above, under an id of its own`() throws {
        let user = try entry(.user, "ann")
        #expect(user.principal.id.hasPrefix("user_") && user.principal.id.utf8.count == 31 && user.version == 1)
        #expect(user.parent?.name == "search" && user.chain.organisation?.name == "acme")
        #expect(user.attributes == Attributes() && user.created == .noon && user.updated == .noon)
        #expect(try entry(.organisation, "acme").parent == nil)
        #expect(try entry(.user, "acme/search/ann") == user)
        #expect(try entry(.user, user.principal.id) == user)
        for name in [
            "", "/", "search/ann", "acme//ann", "acme/search/ann/x", "a/b/c/d", "%", "ANN", "ann ", "' OR 1=1",
        ] {
            #expect(try store.principal(PrincipalReference(.user, name)) == nil, "\(name)")
        }
        #expect(try store.principal(PrincipalReference(.team, user.principal.id)) == nil)
    }

    @Test func `names are unique below their parent only, and a name of two is asked back`() throws {
        let taken = reason {
            _ = try store.createPrincipal(PrincipalDraft(.team, name: "search", below: "acme"), at: .noon)
        }
        #expect(taken == "there is a team named search already")
        _ = try store.createPrincipal(PrincipalDraft(.organisation, name: "other"), at: .noon)
        let second = try store.createPrincipal(PrincipalDraft(.team, name: "search", below: "other"), at: .noon)
        #expect(reason { _ = try entry(.team, "search") }.contains("several teams are named search"))
        #expect(try entry(.team, "other/search") == second)
        #expect(try entry(.team, "acme/search").principal.id != second.principal.id)
    }

    @Test(arguments: [
        "", " ", "a b", "a/b", "é", "a\n", "a\u{0}", "../x", "'; DROP TABLE teams; --",
        String(repeating: "a", count: 65),
        "wr_live_0000000000000000000000000000000000!",
    ]) func `a hostile name is refused, and the refusal is in the trail`(_ name: String) throws {
        for kind in PrincipalKind.allCases {
            let parent = [PrincipalKind.team: "acme", .user: "search"][kind]
            #expect(throws: StorageError.self) {
                try store.createPrincipal(PrincipalDraft(kind, name: name, below: parent), at: .noon)
            }
            let last = try store.audit().last
            #expect(last?.action.hasSuffix(".create") == true && last?.result == .refused)
        }
        #expect(try store.principals(.team).entries.map(\.principal.name) == ["search"])
        #expect(throws: StorageError.self) {
            try store.changePrincipal(PrincipalReference(.team, "search"), to: PrincipalChange(name: name), at: .noon)
        }
    }

    @Test func `nothing can stand below itself, below nothing, or below what is not there`() throws {
        let drafts = [
            PrincipalDraft(.organisation, name: "x", below: "acme"), PrincipalDraft(.team, name: "x"),
            PrincipalDraft(.user, name: "x"), PrincipalDraft(.team, name: "x", below: "gone"),
            PrincipalDraft(.team, name: "x", below: "x"), PrincipalDraft(.user, name: "x", below: "acme"),
            PrincipalDraft(.user, name: "x", below: try entry(.organisation, "acme").principal.id),
            PrincipalDraft(.team, name: "x", below: try entry(.team, "search").principal.id),
        ]
        for draft in drafts { #expect(throws: StorageError.self) { try store.createPrincipal(draft, at: .noon) } }
    }

    @Test(arguments: [
        Attributes(models: [""]), Attributes(models: ["a\nb"]), Attributes(endpoints: ["v1"]),
        Attributes(providers: [String(repeating: "p", count: 257)]), Attributes(residency: ["EU"]),
        Attributes(residency: ["e u"]), Attributes(residency: [""]), Attributes(maxConcurrent: 0),
        Attributes(maxConcurrent: -1), Attributes(maxConcurrent: .max),
        Attributes(models: Array(repeating: "m", count: 257)),
    ]) func `attributes that mean nothing are refused`(_ attributes: Attributes) throws {
        let draft = PrincipalDraft(.team, name: "x", below: "acme", attributes: attributes)
        #expect(throws: StorageError.self) { try store.createPrincipal(draft, at: .noon) }
        let change = PrincipalChange(attributes: attributes)
        let reference = PrincipalReference(.team, "search")
        #expect(throws: StorageError.self) { try store.changePrincipal(reference, to: change, at: .noon) }
        #expect(try entry(.team, "search").version == 1)
    }

    @Test func `a change moves the version on, and another than expected is refused`() throws {
        var attributes = Attributes(models: ["gpt-*", "a\\b"], residency: ["eu"], maxConcurrent: 3)
        (attributes.capture, attributes.priority, attributes.expires) = (.metadata, .sheddable, .noon + .seconds(9))
        let team = PrincipalReference(.team, "search")
        let change = PrincipalChange(name: "find", attributes: attributes, expecting: 1)
        let changed = try store.changePrincipal(team, to: change, at: .noon + .seconds(1))
        #expect(changed.version == 2 && changed.attributes == attributes && changed.principal.name == "find")
        #expect(changed.updated == .noon + .seconds(1) && changed.created == .noon)
        let find = PrincipalReference(.team, "find")
        let wrong = StorageError.versionChanged(changed.principal.id, expected: 1, found: 2)
        #expect(throws: wrong) { try store.changePrincipal(find, to: PrincipalChange(expecting: 1), at: .noon) }
        #expect(throws: wrong) { try store.setEnabled(find, to: false, expecting: 1, at: .noon) }
        #expect(throws: wrong) { try store.deletePrincipal(find, expecting: 1, at: .noon) }
        #expect(try store.changePrincipal(find, to: PrincipalChange(expecting: 2), at: .noon).version == 2)
        #expect(try store.setEnabled(find, to: false, expecting: 2, at: .noon).version == 3)
        // what says the attributes does not enable by the way
        #expect(try !store.changePrincipal(find, to: PrincipalChange(name: "f"), at: .noon).attributes.isEnabled)
        let mine = try store.audit(
            {
                var filter = AuditFilter()
                filter.action = "team"
                return filter
            }()
        )
        #expect(mine.map(\.action).prefix(2) == ["team.create", "team.change"])
        #expect(mine.filter { $0.result == .refused }.count == 3)
        #expect(mine.last?.detail.contains(#""name_before":"find""#) == true)
        #expect(mine.last?.subject == changed.principal.id)
    }

    @Test func `pages go on without gap or repeat`() throws {
        for number in 0..<23 {
            let draft = PrincipalDraft(.team, name: "t\(number)", below: "acme")
            _ = try store.createPrincipal(draft, at: .noon + .seconds(number + 1))
        }
        _ = try store.createPrincipal(PrincipalDraft(.organisation, name: "other"), at: .noon)
        _ = try store.createPrincipal(PrincipalDraft(.team, name: "else", below: "other"), at: .noon)
        var (names, cursor): ([String], String?) = ([], nil)
        repeat {
            let page = try store.principals(.team, below: "acme", after: cursor, limit: 5)
            #expect(page.entries.count <= 5)
            names += page.entries.map(\.principal.name)
            cursor = page.next
        } while cursor != nil
        #expect(names == ["search"] + (0..<23).map { "t\($0)" })
        #expect(try store.principals(.team, limit: .max).entries.count == 25)
        #expect(try store.principals(.team, limit: .min).entries.count == 1)
        #expect(try store.principals(.team, after: "~").entries == [])
        #expect(throws: StorageError.self) { try store.principals(.team, below: "gone") }
    }

    @Test func `a parent with children stays, whoever tries; one whose keys are revoked goes`() throws {
        let owner = PrincipalReference(.user, "ann")
        let issued = try store.createKey(ClientKeyDraft(name: "app", owner: owner), at: .noon)
        #expect(issued.key.principals.user?.name == "ann" && issued.key.principals.organisation?.name == "acme")
        #expect(
            reason { _ = try store.deletePrincipal(PrincipalReference(.organisation, "acme"), at: .noon) }
                == "the organisation acme has 1 teams; delete or revoke them first"
        )
        #expect(throws: StorageError.self) { try store.deletePrincipal(PrincipalReference(.team, "search"), at: .noon) }
        #expect(throws: StorageError.hasChildren("the user ann has 1 keys")) {
            try store.deletePrincipal(owner, at: .noon)
        }
        let raw = try DatabaseQueue(path: bench.data.control)
        for table in ["organisations", "teams", "users"] {
            #expect(throws: DatabaseError.self) { try raw.write { try $0.execute(sql: "DELETE FROM \(table)") } }
        }
        _ = try store.revokeKey("app", at: .noon)
        _ = try store.deletePrincipal(owner, at: .noon)
        #expect(try store.clientKey("app")?.principals == Principals())
        #expect(try store.clientKey("app")?.revoked != nil && store.principal(owner) == nil)
        _ = try store.deletePrincipal(PrincipalReference(.team, "search"), at: .noon)
        _ = try store.deletePrincipal(PrincipalReference(.organisation, "acme"), at: .noon)
        #expect(throws: StorageError.notFound("the organisation acme")) {
            try store.deletePrincipal(PrincipalReference(.organisation, "acme"), at: .noon)
        }
        #expect(
            try store.audit().suffix(4).map(\.action) == ["user.delete", "team.delete", "org.delete", "org.delete"]
        )
    }

    @Test func `a key belongs to one at most, and that must be there`() throws {
        #expect(throws: StorageError.notFound("the user gone")) {
            try store.createKey(ClientKeyDraft(name: "app", owner: PrincipalReference(.user, "gone")), at: .noon)
        }
        #expect(try store.clientKeys().isEmpty)
        _ = try store.createKey(ClientKeyDraft(name: "app", owner: PrincipalReference(.team, "search")), at: .noon)
        let raw = try DatabaseQueue(path: bench.data.control)
        for change in [
            "organisation_id = 'org_x'", "team_id = 'team_x'", "organisation_id = (SELECT id FROM organisations)",
        ] {
            #expect(throws: DatabaseError.self) {
                try raw.write { try $0.execute(sql: "UPDATE client_keys SET \(change)") }
            }
        }
    }
}
