import Dialects
import HTTPTypes
import Hummingbird
import Storage

/// Reads what was sent to a route, strictly: what is unknown, doubled, too large or of another type is refused.
struct CallReading: Sendable {
    let cursor: Cursor
    /// How long a body may take.
    let bodyTime: Duration

    func read(_ request: Request, for route: AdminRoute, query: Substring) async throws -> Call {
        var call = Call()
        call.headers = request.headers
        if route.access == .open { return call }
        call.query = try Self.query(query, route.allParameters)
        try readPage(of: route, into: &call)
        if route.needsVersion { call.expecting = try VersionTag.expected(request.headers[values: .ifMatch]) }
        guard route.body != nil || route.takesRawBody else {
            // Nothing is expected here; what comes all the same is only counted.
            _ = try await body(of: request, most: route.mostBytes)
            return call
        }
        try Self.checkType(request, route)
        call.rawBody = try await body(of: request, most: route.mostBytes)
        if let shape = route.body { call.body = try Self.value(call.rawBody, shape) }
        return call
    }

    private func readPage(of route: AdminRoute, into call: inout Call) throws(Problem) {
        guard case .page = route.answer else { return }
        let rest = call.query.filter { $0.key != "cursor" && $0.key != "limit" }.sorted { $0.key < $1.key }
        call.question = route.path.text + "?" + rest.map { "\($0.key)=\($0.value)" }.joined(separator: "&")
        call.page.limit = call.query["limit"].flatMap { Int($0) } ?? 50
        if let text = call.query["cursor"] { call.page.after = try cursor.place(text, of: call.question) }
    }

    private static func query(_ text: Substring, _ known: [AdminRoute.Parameter]) throws(Problem) -> [String: String] {
        var values: [String: String] = [:]
        var mistakes: [Mistake] = []
        for pair in text.split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let name = String(parts[0])
            guard let parameter = known.first(where: { $0.name == name }) else {
                mistakes.append(Mistake(String(name.prefix(64)), "unknown_parameter", "there is no such parameter"))
                continue
            }
            guard let value = PathTemplate.unescaped(parts.count > 1 ? parts[1] : "") else {
                mistakes.append(Mistake(name, "escape", "is escaped in a way that no text is"))
                continue
            }
            if values.updateValue(value, forKey: name) != nil {
                mistakes.append(Mistake(name, "twice", "is given twice"))
            }
            mistakes += parameter.shape.mistakes(in: Self.value(value, parameter.shape), at: name)
        }
        guard mistakes.isEmpty else { throw Problem(.invalidParameter, mistakes: mistakes) }
        return values
    }

    /// A parameter as JSON; digits are a number where one is wanted.
    private static func value(_ text: String, _ shape: Shape) -> JSONValue {
        guard case .integer = shape else { return .string(text) }
        guard (1...18).contains(text.utf8.count), text.utf8.allSatisfy({ 0x30...0x39 ~= $0 }), let number = Int64(text)
        else { return .string(text) }
        return .integer(number)
    }

    private static func checkType(_ request: Request, _ route: AdminRoute) throws(Problem) {
        // What asks the history took any type from the start.
        if route.takesRawBody { return }
        let types = request.headers[values: .contentType]
        let type = types.first?.prefix { $0 != ";" }.lowercased().filter { $0 != " " }
        let taken = ["application/json"] + (route.method == .patch ? ["application/merge-patch+json"] : [])
        guard types.count == 1, let type, taken.contains(type), request.headers[.contentEncoding] == nil else {
            throw Problem(.unsupportedMedia)
        }
    }

    private static func value(_ bytes: [UInt8], _ shape: Shape) throws(Problem) -> JSONValue {
        let value: JSONValue
        do {
            value = try JSONValue(parsing: bytes)
        } catch {
            throw Problem(.invalidJSON, "the body is no JSON text: \(error.reason) at byte \(error.offset)")
        }
        if let name = value.repeatedName(depth: 0) {
            throw Problem(.invalidJSON, mistakes: [Mistake("#" + name, "twice", "is given twice")])
        }
        let mistakes = shape.mistakes(in: value)
        guard mistakes.isEmpty else { throw Problem(.invalidBody, mistakes: mistakes) }
        return value
    }

    /// The whole body, within its time.
    private func body(of request: Request, most: Int) async throws -> [UInt8] {
        if let length = request.headers[.contentLength].flatMap({ Int($0) }), length > most {
            throw Problem(.bodyTooLarge, "the body has at most \(most / 1_024) KiB")
        }
        let bodyTime = bodyTime
        return try await withThrowingTaskGroup(of: [UInt8].self) { group in
            group.addTask {
                var bytes: [UInt8] = []
                for try await piece in request.body {
                    guard bytes.count + piece.readableBytes <= most else {
                        throw Problem(.bodyTooLarge, "the body has at most \(most / 1_024) KiB")
                    }
                    bytes += piece.readableBytesView
                }
                try Task.checkCancellation()
                return bytes
            }
            group.addTask {
                try await Task.sleep(for: bodyTime)
                throw Problem(.requestTimeout)
            }
            defer { group.cancelAll() }
            return try await group.next() ?? []
        }
    }
}

extension JSONValue {
    /// The pointer of a member whose name its object has twice; nil when there is none.
    func repeatedName(depth: Int) -> String? {
        switch self {
        case .array(let elements):
            for (place, element) in elements.enumerated() {
                if let found = element.repeatedName(depth: depth + 1) { return "/\(place)" + found }
            }
        case .object(let members):
            var names: Set<[UInt8]> = []
            for member in members {
                guard names.insert(Array(member.name.utf8)).inserted else { return Shape.step(member.name) }
                if let found = member.value.repeatedName(depth: depth + 1) { return Shape.step(member.name) + found }
            }
        case .null, .bool, .integer, .number, .string: break
        }
        return nil
    }
}

extension AdminRoute {
    /// The parameters of its query, with those that every list has.
    var allParameters: [Parameter] {
        guard case .page = answer else { return query }
        return query + [
            Parameter(name: "limit", shape: .integer(1...200), about: "The most entries of the page; 50 without it."),
            Parameter(
                name: "cursor",
                shape: .text(.printable(512)),
                about: "`next_cursor` of the page before; nothing else may change between the two."
            ),
        ]
    }
}
