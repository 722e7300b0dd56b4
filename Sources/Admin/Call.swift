import Dialects
import Exchange
import HTTPTypes
import Hummingbird
import Storage

/// A request that was let in and read.
struct Call: Sendable {
    /// Who asks; nil at routes that are open.
    var who: Administrator?
    /// What stands in the path's places.
    var places: [String: String] = [:]
    /// The query, decoded.
    var query: [String: String] = [:]
    /// The body: an object of the route's shape, or null.
    var body = JSONValue.null
    /// The body as it came, where the route wants it so.
    var rawBody: [UInt8] = []
    /// The version that is to be changed; nil for any.
    var expecting: Int64?
    /// The headers.
    var headers: HTTPFields = [:]
    /// The address of whoever asks, without its port.
    var address = ""
    /// Which page is asked for.
    var page = PageAsk()
    /// Binds cursors to the question.
    var question = ""

    /// The id in the path.
    var id: String { places["id"] ?? "" }

    /// The administrator, where the route lets nobody else in.
    func administrator() throws(Problem) -> Administrator {
        guard let who else { throw .unauthorized }
        return who
    }
}

/// Who asks.
struct Administrator: Sendable {
    /// What was shown.
    enum Proof: Sendable {
        /// A token.
        case key
        /// A cookie with this value.
        case session(AdminSession, cookie: String)
    }

    let id: String
    let name: String
    let grant: AdminGrant
    let proof: Proof

    init(_ key: AdminKey) {
        id = key.id
        name = key.name
        grant = key.grant
        proof = .key
    }

    init(_ session: AdminSession, cookie: String) {
        id = session.account.id
        name = session.account.name
        grant = session.account.grant
        proof = .session(session, cookie: cookie)
    }

    /// The actor in the audit trail.
    var actor: AuditActor {
        switch proof {
        case .key: .key(id)
        case .session: .account(id)
        }
    }

    /// True when what is asked for is the organisation's own, or the whole house is.
    func sees(_ principals: Principals) -> Bool {
        grant.organisation == nil || principals.organisation?.id == grant.organisation
    }
}
