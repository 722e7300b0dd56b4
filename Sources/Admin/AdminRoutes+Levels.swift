import Dialects
import Exchange
import HTTPTypes
import Hummingbird
import Storage

/// Organisations, teams and users.
///
/// An administrator of one organisation sees it and all below, and changes what is below; what the organisation itself
/// says is said from above, or its administrator could take off the bounds it was given.
extension AdminRoutes {
    func levels(_ kind: PrincipalKind) -> [AdminRoute] {
        let routes = self
        let path = "/api/v1/\(kind.plural)"
        let change: AdminRoute.Access =
            kind == .organisation ? .house(.admin, .principalsWrite) : .shared(.operator, .principalsWrite)
        let shape = Shapes.level(kind)
        return [
            AdminRoute(
                .get,
                path,
                .shared(.viewer, .principalsRead),
                "list\(kind.title)s",
                "The \(kind.plural).",
                answer: .page(shape)
            ) { call in try await routes.list(kind, call) }
            .with {
                guard let upper = kind.parent else { return }
                let about = "Only those of one \(upper.rawValue), by its id."
                $0.query = [.init(name: upper.rawValue, shape: .text(.id(upper.prefix)), about: about)]
            },
            AdminRoute(
                .post,
                path,
                change,
                "create\(kind.title)",
                "Makes a \(kind.rawValue).",
                answer: .made(shape)
            ) { call in try await routes.create(kind, call) }
            .with {
                $0.body = Shapes.draft(kind)
                $0.makesAnew = true
                $0.problems = [.nameTaken, .referenceMissing]
            },
            AdminRoute(
                .get,
                "\(path)/{id}",
                .shared(.viewer, .principalsRead),
                "get\(kind.title)",
                "One \(kind.rawValue).",
                answer: .thing(shape)
            ) { call in
                let entry = try await routes.entry(kind, call)
                return .thing(entry.json, version: entry.version)
            }.with { $0.problems = [.notFound] },
        ] + changes(kind, path, change, shape)
    }

    private func changes(
        _ kind: PrincipalKind,
        _ path: String,
        _ access: AdminRoute.Access,
        _ shape: Shape
    ) -> [AdminRoute] {
        let routes = self
        let title = kind.title
        let isEnabled = [("enable", true), ("disable", false)]
        return [
            AdminRoute(
                .patch,
                "\(path)/{id}",
                access,
                "change\(title)",
                "Changes a \(kind.rawValue), as a merge patch: what is left out stays, null puts back.",
                answer: .thing(shape)
            ) { call in try await routes.change(kind, call) }
            .with {
                $0.body = Shapes.levelChange
                $0.needsVersion = true
                $0.problems = [.notFound, .nameTaken]
            },
            AdminRoute(
                .delete,
                "\(path)/{id}",
                access,
                "delete\(title)",
                "Deletes a \(kind.rawValue) that nobody belongs to any more.",
                answer: .nothing
            ) { call in
                try await routes.delete(kind, call)
                return .nothing
            }
            .with {
                $0.needsVersion = true
                $0.problems = [.notFound, .conflict]
            },
        ]
            + isEnabled.map { verb, isEnabled in
                AdminRoute(
                    .post,
                    "\(path)/{id}:\(verb)",
                    access,
                    "\(verb)\(title)",
                    isEnabled ? "Lets everybody below ask again." : "Lets nobody below ask anything.",
                    answer: .thing(shape)
                ) { call in try await routes.setEnabled(kind, isEnabled, call) }
                .with { $0.problems = [.notFound] }
            }
    }

    private func list(_ kind: PrincipalKind, _ call: Call) async throws -> Reply {
        var ask = call.page
        ask.organisation = try call.administrator().grant.organisation
        let (control, parent) = (control, kind.parent.flatMap { call.query[$0.rawValue] })
        let page = try await desk.run { [ask] in try control.principals(kind, ask, below: parent) }
        return list(page.rows.map(\.json), next: page.next, call)
    }

    /// The one of the path, where whoever asks may see it.
    private func entry(_ kind: PrincipalKind, _ call: Call) async throws -> PrincipalEntry {
        let (control, id) = (control, call.id)
        let organisation = try call.administrator().grant.organisation
        guard TextForm.id(kind.prefix).accepts(id),
            let entry = try await desk.run({ try control.principal(kind, id, within: organisation) })
        else { throw Problem(.notFound) }
        return entry
    }

    private func create(_ kind: PrincipalKind, _ call: Call) async throws -> Reply {
        let who = try call.administrator()
        var draft = PrincipalDraft(kind, name: call.body["name"]?.text ?? "")
        if let upper = kind.parent {
            draft.parent = try await parent(PrincipalReference(upper, call.body[upper.rawValue]?.text ?? ""), who)
        }
        draft.attributes.take(call.body)
        let (control, now) = (control, now)
        let entry = try await desk.run { [draft] in try control.createPrincipal(draft, by: who.actor, at: now) }
        return .made(entry.json, version: entry.version, at: "/api/v1/\(kind.plural)/\(entry.principal.id)")
    }

    /// The id of a parent, where whoever asks may put something below it.
    private func parent(_ reference: PrincipalReference, _ who: Administrator) async throws -> String {
        let control = control
        let missing = Problem(.referenceMissing, "there is no such \(reference.kind.rawValue)")
        do {
            let found = try await desk.run { try control.principal(reference) }
            guard let found, who.sees(found.chain) else { throw missing }
            return found.principal.id
        } catch StorageError.name(_) {
            throw missing
        }
    }

    private func change(_ kind: PrincipalKind, _ call: Call) async throws -> Reply {
        let entry = try await entry(kind, call)
        let who = try call.administrator()
        var attributes = entry.attributes
        attributes.take(call.body)
        // What was read is what is changed: somebody may have been faster since.
        let version = call.expecting ?? entry.version
        let change = PrincipalChange(name: call.body["name"]?.text, attributes: attributes, expecting: version)
        let (control, now) = (control, now)
        let changed = try await desk.run {
            try control.changePrincipal(
                PrincipalReference(kind, entry.principal.id),
                to: change,
                by: who.actor,
                at: now
            )
        }
        return .thing(changed.json, version: changed.version)
    }

    private func setEnabled(_ kind: PrincipalKind, _ isEnabled: Bool, _ call: Call) async throws -> Reply {
        let entry = try await entry(kind, call)
        let (control, now, who) = (control, now, try call.administrator())
        let changed = try await desk.run {
            try control.setEnabled(
                PrincipalReference(kind, entry.principal.id),
                to: isEnabled,
                by: who.actor,
                at: now
            )
        }
        return .thing(changed.json, version: changed.version)
    }

    private func delete(_ kind: PrincipalKind, _ call: Call) async throws {
        let entry = try await entry(kind, call)
        let (control, now, who) = (control, now, try call.administrator())
        try await desk.run { [version = call.expecting] in
            let reference = PrincipalReference(kind, entry.principal.id)
            _ = try control.deletePrincipal(reference, expecting: version, by: who.actor, at: now)
        }
    }
}
