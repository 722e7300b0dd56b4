/// What figures are asked for.
extension RequestReader {
    private static let otherBuckets = [
        "1m": "minute", "60s": "minute", "m": "minute", "300s": "5m", "five_minutes": "5m", "1h": "hour", "60m": "hour",
        "h": "hour", "hourly": "hour", "1d": "day", "24h": "day", "d": "day", "daily": "day",
    ]

    /// `by`, `agg` and `bucket`, of which there is at least one.
    mutating func figures(_ members: [String: JSONNode]) -> HistoryRequest.Wanted? {
        let root = JSONPointer()
        let before = diagnostics.count
        let bucket = members["bucket"].flatMap { span($0, at: root.member("bucket")) }
        let fields: [Grouping] = names(of: members["by"], at: root.member("by")) { reader, name, pointer in
            reader.grouping(name, at: pointer)
        }
        let wanted: [Figure] = names(of: members["agg"], at: root.member("agg")) { reader, name, pointer in
            reader.figure(name, at: pointer)
        }
        order(members["order"], is: "-count", "the largest group comes first (`-count`); another order is reserved")
        if members["cursor"] != nil {
            refuse(.notAsked, root.member("cursor"), "figures have no pages", suggestion: "")
        }
        if bucket != nil, members["limit"] != nil {
            let message = "figures by spans of time come whole; narrow `time` down instead"
            refuse(.notAsked, root.member("limit"), message, suggestion: "")
        }
        let most = bucket == nil ? limit(members["limit"]) : nil
        guard before == diagnostics.count else { return nil }
        do throws(QueryRefusal) {
            let aggregation = try Aggregation(by: fields, bucket: bucket)
            return .figures(aggregation, wanted.isEmpty ? Figure.allCases : wanted, most: most)
        } catch {
            for problem in error.diagnostics { refuse(problem.code, root.member("by"), problem.message) }
            return nil
        }
    }

    private mutating func span(_ node: JSONNode, at pointer: JSONPointer) -> TimeBucket? {
        let words = TimeBucket.allCases.map(\.rawValue)
        let message = "`bucket` is one of \(words.map { "`\($0)`" }.joined(separator: ", "))"
        guard case .text(let text) = node else {
            refuse(.badShape, pointer, "\(message), not \(node.kind)")
            return nil
        }
        if let bucket = TimeBucket(rawValue: text) { return bucket }
        let lower = text.asciiLowercased
        let nearest = Self.otherBuckets[lower] ?? Spelling.nearest(to: lower, among: words)
        refuse(.badValue, pointer, message, suggestion: nearest)
        return nil
    }

    /// Words in an array, or in one string with commas between them; each once.
    private mutating func names<Value: Equatable>(
        of node: JSONNode?,
        at pointer: JSONPointer,
        _ read: (inout RequestReader, String, JSONPointer) -> Value?
    ) -> [Value] {
        var found: [(name: String, pointer: JSONPointer)] = []
        switch node {
        case nil: return []
        case .text(let text)?:
            found = text.split(separator: ",", omittingEmptySubsequences: false).prefix(64).map {
                (String($0), pointer)
            }
        case .list(let nodes)?:
            for (place, node) in nodes.prefix(64).enumerated() {
                guard case .text(let name) = node else {
                    refuse(.badShape, pointer.element(place), "a name is a string, not \(node.kind)")
                    continue
                }
                found.append((name, pointer.element(place)))
            }
        case .some(let node): refuse(.badShape, pointer, "names are an array of strings, not \(node.kind)")
        }
        var values: [Value] = []
        for entry in found {
            guard let value = read(&self, entry.name, entry.pointer) else { continue }
            guard !values.contains(value) else {
                refuse(.badShape, entry.pointer, "this name is there twice", suggestion: "")
                continue
            }
            values.append(value)
        }
        return values
    }

    private mutating func grouping(_ name: String, at pointer: JSONPointer) -> Grouping? {
        do throws(QueryRefusal) {
            return try Grouping(name)
        } catch {
            for problem in error.diagnostics {
                refuse(problem.code, pointer, problem.message, suggestion: problem.suggestion)
            }
            return nil
        }
    }

    private mutating func figure(_ name: String, at pointer: JSONPointer) -> Figure? {
        if let figure = Figure(rawValue: name) { return figure }
        let nearest = Figure.nearest(to: name)
        let all = Figure.allCases.map { "`\($0.rawValue)`" }.joined(separator: ", ")
        refuse(.notAsked, pointer, "there is no such figure; there are \(all)", suggestion: nearest)
        return nil
    }
}
