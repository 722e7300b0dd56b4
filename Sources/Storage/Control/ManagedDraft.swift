import Dialects
import Exchange

/// An entry of the configuration as somebody wants it to be from now on.
package struct ManagedDraft: Sendable, Hashable {
    /// What it is.
    package var kind: ManagedKind
    /// Its name.
    package var name: String
    /// The keys that its section of the file has, as a JSON object.
    package var json: String

    /// Makes a draft.
    package init(_ kind: ManagedKind, _ name: String, json: String) {
        self.kind = kind
        self.name = name
        self.json = json
    }

    /// The JSON in one form, without blanks; throws where it is none that may be kept.
    ///
    /// What the keys mean is not looked at here. Secrets are refused by what they look like and where they stand.
    func checked() throws(StorageError) -> String {
        guard (1...256).contains(name.utf8.count),
            name.unicodeScalars.allSatisfy({ $0.value > 0x20 && $0.value != 0x7F })
        else { throw .name("a name has 1 to 256 bytes without blanks and control characters") }
        guard json.utf8.count <= ManagedBounds.entryBytes else {
            throw .bound("the JSON of an entry has at most \(ManagedBounds.entryBytes) bytes")
        }
        guard let value = try? JSONValue(parsing: Array(json.utf8)), let members = value.members else {
            throw .name("the \(kind.rawValue) \(name) is no JSON object")
        }
        guard Self.hasUniqueNames(value) else {
            throw .name("the \(kind.rawValue) \(name) has a member more than once")
        }
        guard kind != .provider || !members.contains(where: { $0.name == "keys" }) else {
            throw .name("the keys of a provider are stored sealed, as credentials; the entry has none")
        }
        let text = String(decoding: value.bytes(), as: UTF8.self)
        guard Scrubber.scrub(text) == text, Scrubber.scrub(name) == name else {
            throw .name("the \(kind.rawValue) holds what looks like a secret; secrets are stored as credentials only")
        }
        return text
    }

    private static func hasUniqueNames(_ value: JSONValue) -> Bool {
        if let elements = value.elements { return elements.allSatisfy(hasUniqueNames) }
        guard let members = value.members else { return true }
        return Set(members.map(\.name)).count == members.count && members.allSatisfy { hasUniqueNames($0.value) }
    }
}
