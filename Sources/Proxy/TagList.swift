package import Exchange

/// The caller's own labels, from the header `x-weir-tags: env=prod, team=search`.
package enum TagList {
    /// The most tags of one request.
    package static let most = 16

    /// Reads the header's value; what has another form is left out, and the first of two tags of one name stands.
    ///
    /// A name is 1 to 64 of `a-z 0-9 _ - .`, upper case being taken as lower; a value is 1 to 128 bytes of visible
    /// ASCII and blanks. What looks like a secret is taken out.
    package static func read(_ text: String) -> [Tag] {
        var tags: [Tag] = []
        for item in text.utf8.split(separator: 0x2C, maxSplits: 255) {
            guard tags.count < most else { break }
            guard let tag = tag(item), !tags.contains(where: { $0.name == tag.name }) else { continue }
            tags.append(tag)
        }
        return tags
    }

    private static func tag(_ item: Substring.UTF8View.SubSequence) -> Tag? {
        guard let sign = item.firstIndex(of: 0x3D) else { return nil }
        let name = trimmed(item[..<sign]).map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
        let value = trimmed(item[item.index(after: sign)...])
        guard (1...64).contains(name.count), name.allSatisfy(isOfName), (1...128).contains(value.count),
            value.allSatisfy({ (0x20...0x7E).contains($0) })
        else { return nil }
        let said = Scrubber.scrub(String(decoding: value, as: UTF8.self))
        return Tag(name: Scrubber.scrub(String(decoding: name, as: UTF8.self)), value: said)
    }

    private static func trimmed(_ bytes: Substring.UTF8View.SubSequence) -> [UInt8] {
        let isBlank = { (byte: UInt8) in byte == 0x20 || byte == 0x09 }
        var kept = Array(bytes.drop(while: isBlank))
        while let last = kept.last, isBlank(last) { kept.removeLast() }
        return kept
    }

    private static func isOfName(_ byte: UInt8) -> Bool {
        (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) || byte == 0x5F || byte == 0x2D || byte == 0x2E
    }
}
