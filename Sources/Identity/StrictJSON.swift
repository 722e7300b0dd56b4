import Dialects

/// A JSON object read so that every reader must read the same: no name twice, at any depth.
struct StrictJSON {
    /// Why a text is not taken.
    enum Fault: Error {
        /// It is no JSON, or the JSON is no object.
        case notAnObject
        /// An object has a name twice.
        case duplicateName
        /// It is deeper than 16 or an object has more than 64 members.
        case tooComplex
    }

    /// The most objects and arrays within one another.
    static let deepest = 16
    /// The most members of one object; the search for duplicates is quadratic in it.
    static let mostMembers = 64

    let members: [JSONValue.Member]

    /// Reads an object; the text's length is the caller's to bound.
    init(_ bytes: [UInt8]) throws(Fault) {
        let value: JSONValue
        do {
            value = try JSONValue(parsing: bytes)
        } catch {
            throw error.reason == .tooDeep || error.reason == .tooMany ? .tooComplex : .notAnObject
        }
        guard let members = value.members else { throw .notAnObject }
        try Self.check(value, depth: 1)
        self.members = members
    }

    /// Makes an object of one that was checked with the text around it.
    init(checked members: [JSONValue.Member]) {
        self.members = members
    }

    /// The value with exactly this name.
    subscript(name: String) -> JSONValue? {
        members.first { $0.name.isExactly(name) }?.value
    }

    private static func check(_ value: JSONValue, depth: Int) throws(Fault) {
        switch value {
        case .array(let elements):
            guard depth <= deepest else { throw .tooComplex }
            for element in elements { try check(element, depth: depth + 1) }
        case .object(let members):
            guard depth <= deepest, members.count <= mostMembers else { throw .tooComplex }
            for (place, member) in members.enumerated() {
                guard !members[..<place].contains(where: { $0.name.isExactly(member.name) }) else {
                    throw .duplicateName
                }
                try check(member.value, depth: depth + 1)
            }
        case .null, .bool, .integer, .number, .string: break
        }
    }
}
