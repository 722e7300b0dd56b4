import Dialects
import Exchange
import HTTPTypes
import Hummingbird
import Storage

/// Logging in and out, and who one is.
extension AdminRoutes {
    var sessions: [AdminRoute] {
        let routes = self
        return [
            AdminRoute(
                .post,
                "/api/v1/sessions",
                .login,
                "login",
                "Opens a session; the answer sets its cookie.",
                answer: .made(Shapes.whoami)
            ) { call in try await routes.login(call) }
            .with {
                $0.body = Shapes.login
                $0.mostBytes = 4_096
                $0.problems = [.loginFailed, .loginLimited, .csrfRefused]
            },
            AdminRoute(
                .delete,
                "/api/v1/sessions/current",
                .anybody,
                "logout",
                "Ends the session whose cookie is shown.",
                answer: .nothing
            ) { call in try await routes.logout(call) }
            .with { $0.problems = [.notFound, .csrfRefused] },
            AdminRoute(
                .get,
                "/api/v1/whoami",
                .anybody,
                "whoami",
                "Who asks, and what they may do.",
                answer: .thing(Shapes.whoami)
            ) { call in .json(try call.administrator().json) },
        ]
    }

    private func login(_ call: Call) async throws -> Reply {
        let name = call.body["name"]?.text ?? ""
        let password = Secret(call.body["password"]?.text ?? "")
        let time = sources.time
        let decision = sources.logins.decide(account: name, address: call.address, now: time.now)
        if case .refused(let wait) = decision {
            let seconds = Int(wait.inSeconds.rounded(.up))
            throw Problem(.loginLimited, headers: [.retryAfter: "\(max(seconds, 1))"])
        }
        let (control, cost) = (control, sources.passwordCost)
        let session = try await loginDesk.run {
            try control.openSession(name, password, cost: cost, at: time.wall)
        }
        guard let session, let id = session.id else { throw Problem(.loginFailed) }
        let value = id.withBytes { String(decoding: $0, as: UTF8.self) }
        var reply = Reply.json(Administrator(session, cookie: value).json)
        reply.status = .created
        reply.headers[.location] = "/api/v1/whoami"
        reply.headers[.setCookie] = cookie(value, lasting: AdminSession.fullTime)
        return reply
    }

    private func logout(_ call: Call) async throws -> Reply {
        let who = try call.administrator()
        guard case .session(_, let cookie) = who.proof else { throw Problem(.notFound, "a token has no session") }
        let (control, now) = (control, now)
        try await desk.run { _ = try control.closeSession(cookie, of: who.id, at: now) }
        var reply = Reply.nothing
        reply.headers[.setCookie] = self.cookie("", lasting: .zero)
        return reply
    }

    private func cookie(_ value: String, lasting time: Duration) -> String {
        let bound = gate.isSecure ? "; Secure" : ""
        return "\(gate.cookieName)=\(value)\(bound); HttpOnly; SameSite=Strict; Path=/; Max-Age=\(Int(time.inSeconds))"
    }
}

extension Administrator {
    /// What the API tells of whoever asks.
    var json: JSONValue {
        var (kind, csrf, end) = ("key", JSONValue.null, JSONValue.null)
        if case .session(let session, _) = proof {
            (kind, csrf, end) = ("session", .string(session.csrf), .string(RFC3339.text(session.end)))
        }
        return .object([
            .init("id", .string(id)), .init("name", .string(name)), .init("kind", .string(kind)),
            .init("role", .string(grant.role.rawValue)),
            .init("scopes", .array(grant.scopes.map { .string($0.rawValue) })),
            .init("organisation", grant.organisation.map { .string($0) } ?? .null), .init("csrf_token", csrf),
            .init("expires", end),
        ])
    }
}
