import Exchange
import Policy
import Storage
import Testing

/// What the table makes of those who come with tokens.
@Suite struct HolderTableTests {
    private let bench: Bench
    private var store: ControlStore { bench.store }

    init() throws {
        bench = try Bench()
        let store = bench.store
        let acme = PrincipalDraft(.organisation, name: "acme", attributes: Attributes(models: ["gpt-*"]))
        _ = try store.createPrincipal(acme, at: .noon)
        _ = try store.createPrincipal(PrincipalDraft(.organisation, name: "other"), at: .noon)
        let search = PrincipalDraft(.team, name: "search", below: "acme", attributes: Attributes(models: ["*-5"]))
        _ = try store.createPrincipal(search, at: .noon)
        _ = try store.createPrincipal(PrincipalDraft(.team, name: "far", below: "other"), at: .noon)
        var ann = PrincipalDraft(.user, name: "ann", below: "search")
        ann.identity = UserIdentity(issuer: "idp", subject: "auth0|1")
        _ = try store.createPrincipal(ann, at: .noon)
    }

    private func id(_ kind: PrincipalKind, _ name: String) throws -> String {
        try #require(try store.principal(PrincipalReference(kind, name))).principal.id
    }

    private func place(org: String? = nil, team: String? = nil, takesUnknown: Bool = false) throws -> IssuerPlace {
        IssuerPlace(
            issuer: "idp",
            organisation: try org.map { try id(.organisation, $0) },
            team: try team.map { try id(.team, $0) },
            takesUnknown: takesUnknown,
            maxConcurrent: 7
        )
    }

    private func result(_ answer: KeyAnswer) -> AuthResult {
        switch answer {
        case .caller: .ok
        case .refused(let why): why
        }
    }

    private func caller(_ answer: KeyAnswer) throws -> Caller {
        guard case .caller(let caller) = answer else { throw StorageError.notFound("\(answer)") }
        return caller
    }

    private let ann = TokenHolder(issuer: "idp", subject: "auth0|1")

    @Test func `a known user has its whole chain, and a claim takes more away`() throws {
        let keys = try store.keyTable()
        let table = keys.holders([try place(org: "acme")])
        let plain = try caller(table.caller(holding: ann, at: .noon))
        #expect(plain.principals.user?.name == "ann" && plain.principals.organisation?.name == "acme")
        #expect(plain.facets.user.hasPrefix("user_") && plain.keyID.hasPrefix("jwt_") && plain.keyName == "issuer:idp")
        #expect(plain.permission.allows(model: "gpt-5") && !plain.permission.allows(model: "gpt-4o"))
        #expect(plain.permission.maxConcurrent == 7)
        let narrow = TokenHolder(issuer: "idp", subject: "auth0|1", models: ["gpt-4*", "o-5"])
        let less = try caller(table.caller(holding: narrow, at: .noon))
        #expect(!less.permission.allows(model: "gpt-5") && !less.permission.allows(model: "gpt-4o"))
        #expect(!less.permission.allows(model: "o-5") && less.permission.allows(model: "gpt-4-5"))
        #expect(less.keyID == plain.keyID)
        // the same object again: nothing is put together for each request
        #expect(try caller(table.caller(holding: ann, at: .noon)) === plain)
    }

    @Test func `those whom no user stands for are refused, or are members of the team without a name`() throws {
        let keys = try store.keyTable()
        let bob = TokenHolder(issuer: "idp", subject: "bob")
        #expect(result(keys.holders([try place(team: "search")]).caller(holding: bob, at: .noon)) == .unknown)
        let table = keys.holders([try place(team: "search", takesUnknown: true)])
        let member = try caller(table.caller(holding: bob, at: .noon))
        #expect(member.principals.team?.name == "search" && member.principals.organisation?.name == "acme")
        #expect(member.facets.user == member.keyID && member.facets.user.hasPrefix("jwt_"))
        #expect(member.facets.user.utf8.count == 28 && !member.facets.user.contains("bob"))
        #expect(member.permission.allows(model: "gpt-5") && !member.permission.allows(model: "gpt-4o"))
        let carol = try caller(table.caller(holding: TokenHolder(issuer: "idp", subject: "carol"), at: .noon))
        #expect(carol.facets.user != member.facets.user)
        #expect(result(table.caller(holding: TokenHolder(issuer: "no", subject: "bob"), at: .noon)) == .unknown)
    }

    @Test func `a user of another organisation or team is unknown`() throws {
        let keys = try store.keyTable()
        #expect(result(keys.holders([try place(org: "other")]).caller(holding: ann, at: .noon)) == .unknown)
        let table = keys.holders([try place(team: "far", takesUnknown: true)])
        #expect(result(table.caller(holding: ann, at: .noon)) == .unknown)
        #expect(result(keys.holders([]).caller(holding: ann, at: .noon)) == .unknown)
    }

    @Test(arguments: [(PrincipalKind.organisation, "acme"), (.team, "search"), (.user, "ann")])
    func `disabling one holds with the next look, for tokens that were seen before`(
        _ kind: PrincipalKind,
        _ name: String
    ) throws {
        let keys = try store.keyTable()
        let table = keys.holders([try place(team: "search", takesUnknown: true)])
        #expect(result(table.caller(holding: ann, at: .noon)) == .ok)
        _ = try store.setEnabled(PrincipalReference(kind, name), to: false, at: .noon)
        #expect(try keys.refreshIfChanged(at: .noon))
        #expect(result(table.caller(holding: ann, at: .noon)) == .disabled)
        _ = try store.setEnabled(PrincipalReference(kind, name), to: true, at: .noon)
        #expect(try keys.refreshIfChanged(at: .noon))
        #expect(result(table.caller(holding: ann, at: .noon)) == .ok)
    }

    @Test func `the end of a level ends its tokens, without any look at the database`() throws {
        let keys = try store.keyTable()
        var attributes = Attributes()
        attributes.expires = .noon + .seconds(60)
        let change = PrincipalChange(attributes: attributes)
        _ = try store.changePrincipal(PrincipalReference(.user, "ann"), to: change, at: .noon)
        try keys.refreshIfChanged(at: .noon)
        let table = keys.holders([try place()])
        #expect(result(table.caller(holding: ann, at: .noon)) == .ok)
        #expect(result(table.caller(holding: ann, at: .noon + .seconds(60))) == .expired)
    }

    @Test func `what an issuer calls a user can be changed and taken back, and is compared by bytes`() throws {
        let keys = try store.keyTable()
        let table = keys.holders([try place()])
        let user = PrincipalReference(.user, "ann")
        let identity = UserIdentity(issuer: "idp", subject: "jos\u{e9}")
        let entry = try store.changePrincipal(user, to: PrincipalChange(identity: .some(identity)), at: .noon)
        #expect(entry.identity == identity && entry.version == 2)
        try keys.refreshIfChanged(at: .noon)
        func ask(_ subject: String) -> AuthResult {
            result(table.caller(holding: TokenHolder(issuer: "idp", subject: subject), at: .noon))
        }
        #expect(ask("jos\u{e9}") == .ok && ask("jose\u{301}") == .unknown && ask("auth0|1") == .unknown)
        _ = try store.changePrincipal(user, to: PrincipalChange(identity: .some(nil)), at: .noon)
        try keys.refreshIfChanged(at: .noon)
        #expect(ask("jos\u{e9}") == .unknown)
        let left = try store.principal(user)
        #expect(left?.identity == nil && left?.version == 3)
    }

    @Test func `two users cannot have one subject, and only users have any`() throws {
        var bob = PrincipalDraft(.user, name: "bob", below: "search")
        bob.identity = UserIdentity(issuer: "idp", subject: "auth0|1")
        #expect(throws: StorageError.name("the user ann has this subject of idp already")) {
            try store.createPrincipal(bob, at: .noon)
        }
        for identity in [
            ("idp", ""), ("", "x"), ("a b", "x"), ("idp", "x\u{0}y"), ("idp", String(repeating: "x", count: 256)),
        ] {
            bob.identity = UserIdentity(issuer: identity.0, subject: identity.1)
            #expect(throws: StorageError.self) { try store.createPrincipal(bob, at: .noon) }
        }
        bob.identity = UserIdentity(issuer: "other", subject: "auth0|1")
        #expect(try store.createPrincipal(bob, at: .noon).identity == bob.identity)
        var team = PrincipalDraft(.team, name: "new", below: "acme")
        team.identity = bob.identity
        #expect(throws: StorageError.self) { try store.createPrincipal(team, at: .noon) }
    }

    @Test func `more holders than are remembered are all told right`() throws {
        let table = try store.keyTable().holders([try place(team: "search", takesUnknown: true)])
        var ids: Set<String> = []
        for number in 0..<5_000 {
            ids.insert(
                try caller(table.caller(holding: TokenHolder(issuer: "idp", subject: "u\(number)"), at: .noon)).keyID
            )
        }
        #expect(ids.count == 5_000)
    }
}
