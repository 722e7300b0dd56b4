import Dialects
import Exchange
import HTTPTypes
import Hummingbird
import Storage

/// Providers' credentials, which go in and never come out, and the audit trail.
extension AdminRoutes {
    var credentials: [AdminRoute] {
        let routes = self
        let path = "/api/v1/credentials"
        return [
            AdminRoute(
                .get,
                path,
                .house(.viewer, .credentialsRead),
                "listCredentials",
                "What is known of the credentials.",
                answer: .page(Shapes.credential)
            ) { call in
                let (control, ask, provider) = (routes.control, call.page, call.query["provider"])
                let page = try await routes.desk.run { try control.credentials(of: provider, ask) }
                return routes.list(page.rows.map(\.json), next: page.next, call)
            }
            .with {
                $0.query = [.init(name: "provider", shape: .text(.printable(64)), about: "Only those of one provider.")]
            },
            AdminRoute(
                .post,
                path,
                .house(.admin, .credentialsWrite),
                "storeCredential",
                "Seals a credential, replaces the one of that name, or enables it; used within two seconds.",
                answer: .made(Shapes.credential)
            ) { call in try await routes.storeCredential(call) }
            .with {
                $0.body = Shapes.credentialDraft
                $0.makesAnew = true
                $0.problems = [.referenceMissing, .conflict]
            },
            AdminRoute(
                .get,
                "\(path)/{id}",
                .house(.viewer, .credentialsRead),
                "getCredential",
                "What is known of one.",
                answer: .thing(Shapes.credential)
            ) { call in try await routes.credential(call.id) }
            .with { $0.problems = [.notFound] },
            switched("enable", "Enables a credential; used within two seconds.") { control, id, actor, now in
                _ = try control.enableCredential(id, by: actor, at: now)
            },
            switched("disable", "Disables a credential; no longer used within two seconds.") {
                control,
                id,
                actor,
                now in
                _ = try control.disableCredential(id, by: actor, at: now)
            },
        ]
    }

    private func switched(
        _ verb: String,
        _ about: String,
        _ change: @escaping @Sendable (ControlStore, String, AuditActor, WallTime) throws -> Void
    ) -> AdminRoute {
        let routes = self
        return AdminRoute(
            .post,
            "/api/v1/credentials/{id}:\(verb)",
            .house(.operator, .credentialsWrite),
            "\(verb)Credential",
            about,
            answer: .thing(Shapes.credential)
        ) { call in
            let (control, now, id, who) = (routes.control, routes.now, call.id, try call.administrator())
            guard TextForm.id("cred_").accepts(id) else { throw Problem(.notFound) }
            try await routes.desk.run { try change(control, id, who.actor, now) }
            return try await routes.credential(id)
        }
        .with { $0.problems = [.notFound] }
    }

    private func credential(_ id: String) async throws -> Reply {
        let control = control
        guard TextForm.id("cred_").accepts(id), let facts = try await desk.run({ try control.credentialFacts(id) })
        else { throw Problem(.notFound) }
        return .thing(facts.json, version: Int64(facts.credential.version))
    }

    private func storeCredential(_ call: Call) async throws -> Reply {
        let who = try call.administrator()
        let provider = call.body["provider"]?.text ?? ""
        let text = call.body["secret"]?.text ?? ""
        guard let origin = sources.configuration.origin(provider) else {
            throw Problem(.referenceMissing, "no provider of the configuration has that name")
        }
        if let fault = sources.configuration.fault(text) { throw Problem(.conflict, fault) }
        let draft = CredentialDraft(
            provider: provider,
            name: call.body["name"]?.text ?? "primary",
            origin: origin,
            secret: Secret(text),
            source: .cli
        )
        let (control, now) = (control, now)
        let stored = try await desk.run { try control.putCredential(draft, by: who.actor, at: now) }
        var reply = try await credential(stored.id)
        reply.status = .created
        reply.headers[.location] = "/api/v1/credentials/\(stored.id)"
        return reply
    }

    var audit: [AdminRoute] {
        let routes = self
        return [
            AdminRoute(
                .get,
                "/api/v1/audit",
                .house(.viewer, .auditRead),
                "listAudit",
                "The audit trail, latest first.",
                answer: .page(Shapes.audit)
            ) { call in
                var ask = AuditAsk()
                ask.since = call.query["since"].flatMap { RFC3339.wall($0) }
                ask.until = call.query["until"].flatMap { RFC3339.wall($0) }
                (ask.action, ask.actor, ask.subject) = (
                    call.query["action"], call.query["actor"], call.query["subject"]
                )
                let (control, page) = (routes.control, call.page)
                let found = try await routes.desk.run { [ask] in try control.audit(ask, page) }
                return routes.list(found.rows.map(\.json), next: found.next, call)
            }
            .with {
                $0.query = [
                    .init(name: "since", shape: .text(.time), about: "Only entries of this time or later."),
                    .init(name: "until", shape: .text(.time), about: "Only entries before this time."),
                    .init(name: "action", shape: .text(.name), about: "An action, or the first word of several."),
                    .init(name: "actor", shape: .text(.printable(128)), about: "Only what this actor did."),
                    .init(name: "subject", shape: .text(.printable(256)), about: "Only what was done to this."),
                ]
            }
        ]
    }
}
