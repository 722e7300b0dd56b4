import Yams

/// Turns the file's bytes into a tree of values; the only place that knows the YAML library.
enum YAMLDocument {
    /// The largest file that is read, in bytes.
    static let maximumBytes = 1_048_576

    /// Parses one document, or throws what is wrong with the text; nil for a file without content.
    static func parse(_ bytes: [UInt8]) throws(Diagnostic) -> Value? {
        guard bytes.count <= maximumBytes else {
            throw Diagnostic(.error, at: .start, path: "", "the file is larger than \(maximumBytes) bytes")
        }
        let text = try decode(bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes[...])
        try TextScan.check(text)
        do {
            // Its own encoding and no resolver: otherwise an environment variable and pattern matching decide.
            let parser = try Parser(yaml: text, resolver: .basic, encoding: .utf8)
            return try parser.singleRoot().map { try value($0, depth: 0) }
        } catch let error as Diagnostic {
            throw error
        } catch {
            throw diagnostic(error)
        }
    }

    private static func decode(_ bytes: ArraySlice<UInt8>) throws(Diagnostic) -> String {
        if let text = String(validating: bytes, as: UTF8.self) { return text }
        var (line, column) = (1, 1)
        var source = bytes.makeIterator()
        var parser = UTF8.ForwardParser()
        while case .valid(let scalar) = parser.parseScalar(from: &source) {
            if scalar.first == 0x0A { (line, column) = (line + 1, 1) } else { column += 1 }
        }
        throw Diagnostic(.error, at: Position(line: line, column: column), path: "", "the text is not UTF-8")
    }

    private static func value(_ node: Node, depth: Int) throws(Diagnostic) -> Value {
        let position = place(node.mark)
        guard depth <= 2 * TextScan.maximumDepth else {
            throw Diagnostic(.error, at: position, path: "", "nested more than \(TextScan.maximumDepth) deep")
        }
        switch node {
        case .scalar(let scalar):
            let isQuoted = scalar.style == .singleQuoted || scalar.style == .doubleQuoted
            return Value(position: position, content: .scalar(scalar.string, isQuoted: isQuoted))
        case .sequence(let sequence):
            var items: [Value] = []
            for item in sequence { items.append(try value(item, depth: depth + 1)) }
            return Value(position: position, content: .list(items))
        case .mapping(let mapping):
            var members: [Value.Member] = []
            for pair in mapping { members.append(try member(pair.key, pair.value, depth: depth)) }
            return Value(position: position, content: .mapping(members))
        case .alias:
            throw Diagnostic(.error, at: position, path: "", "anchors and aliases are not allowed")
        }
    }

    private static func member(_ key: Node, _ node: Node, depth: Int) throws(Diagnostic) -> Value.Member {
        guard case .scalar(let name) = key else {
            throw Diagnostic(.error, at: place(key.mark), path: "", "a key must be text")
        }
        return Value.Member(
            key: name.string,
            position: place(key.mark),
            value: try value(node, depth: depth + 1)
        )
    }

    private static func place(_ mark: Mark?) -> Position {
        mark.map { Position(line: $0.line, column: $0.column) } ?? .start
    }

    private static func diagnostic(_ error: any Error) -> Diagnostic {
        guard let error = error as? YamlError else {
            return Diagnostic(.error, at: .start, path: "", "the text is not valid YAML")
        }
        switch error {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            return Diagnostic(.error, at: place(mark), path: "", "not valid YAML: \(problem)")
        case .duplicatedKeysInMapping(let names, let context):
            let listed = names.prefix(8).map { "\"\(Words.cut($0))\"" }.joined(separator: ", ")
            return Diagnostic(.error, at: place(context.mark), path: "", "written more than once here: \(listed)")
        default:
            return Diagnostic(.error, at: .start, path: "", "the text is not valid YAML")
        }
    }
}
