import Exchange

/// A value on its way into the settings: what it is and what its path is.
struct Entry: Sendable {
    let path: String
    let value: Value

    /// The entry below under a key or name.
    func below(_ member: Value.Member) -> Entry {
        let name = Words.cut(member.key)
        return Entry(path: path.isEmpty ? name : "\(path).\(name)", value: member.value)
    }

    /// The entry at a place of a list.
    func item(_ index: Int, _ value: Value) -> Entry {
        Entry(path: "\(path)[\(index)]", value: value)
    }
}

/// One reading of one file: what it may refer to, what was found wrong, and where everything stood.
struct Reading {
    let references: References
    let kinds: [KnownKind]
    /// At most as many errors, and as many warnings, as are shown and one more.
    private(set) var findings: [Diagnostic] = []
    private var counts = (errors: 0, warnings: 0)
    private(set) var positions: [String: Position] = [:]
    /// The secrets that stand in the file itself.
    private(set) var literals: [LiteralSecret] = []

    init(references: References, kinds: [KnownKind]) {
        self.references = references
        self.kinds = kinds
    }

    /// True when more findings help nobody; costly suggestions are then left out.
    var isFull: Bool { counts.errors > Diagnostics.capacity }

    /// The kind of that name, or nil.
    func kind(_ name: String) -> KnownKind? {
        kinds.first { $0.name == name }
    }

    mutating func found(_ entry: Entry) {
        positions[entry.path] = entry.value.position
    }

    mutating func error(_ entry: Entry, _ message: String) {
        error(entry.path, at: entry.value.position, message)
    }

    mutating func error(at path: String, _ message: String) {
        error(path, at: position(of: path), message)
    }

    mutating func error(_ path: String, at position: Position, _ message: String) {
        guard !isFull else { return }
        counts.errors += 1
        findings.append(Diagnostic(.error, at: position, path: path, message))
    }

    mutating func warning(at path: String, _ message: String) {
        warning(path, at: position(of: path), message)
    }

    mutating func warning(_ path: String, at position: Position, _ message: String) {
        guard counts.warnings <= Diagnostics.capacity else { return }
        counts.warnings += 1
        findings.append(Diagnostic(.warning, at: position, path: path, message))
    }

    /// Notes a text that holds a secret, or may: one with a default behind a reference counts.
    mutating func noteLiteral(_ entry: Entry, _ text: String, isReference: Bool) {
        guard !isReference || text.contains(":-") else { return }
        literals.append(LiteralSecret(position: entry.value.position, path: entry.path, secret: Secret(text)))
    }

    /// Where a path stands in the file, or the nearest thing around it that does.
    private func position(of path: String) -> Position { Self.position(of: path, in: positions) }

    static func position(of path: String, in positions: [String: Position]) -> Position {
        var path = Substring(path)
        while !path.isEmpty {
            if let position = positions[String(path)] { return position }
            path = path[..<(path.lastIndex { $0 == "." || $0 == "[" } ?? path.startIndex)]
        }
        return .start
    }

    /// The members of a mapping; none for nothing, and none with an error for anything else.
    mutating func members(of entry: Entry) -> [Value.Member] {
        if entry.value.isNull { return [] }
        guard case .mapping(let members) = entry.value.content else {
            error(entry, "must be a mapping, not \(entry.value.kindInWords)")
            return []
        }
        return members
    }

    /// The items of a list; none for nothing, and none with an error for anything else or too many.
    mutating func items(of entry: Entry, atMost limit: Int) -> [Entry] {
        if entry.value.isNull { return [] }
        guard case .list(let items) = entry.value.content else {
            error(entry, "must be a list, not \(entry.value.kindInWords)")
            return []
        }
        guard items.count <= limit else {
            error(entry, "must not have more than \(limit) items")
            return []
        }
        return items.enumerated().map { entry.item($0.offset, $0.element) }
    }

    /// The scalar with its references replaced, or nil after an error.
    mutating func scalar(_ entry: Entry, _ expected: String) -> Value? {
        guard case .scalar(let text, _) = entry.value.content else {
            error(entry, "\(expected), not \(entry.value.kindInWords)")
            return nil
        }
        guard !entry.value.isNull else {
            error(entry, "has no value; \(expected), or take the key out")
            return nil
        }
        do {
            let expansion = try references.expand(text)
            guard expansion.isReference || text.contains("$${") else { return entry.value }
            guard let text = String(validating: expansion.bytes, as: UTF8.self), !text.utf8.contains(0) else {
                error(entry, "what the reference stands for is not UTF-8 text")
                return nil
            }
            return Value(position: entry.value.position, content: .scalar(text, isQuoted: false))
        } catch {
            self.error(entry, error.message)
            return nil
        }
    }

    /// The text of a scalar, 1 to 4096 bytes without control characters, or nil after an error.
    mutating func text(_ entry: Entry, _ expected: String = "must be text") -> String? {
        guard let value = scalar(entry, expected), case .scalar(let text, _) = value.content else { return nil }
        guard (1...4_096).contains(text.utf8.count), text.unicodeScalars.allSatisfy({ $0.value >= 0x20 }) else {
            error(entry, "\(expected) of 1 to 4096 bytes without control characters")
            return nil
        }
        return text
    }
}
