import Exchange
import HTTPTypes
import Hummingbird
import Storage

/// Decides who comes in: first who it is, then whether they may.
struct Gate: Sendable {
    let sources: AdminPlane.Sources
    let desk: AdminDesk
    /// True where the listener speaks TLS, so that cookies are bound to it.
    let isSecure: Bool

    /// The cookie's name; the `__Host-` prefix makes browsers insist on Secure, on the path and on this very host.
    var cookieName: String { isSecure ? "__Host-weir" : "weir-session" }

    /// The administrator of a request; nil where the route wants none.
    func admit(_ request: Request, to route: AdminRoute) async throws -> Administrator? {
        switch route.access {
        case .open: return nil
        case .login:
            guard isFromHere(request, mustSay: false) else { throw Problem(.csrfRefused) }
            return nil
        case .anybody, .grant: break
        }
        guard let who = try await administrator(request) else { throw Problem.unauthorized }
        if case .grant(let role, let scope, let isShared) = route.access {
            guard who.grant.allows(role, scope) else {
                throw Problem(.forbidden, "this needs the role \(role.rawValue) and the scope \(scope.rawValue)")
            }
            guard isShared || who.grant.organisation == nil else {
                throw Problem(.forbidden, "this needs an administrator of the whole house")
            }
        }
        if case .session(let session, _) = who.proof, ![.get, .head].contains(request.method) {
            guard isFromHere(request, mustSay: true), Self.hasWord(request, session.csrf) else {
                throw Problem(.csrfRefused)
            }
        }
        return who
    }

    private func administrator(_ request: Request) async throws -> Administrator? {
        let values = request.headers[values: .authorization]
        let cookies = cookies(of: request)
        guard values.isEmpty || cookies.isEmpty else { throw Problem(.twoCredentials) }
        if let cookie = cookies.first {
            guard cookies.count == 1 else { throw Problem(.twoCredentials) }
            let (control, now) = (sources.control, sources.time.wall)
            let session = try await desk.run { try control.session(cookie, at: now) }
            return session.map { Administrator($0, cookie: cookie) }
        }
        guard values.count == 1, values[0].lowercased().hasPrefix("bearer ") else { return nil }
        return sources.admin(String(values[0].dropFirst(7))).map { Administrator($0) }
    }

    /// The values of the session's cookie.
    private func cookies(of request: Request) -> [String] {
        request.headers[values: .cookie].flatMap { $0.split(separator: ";") }.compactMap { pair in
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, parts[0].drop(while: { $0 == " " }) == cookieName else { return nil }
            return String(parts[1])
        }
    }

    /// True unless the request may come from a page of another site.
    private func isFromHere(_ request: Request, mustSay: Bool) -> Bool {
        let sites = HTTPField.Name("sec-fetch-site").map { request.headers[values: $0] } ?? []
        let origins = request.headers[values: .origin]
        if sites.contains(where: { $0 != "same-origin" }) { return false }
        let own = "\(isSecure ? "https" : "http")://\(request.head.authority ?? "")"
        if origins.contains(where: { $0.lowercased() != own.lowercased() }) { return false }
        return !mustSay || !sites.isEmpty || !origins.isEmpty
    }

    private static func hasWord(_ request: Request, _ word: String) -> Bool {
        let values = HTTPField.Name("x-weir-csrf").map { request.headers[values: $0] } ?? []
        guard values.count == 1 else { return false }
        let (given, wanted) = (Array(values[0].utf8), Array(word.utf8))
        guard given.count == wanted.count else { return false }
        return zip(given, wanted).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0
    }
}
