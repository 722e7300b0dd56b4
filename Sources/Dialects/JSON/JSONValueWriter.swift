extension JSONValue {
    /// The compact text: no blanks, no escapes but the needed ones.
    ///
    /// With `sortedKeys` it is the canonical form: members in the order of their names' UTF-8, of
    /// repeated names only the last.
    package func bytes(sortedKeys: Bool = false) -> [UInt8] {
        var bytes: [UInt8] = []
        append(to: &bytes, sortedKeys: sortedKeys)
        return bytes
    }

    /// Appends the compact text; see `bytes(sortedKeys:)`.
    package func append(to bytes: inout [UInt8], sortedKeys: Bool = false) {
        switch self {
        case .null: bytes.append(contentsOf: "null".utf8)
        case .bool(let flag): bytes.append(contentsOf: (flag ? "true" : "false").utf8)
        case .integer(let number): bytes.append(contentsOf: String(number).utf8)
        case .number(let text): bytes.append(contentsOf: text.utf8)
        case .string(let text): bytes.appendJSONString(text)
        case .array(let elements):
            bytes.append(UInt8(ascii: "["))
            for (index, element) in elements.enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                element.append(to: &bytes, sortedKeys: sortedKeys)
            }
            bytes.append(UInt8(ascii: "]"))
        case .object(let members):
            bytes.append(UInt8(ascii: "{"))
            for (index, member) in (sortedKeys ? Self.sorted(members) : members).enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                bytes.appendJSONString(member.name)
                bytes.append(UInt8(ascii: ":"))
                member.value.append(to: &bytes, sortedKeys: sortedKeys)
            }
            bytes.append(UInt8(ascii: "}"))
        }
    }

    /// Sorts by the bytes of the names, since the order of Swift strings follows Unicode equivalence.
    private static func sorted(_ members: [Member]) -> [Member] {
        let places = members.indices.sorted { left, right in
            let first = members[left].name.utf8
            let second = members[right].name.utf8
            if first.elementsEqual(second) { return left < right }
            return first.lexicographicallyPrecedes(second)
        }
        var result: [Member] = []
        result.reserveCapacity(members.count)
        for place in places {
            let member = members[place]
            if let last = result.last, last.name.utf8.elementsEqual(member.name.utf8) { result.removeLast() }
            result.append(member)
        }
        return result
    }
}
