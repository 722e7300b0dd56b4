import Dialects
import Exchange
import HTTPTypes
import Hummingbird
import Storage

/// Client keys and admin keys.
extension AdminRoutes {
    var keys: [AdminRoute] {
        let routes = self
        let path = "/api/v1/keys"
        return [
            AdminRoute(
                .get,
                path,
                .shared(.viewer, .keysRead),
                "listKeys",
                "The keys, in the order of their making.",
                answer: .page(Shapes.key)
            ) { call in try await routes.listKeys(call) },
            AdminRoute(
                .post,
                path,
                .shared(.operator, .keysWrite),
                "createKey",
                "Makes a key; its token is shown this once.",
                answer: .made(Shapes.issuedKey)
            ) { call in try await routes.createKey(call) }
            .with {
                $0.body = Shapes.keyDraft
                $0.makesAnew = true
                $0.problems = [.nameTaken, .referenceMissing]
            },
            AdminRoute(
                .get,
                "\(path)/{id}",
                .shared(.viewer, .keysRead),
                "getKey",
                "One key.",
                answer: .thing(Shapes.key)
            ) { call in
                let key = try await routes.key(call)
                return .thing(key.json(at: routes.now), version: key.version)
            }.with { $0.problems = [.notFound] },
            AdminRoute(
                .patch,
                "\(path)/{id}",
                .shared(.operator, .keysWrite),
                "changeKey",
                "Changes a key, as a merge patch: what is left out stays, null puts back.",
                answer: .thing(Shapes.key)
            ) { call in try await routes.changeKey(call) }
            .with {
                $0.body = Shapes.keyChange
                $0.needsVersion = true
                $0.problems = [.notFound, .nameTaken, .revoked]
            },
            AdminRoute(
                .delete,
                "\(path)/{id}",
                .shared(.operator, .keysWrite),
                "deleteKey",
                "Revokes a key; it stays in the list as revoked.",
                answer: .nothing
            ) { call in
                _ = try await routes.revokeKey(call)
                return .nothing
            }
            .with {
                $0.needsVersion = true
                $0.problems = [.notFound]
            },
            AdminRoute(
                .post,
                "\(path)/{id}:revoke",
                .shared(.operator, .keysWrite),
                "revokeKey",
                "Ends a key for good; a second time changes nothing.",
                answer: .thing(Shapes.key)
            ) { call in
                let key = try await routes.revokeKey(call)
                return .thing(key.json(at: routes.now), version: key.version)
            }.with { $0.problems = [.notFound] },
            AdminRoute(
                .post,
                "\(path)/{id}:rotate",
                .shared(.operator, .keysWrite),
                "rotateKey",
                "Gives a key a new token, which is shown this once.",
                answer: .thing(Shapes.issuedKey)
            ) { call in try await routes.rotateKey(call) }
            .with {
                $0.body = Shapes.rotation
                $0.makesAnew = true
                $0.problems = [.notFound, .revoked]
            },
        ]
    }

    private func listKeys(_ call: Call) async throws -> Reply {
        var ask = call.page
        ask.organisation = try call.administrator().grant.organisation
        let (control, now) = (control, now)
        let page = try await desk.run { [ask] in try control.keys(ask) }
        return list(page.rows.map { $0.json(at: now) }, next: page.next, call)
    }

    /// A page of a list, with the cursor of the next one.
    func list(_ rows: [JSONValue], next: String?, _ call: Call) -> Reply {
        let text = next.map { cursor.text($0, of: call.question) }
        return .json(
            .object([
                .init("data", .array(rows)),
                .init(
                    "page",
                    .object([
                        .init("next_cursor", text.map { .string($0) } ?? .null),
                        .init("limit", .integer(Int64(call.page.limit))),
                    ])
                ),
            ])
        )
    }

    /// The key of the path, where whoever asks may see it.
    private func key(_ call: Call) async throws -> ClientKey {
        let (control, id) = (control, call.id)
        let organisation = try call.administrator().grant.organisation
        guard TextForm.id("key_").accepts(id),
            let key = try await desk.run({ try control.key(id, within: organisation) })
        else { throw Problem(.notFound) }
        return key
    }

    /// The same where they may change it: an admin key only by whom could have made it.
    private func ownKey(_ call: Call) async throws -> ClientKey {
        let key = try await key(call)
        guard let grant = key.grant else { return key }
        try Self.check(grant, by: try call.administrator())
        return key
    }

    private static func check(_ grant: AdminGrant, by who: Administrator) throws {
        guard who.grant.role == .admin, who.grant.covers(grant) else {
            throw Problem(.forbidden, "an admin key is made and changed by an admin who may do all that it may")
        }
    }

    private func createKey(_ call: Call) async throws -> Reply {
        let who = try call.administrator()
        var draft = ClientKeyDraft(name: call.body["name"]?.text ?? "")
        draft.kind = (call.body["kind"]?.text).flatMap { ClientToken.Kind(rawValue: $0) } ?? .live
        draft.owner = try Self.owner(call.body)
        var change = ClientKeyChange()
        change.take(call.body, over: draft.permission)
        draft.permission = change.permission ?? draft.permission
        draft.expires = change.expires ?? nil
        let (control, now) = (control, now)
        let chain = try await principals(of: draft.owner)
        if who.grant.organisation != nil {
            if draft.owner == nil { draft.owner = who.grant.organisation.map { PrincipalReference(.organisation, $0) } }
            guard chain.map(who.sees) ?? true else { throw Self.missingOwner }
        }
        if draft.kind == .admin {
            draft.role = (call.body["role"]?.text).flatMap { AdminRole(rawValue: $0) } ?? .viewer
            draft.scopes = (call.body["scopes"]?.elements ?? []).compactMap {
                $0.text.flatMap { AdminScope(rawValue: $0) }
            }
            let organisation = chain?.organisation?.id ?? who.grant.organisation
            try Self.check(AdminGrant(draft.role, scopes: draft.scopes, organisation: organisation), by: who)
        }
        let issued = try await desk.run { [draft] in try control.createKey(draft, by: who.actor, at: now) }
        return .made(issued.json(at: now), version: issued.key.version, at: "/api/v1/keys/\(issued.key.id)")
    }

    private static var missingOwner: Problem {
        Problem(.referenceMissing, "there is no such organisation, team or user")
    }

    /// Whom a draft's owner belongs to; nil without an owner.
    private func principals(of owner: PrincipalReference?) async throws -> Principals? {
        guard let owner else { return nil }
        let control = control
        do {
            guard let entry = try await desk.run({ try control.principal(owner) }) else { throw Self.missingOwner }
            return entry.chain
        } catch StorageError.name(_) {
            // A name that several have is told apart by its path only.
            throw Self.missingOwner
        }
    }

    private static func owner(_ body: JSONValue) throws -> PrincipalReference? {
        let named = PrincipalKind.allCases.compactMap { kind in
            body[kind.rawValue]?.text.map { PrincipalReference(kind, $0) }
        }
        guard named.count <= 1 else { throw Problem(.conflict, "a key belongs to one organisation, team or user") }
        return named.first
    }

    private func changeKey(_ call: Call) async throws -> Reply {
        let key = try await ownKey(call)
        let who = try call.administrator()
        var change = ClientKeyChange()
        change.take(call.body, over: key.permission)
        change.name = call.body["name"]?.text
        // What was read is what is changed: somebody may have been faster since.
        change.expecting = call.expecting ?? key.version
        let (control, now) = (control, now)
        let changed = try await desk.run { [change] in
            try control.changeKey(key.id, to: change, by: who.actor, at: now)
        }
        return .thing(changed.json(at: now), version: changed.version)
    }

    private func revokeKey(_ call: Call) async throws -> ClientKey {
        let key = try await ownKey(call)
        let (control, now, who) = (control, now, try call.administrator())
        return try await desk.run { [version = call.expecting] in
            try control.revokeKey(key.id, expecting: version, by: who.actor, at: now)
        }
    }

    private func rotateKey(_ call: Call) async throws -> Reply {
        let key = try await ownKey(call)
        let overlap = Duration.seconds(call.body["overlap_seconds"]?.wholeNumber ?? 0)
        let (control, now, who) = (control, now, try call.administrator())
        let issued = try await desk.run { try control.rotateKey(key.id, overlap: overlap, by: who.actor, at: now) }
        return .thing(issued.json(at: now), version: issued.key.version)
    }
}
