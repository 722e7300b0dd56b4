import Exchange

/// Reads a question in JSON and gathers everything that is wrong with it.
struct RequestReader {
    let root: JSONNode
    let now: WallTime
    private let cursor: Cursor?
    private(set) var diagnostics: [RequestDiagnostic] = []

    init(_ root: JSONNode, now: WallTime) {
        self.root = root
        let cursor: Cursor? =
            if case .object(let members) = root,
                case .text(let text)? = members.first(where: { $0.name == "cursor" })?.value
            { Cursor(text) } else { nil }
        self.cursor = cursor
        self.now = cursor?.now ?? now
    }

    private static let names = ["filter", "by", "agg", "bucket", "order", "limit", "cursor"]

    /// The question; nil only where something was refused.
    mutating func request() -> HistoryRequest? {
        let pointer = JSONPointer()
        guard case .object(let all) = root else {
            refuse(.badShape, pointer, "a question is an object, not \(root.kind)")
            return nil
        }
        // What a program leaves open it may send as null.
        let members = known(all.filter { $0.value != .null }, Self.names, [:], at: pointer)
        let terms = members["filter"].map { filter($0, at: pointer.member("filter")) } ?? []
        let query = HistoryQuery(terms: terms, now: now, window: QueryWindow.of(terms, now: now))
        guard let wanted = wanted(members, of: query) else { return nil }
        return HistoryRequest(query: query, wanted: wanted)
    }

    private mutating func wanted(_ members: [String: JSONNode], of query: HistoryQuery) -> HistoryRequest.Wanted? {
        if members["by"] != nil || members["agg"] != nil || members["bucket"] != nil { return figures(members) }
        order(members["order"], is: "-time", "exchanges come the newest first (`-time`); another order is reserved")
        let limit = limit(members["limit"])
        guard let node = members["cursor"] else {
            return .page(limit: limit ?? HistoryRequest.defaultLimit, behind: nil)
        }
        let pointer = JSONPointer().member("cursor")
        guard case .text = node else {
            refuse(.badShape, pointer, "a cursor is a string, not \(node.kind)")
            return nil
        }
        guard let cursor else {
            refuse(.cursorMismatch, pointer, "the cursor is not one of weir's, or was changed")
            return nil
        }
        if diagnostics.isEmpty, !cursor.belongs(to: query) {
            refuse(.cursorMismatch, pointer, "the cursor belongs to another query")
        }
        return .page(limit: limit ?? HistoryRequest.defaultLimit, behind: cursor)
    }

    /// Refuses every order but the one there is.
    mutating func order(_ node: JSONNode?, is only: String, _ message: String) {
        guard let node, node != .text(only) else { return }
        refuse(.reserved, JSONPointer().member("order"), message, suggestion: only)
    }

    /// A whole number from 1 to the most of a page; nil where there is none.
    mutating func limit(_ node: JSONNode?) -> Int? {
        guard let node else { return nil }
        if case .number(let text) = node, let number = Int(text), 1...HistoryQuery.maximumPage ~= number {
            return number
        }
        let message = "a limit is a whole number from 1 to \(HistoryQuery.maximumPage)"
        refuse(.badValue, JSONPointer().member("limit"), message)
        return nil
    }

    // MARK: what is wrong

    private var isFull: Bool { diagnostics.count >= HistoryQuery.maximumTerms }

    /// Notes what is wrong at a place; of very many mistakes the first are told.
    mutating func refuse(
        _ code: QueryDiagnostic.Code,
        _ pointer: JSONPointer,
        _ message: String,
        suggestion: String? = nil
    ) {
        if isFull { return }
        diagnostics.append(RequestDiagnostic(code, pointer, message, suggestion: suggestion))
    }

    /// Notes what is wrong with the value of a place.
    mutating func refuse(_ problem: ValueProblem, at pointer: JSONPointer) {
        refuse(problem.code, pointer, problem.message, suggestion: problem.suggestion)
    }

    /// The members by name; refuses those of other names.
    mutating func known(
        _ members: [JSONNode.Member],
        _ names: [String],
        _ others: [String: String],
        at pointer: JSONPointer
    ) -> [String: JSONNode] {
        var found: [String: JSONNode] = [:]
        for member in members {
            guard !names.contains(member.name) else {
                found[member.name] = member.value
                continue
            }
            // What is not told needs no suggestion.
            guard !isFull else { break }
            let lower = member.name.asciiLowercased
            let nearest = others[lower] ?? Spelling.nearest(to: lower, among: names)
            let shown = names.map { "`\($0)`" }.joined(separator: ", ")
            refuse(
                .unknownMember,
                pointer.member(member.name),
                "there is no such member; there are \(shown)",
                suggestion: nearest ?? ""
            )
        }
        return found
    }
}
