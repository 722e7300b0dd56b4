/// A path with places for names, such as `/api/v1/keys/{id}:rotate`.
///
/// It is compared with the raw path: what is escaped, doubled or relative in it is another path. Only a place takes
/// percent escapes, of which none may be a slash, a control character or what is no UTF-8.
struct PathTemplate: Sendable, Hashable {
    /// The template.
    let text: String
    private let parts: [Part]

    private enum Part: Sendable, Hashable {
        case word(String)
        case place(String, verb: String)
    }

    init(_ text: String) {
        self.text = text
        parts = text.split(separator: "/", omittingEmptySubsequences: false).map { part in
            guard part.hasPrefix("{"), let end = part.firstIndex(of: "}") else { return .word(String(part)) }
            return .place(String(part.dropFirst().prefix { $0 != "}" }), verb: String(part[part.index(after: end)...]))
        }
    }

    /// The names of the places.
    var places: [String] {
        parts.compactMap { part in
            if case .place(let name, _) = part { name } else { nil }
        }
    }

    /// What stands in the places of a path; nil for another path.
    func match(_ path: String) -> [String: String]? {
        let found = path.split(separator: "/", omittingEmptySubsequences: false)
        guard found.count == parts.count else { return nil }
        var values: [String: String] = [:]
        for (part, text) in zip(parts, found) {
            switch part {
            case .word(let word): guard text == word else { return nil }
            case .place(let name, let verb):
                guard text.hasSuffix(verb), text.utf8.count > verb.utf8.count,
                    let value = Self.decoded(text.dropLast(verb.count))
                else { return nil }
                // A verb that the template does not have is another route's.
                if verb.isEmpty, value.contains(":"), name == "id" { return nil }
                values[name] = value
            }
        }
        return values
    }

    /// A text without its percent escapes; nil where they hide what no name has.
    static func decoded(_ text: some StringProtocol) -> String? {
        guard let value = unescaped(text) else { return nil }
        return value.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F && $0 != 0x2F } ? value : nil
    }

    /// A text without its percent escapes; nil where they are none, or no UTF-8.
    static func unescaped(_ text: some StringProtocol) -> String? {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            guard byte == 0x25 else {
                bytes.append(byte)
                continue
            }
            guard let high = rest.popFirst().flatMap(digit), let low = rest.popFirst().flatMap(digit) else {
                return nil
            }
            bytes.append(high << 4 | low)
        }
        return String(validating: bytes, as: UTF8.self)
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x41...0x46: byte - 0x41 + 10
        case 0x61...0x66: byte - 0x61 + 10
        default: nil
        }
    }
}
