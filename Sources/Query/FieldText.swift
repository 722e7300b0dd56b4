/// Names of fields as people write them.
enum FieldText {
    /// What other tools call the fields.
    private static let others: [String: QueryField] = [
        "duration": .latency, "took": .latency, "total": .latency, "conversation": .conv, "conversation_id": .conv,
        "session": .conv, "request": .id, "request_id": .id, "code": .status, "status_code": .status,
        "error_type": .error, "since": .time, "from": .time, "date": .time, "timestamp": .time, "tokens": .inputTokens,
        "input": .inputTokens, "input_tokens": .inputTokens, "output": .outputTokens, "output_tokens": .outputTokens,
        "answer": .response, "completion": .response, "input_text": .prompt, "cache": .cached, "price": .cost,
        "first_token": .ttft, "api_key": .key, "key_name": .key, "enduser": .endUser, "org": .organisation,
        "tenant": .organisation,
        "organization": .organisation, "organisation_id": .organisation, "team_id": .team, "user_id": .user,
        "trace_id": .trace,
        "endpoint": .route, "path": .route, "result": .outcome, "streaming": .stream, "tools": .tool,
        "attempts": .attempt, "upstream": .provider, "reason": .attemptReason, "shadow": .shadowOf,
    ]

    /// The field of that name, or nil; `tag.` needs a name of 1 to 64 of `a-z 0-9 _ -` behind it.
    static func read(_ name: String) -> FieldName? {
        if name.hasPrefix("tag.") {
            let tag = name.dropFirst(4)
            return isTag(tag) ? FieldName(.tag, tag: String(tag)) : nil
        }
        guard let field = QueryField(rawValue: name), field != .tag else { return nil }
        return FieldName(field)
    }

    /// The name that was probably meant, or nil.
    static func nearest(to name: String) -> String? {
        let lower = name.lowercased()
        if read(lower) != nil { return lower }
        if let other = others[lower] { return other.rawValue }
        for prefix in ["tags.", "label.", "metadata."] where lower.hasPrefix(prefix) {
            let tag = lower.dropFirst(prefix.count)
            if isTag(tag) { return "tag.\(tag)" }
        }
        return Spelling.nearest(to: lower, among: QueryField.allCases.filter { $0 != .tag }.map(\.rawValue))
    }

    /// What is said of a name that no field has; `hint` is told where no other name is near.
    static func unknown(_ name: String, hint: String) -> ValueProblem {
        let shown = name.count <= 32 ? "`\(name)`" : "of this name"
        let nearest = nearest(to: name)
        return ValueProblem(
            .unknownField,
            "unknown field \(shown)" + (nearest == nil ? "; \(hint)" : ""),
            suggestion: nearest
        )
    }

    private static func isTag(_ name: Substring) -> Bool {
        1...64 ~= name.utf8.count
            && name.utf8.allSatisfy { byte in
                switch byte {
                case 0x61...0x7A, 0x30...0x39, 0x5F, 0x2D: true
                default: false
                }
            }
    }
}
