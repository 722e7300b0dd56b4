import HTTPTypes
import Storage

/// One way into the operators' listener: everything that router, authorization and document need to know of it.
struct AdminRoute: Sendable {
    /// Who may come in; there is no route without it.
    enum Access: Sendable, Hashable {
        /// Everybody.
        case open
        /// Everybody, to log in.
        case login
        /// Every administrator.
        case anybody
        /// Administrators with the role and the scope; those of one organisation where `isShared`.
        case grant(AdminRole, AdminScope, isShared: Bool)
    }

    /// A parameter of the query.
    struct Parameter: Sendable {
        let name: String
        let shape: Shape
        let about: String
    }

    /// What it answers when all is well.
    enum Answer: Sendable {
        case text
        case thing(Shape)
        case made(Shape)
        case page(Shape)
        case nothing
    }

    let method: HTTPRequest.Method
    let path: PathTemplate
    let access: Access
    /// Its name in the document, such as `createKey`.
    let name: String
    let about: String
    var query: [Parameter] = []
    /// What the body must look like; nil for none.
    var body: Shape?
    /// True where the body is handed on as it came.
    var takesRawBody = false
    /// The most bytes of a body.
    var mostBytes = 65_536
    /// True where `If-Match` must say which version is changed.
    var needsVersion = false
    /// True where it makes something new, so that `Idempotency-Key` is heeded.
    var makesAnew = false
    var answer: Answer
    /// What it may be refused with beside what all may be.
    var problems: [ProblemCode] = []
    let handle: @Sendable (Call) async throws -> Reply

    init(
        _ method: HTTPRequest.Method,
        _ path: String,
        _ access: Access,
        _ name: String,
        _ about: String,
        answer: Answer,
        handle: @escaping @Sendable (Call) async throws -> Reply
    ) {
        self.method = method
        self.path = PathTemplate(path)
        self.access = access
        self.name = name
        self.about = about
        self.answer = answer
        self.handle = handle
    }

    /// The same with something else about it.
    func with(_ change: (inout AdminRoute) -> Void) -> AdminRoute {
        var route = self
        change(&route)
        return route
    }
}

extension AdminRoute.Access {
    /// Access for administrators of the whole house.
    static func house(_ role: AdminRole, _ scope: AdminScope) -> Self { .grant(role, scope, isShared: false) }

    /// Access for administrators of the whole house and those of one organisation, who see what is theirs.
    static func shared(_ role: AdminRole, _ scope: AdminScope) -> Self { .grant(role, scope, isShared: true) }
}
