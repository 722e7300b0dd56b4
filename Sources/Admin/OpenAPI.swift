import Dialects
import HTTPTypes
import Storage

/// The API's document (OpenAPI 3.1.0), made of the table of routes, so that it says what the listener does.
struct OpenAPI {
    let routes: [AdminRoute]
    let version: String

    private typealias Member = JSONValue.Member

    /// The document.
    var document: JSONValue {
        var schemas = SchemaBook()
        let paths = paths(&schemas)
        _ = schemas.schema(Shapes.problem)
        return [
            "openapi": "3.1.0",
            "info": [
                "title": "weir admin API", "version": .string(version),
                "description": "Who may do what, and how the house is. Inside v1 only additions are made.",
                "license": ["name": "Apache-2.0", "identifier": "Apache-2.0"],
            ],
            "servers": [["url": "/"]],
            "security": [["token": []], ["session": []]],
            "paths": .object(paths),
            "components": [
                "securitySchemes": [
                    "token": ["type": "http", "scheme": "bearer", "description": "An admin token, wr_adm_."],
                    "session": [
                        "type": "apiKey", "in": "cookie", "name": "__Host-weir",
                        "description": "A session; changes need X-Weir-CSRF beside it.",
                    ],
                ],
                "schemas": .object(schemas.members),
            ],
        ]
    }

    private func paths(_ schemas: inout SchemaBook) -> [JSONValue.Member] {
        var paths: [JSONValue.Member] = []
        for route in routes {
            let operation = Member(route.method.rawValue.lowercased(), operation(route, &schemas))
            if let place = paths.firstIndex(where: { $0.name == route.path.text }) {
                paths[place].value = .object((paths[place].value.members ?? []) + [operation])
            } else {
                paths.append(Member(route.path.text, .object([operation])))
            }
        }
        return paths
    }

    private func operation(_ route: AdminRoute, _ schemas: inout SchemaBook) -> JSONValue {
        var members: [JSONValue.Member] = [
            Member("operationId", .string(route.name)), Member("summary", .string(route.about)),
        ]
        switch route.access {
        case .open, .login: members.append(Member("security", []))
        case .anybody: break
        case .grant(let role, let scope, let isShared):
            let whom = isShared ? "" : " of the whole house"
            let text = "Needs the role `\(role.rawValue)` and the scope `\(scope.rawValue)`\(whom)."
            members.append(Member("description", .string(text)))
            members.append(Member("x-weir-role", .string(role.rawValue)))
            members.append(Member("x-weir-scope", .string(scope.rawValue)))
        }
        let parameters = parameters(of: route, &schemas)
        if !parameters.isEmpty { members.append(Member("parameters", .array(parameters))) }
        if let body = requestBody(of: route, &schemas) { members.append(Member("requestBody", body)) }
        members.append(Member("responses", .object(responses(of: route, &schemas))))
        return .object(members)
    }

    private func requestBody(of route: AdminRoute, _ schemas: inout SchemaBook) -> JSONValue? {
        if route.takesRawBody {
            return ["required": false, "content": ["application/json": ["schema": ["type": "object"]]]]
        }
        guard let body = route.body else { return nil }
        let schema: JSONValue = ["schema": schemas.schema(body)]
        let patch = route.method == .patch ? [Member("application/merge-patch+json", schema)] : []
        return ["required": true, "content": .object([Member("application/json", schema)] + patch)]
    }

    private func parameters(of route: AdminRoute, _ schemas: inout SchemaBook) -> [JSONValue] {
        func parameter(_ name: String, _ place: String, _ schema: JSONValue, _ about: String, isNeeded: Bool)
            -> JSONValue
        {
            [
                "name": .string(name), "in": .string(place), "required": .bool(isNeeded), "schema": schema,
                "description": .string(about),
            ]
        }
        var all = route.path.places.map { name in
            parameter(name, "path", ["type": "string", "minLength": 1], "Which one.", isNeeded: true)
        }
        for query in route.access == .open ? [] : route.allParameters {
            let isNeeded = query.about.hasSuffix("; needed.")
            all.append(parameter(query.name, "query", schemas.schema(query.shape), query.about, isNeeded: isNeeded))
        }
        if route.needsVersion {
            let schema: JSONValue = ["type": "string", "pattern": .string(VersionTag.pattern)]
            all.append(parameter("If-Match", "header", schema, "The ETag of what is changed, or `*`.", isNeeded: true))
        }
        if route.makesAnew {
            let schema: JSONValue = ["type": "string", "pattern": "^[!-~]{1,255}$"]
            let about = "A word of the sender's: the same one within 24 hours gets the same answer."
            all.append(parameter("Idempotency-Key", "header", schema, about, isNeeded: false))
        }
        return all
    }

    private func responses(of route: AdminRoute, _ schemas: inout SchemaBook) -> [JSONValue.Member] {
        var responses = [good(route, &schemas)]
        let statuses = Set(Self.problems(of: route).map(\.status)).sorted()
        for status in statuses {
            let codes = Self.problems(of: route).filter { $0.status == status }.map { "`\($0.rawValue)`" }
            let problem: JSONValue = ["$ref": "#/components/schemas/Problem"]
            responses.append(
                Member(
                    "\(status)",
                    [
                        "description": .string(codes.joined(separator: ", ")),
                        "content": ["application/problem+json": ["schema": problem]],
                    ]
                )
            )
        }
        return responses
    }

    private func good(_ route: AdminRoute, _ schemas: inout SchemaBook) -> JSONValue.Member {
        func json(_ schema: JSONValue, _ about: String) -> JSONValue {
            ["description": .string(about), "content": ["application/json": ["schema": schema]]]
        }
        switch route.answer {
        case .text: return Member("200", ["description": "The text."])
        case .nothing: return Member("204", ["description": "Done."])
        case .thing(let shape): return Member("200", json(schemas.schema(shape), "As it is."))
        case .made(let shape): return Member("201", json(schemas.schema(shape), "Made; see `Location`."))
        case .page(let shape):
            let page: JSONValue = [
                "type": "object", "required": ["data", "page"],
                "properties": [
                    "data": ["type": "array", "items": schemas.schema(shape)],
                    "page": [
                        "type": "object", "required": ["next_cursor", "limit"],
                        "properties": ["next_cursor": ["type": ["string", "null"]], "limit": ["type": "integer"]],
                    ],
                ],
            ]
            return Member("200", json(page, "A page."))
        }
    }

    /// Everything a route may be refused with.
    static func problems(of route: AdminRoute) -> [ProblemCode] {
        if route.access == .open { return [] }
        var codes: [ProblemCode] = [.invalidRequest, .invalidParameter, .internalError, .overloaded] + route.problems
        if route.access != .login { codes += [.authInvalid, .twoCredentials] }
        if case .grant = route.access { codes.append(.forbidden) }
        if route.method != .get { codes += [.csrfRefused, .bodyTooLarge, .requestTimeout] }
        if route.body != nil { codes += [.invalidJSON, .invalidBody, .unsupportedMedia] }
        if case .page = route.answer { codes += [.cursorInvalid, .cursorMismatch] }
        if route.needsVersion { codes += [.versionMismatch, .versionRequired] }
        if route.makesAnew {
            codes += [.idempotencyRunning, .idempotencyUnknown, .idempotencyMismatch, .conflict]
        }
        return ProblemCode.allCases.filter(codes.contains)
    }
}
