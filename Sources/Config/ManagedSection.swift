import Dialects

/// An entry of a section that does not stand in the file: it was made while weir ran.
package struct ManagedSection: Sendable, Hashable {
    /// The section of the file it would stand in, such as `providers`.
    package let section: String
    /// Its name there.
    package let name: String
    /// Its keys as a JSON object.
    package let json: String

    /// Puts an entry together.
    package init(section: String, name: String, json: String) {
        self.section = section
        self.name = name
        self.json = json
    }

    /// Its path, such as `providers.openai`.
    package var path: String { "\(section).\(Words.cut(name))" }
}

/// Puts entries that were made while weir ran beside those of the file.
struct ManagedMerge {
    private(set) var root: [Value.Member]
    /// The paths of the entries that were taken.
    private(set) var taken: Set<String> = []

    init(_ file: Value) {
        root = if case .mapping(let members) = file.content { members } else { [] }
    }

    /// Adds an entry, or tells why not; where the file has one of that name, the file's counts.
    mutating func add(_ entry: ManagedSection, _ reading: inout Reading) {
        guard let value = Self.value(entry.json) else {
            return reading.error(entry.path, at: .managed, "is no JSON object")
        }
        if let fault = Self.fault(of: value, depth: 0) { return reading.error(entry.path, at: .managed, fault) }
        if entry.section == "providers", case .mapping(let members) = value.content {
            if members.contains(where: { $0.key == "keys" }) {
                return reading.error("\(entry.path).keys", at: .managed, "keys are stored as credentials, not here")
            }
        }
        let member = Value.Member(key: entry.name, position: .managed, value: value)
        guard let place = root.firstIndex(where: { $0.key == entry.section }) else {
            taken.insert(entry.path)
            let section = Value(position: .managed, content: .mapping([member]))
            return root.append(Value.Member(key: entry.section, position: .managed, value: section))
        }
        let section = root[place]
        var members: [Value.Member] = []
        if case .mapping(let written) = section.value.content { members = written }
        guard !members.contains(where: { $0.key == entry.name }) else {
            let message = "stands in the file and among the managed entries; the file's counts"
            return reading.warning(entry.path, at: .managed, message)
        }
        taken.insert(entry.path)
        let merged = Value(position: section.value.position, content: .mapping(members + [member]))
        root[place] = Value.Member(key: section.key, position: section.position, value: merged)
    }

    /// Why the entry may not be kept, or nil: it comes over the network, so it reads no variable and no file.
    private static func fault(of value: Value, depth: Int) -> String? {
        guard depth < TextScan.maximumDepth else { return "nested more than \(TextScan.maximumDepth) deep" }
        switch value.content {
        case .scalar(let text, _):
            return text.contains("${") || text.hasPrefix("file:") ? "a managed entry holds no reference" : nil
        case .list(let items): return items.lazy.compactMap { fault(of: $0, depth: depth + 1) }.first
        case .mapping(let members):
            for member in members {
                if member.key == "proxy", case .scalar(let text, _) = member.value.content, text.contains("@") {
                    return "a managed entry holds no password; put a proxy with one into the file"
                }
                if let fault = fault(of: member.value, depth: depth + 1) { return fault }
            }
            return nil
        }
    }

    private static func value(_ json: String) -> Value? {
        guard let parsed = try? JSONValue(parsing: Array(json.utf8)), parsed.members != nil else { return nil }
        return value(parsed)
    }

    private static func value(_ json: JSONValue) -> Value {
        let content: Value.Content =
            switch json {
            case .null: .scalar("", isQuoted: false)
            case .bool(let flag): .scalar(flag ? "true" : "false", isQuoted: false)
            case .integer(let number): .scalar(String(number), isQuoted: false)
            case .number(let text): .scalar(text, isQuoted: false)
            case .string(let text): .scalar(text, isQuoted: true)
            case .array(let elements): .list(elements.map(value))
            case .object(let members):
                .mapping(members.map { Value.Member(key: $0.name, position: .managed, value: value($0.value)) })
            }
        return Value(position: .managed, content: content)
    }
}
