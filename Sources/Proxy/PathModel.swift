package import Dialects

/// A model that stands in a path, and the path around it.
package struct PathModel: Sendable {
    /// The model, decoded.
    package let name: String
    /// The path behind the provider's base path up to the model.
    let before: String
    /// The path behind the model.
    let after: String
    /// What the path says beside the model.
    package let facts: PathFacts

    /// Takes the model between two parts of a path as sent; nil when nothing stands there or it is not UTF-8.
    init?(
        _ written: some StringProtocol,
        before: String,
        after: String,
        isStream: Bool?,
        namePrefix: String? = nil
    ) {
        guard !written.isEmpty, let name = PathText.decoded(written) else { return nil }
        self.name = name
        self.before = before
        self.after = after
        facts = PathFacts(model: name, isStream: isStream, namePrefix: namePrefix)
    }

    /// The path behind the base path with another model in it.
    func rest(model: String) -> String {
        before + PathText.encoded(model) + after
    }
}

/// Text in a path or query: percent-encoded UTF-8.
enum PathText {
    /// The text that is meant; nil when it is not UTF-8, or where an escape is broken.
    static func decoded(_ written: some StringProtocol) -> String? {
        let bytes = Array(written.utf8)
        var text: [UInt8] = []
        text.reserveCapacity(bytes.count)
        var at = 0
        while at < bytes.count {
            guard bytes[at] == 0x25 else {
                text.append(bytes[at])
                at += 1
                continue
            }
            guard at + 2 < bytes.count, let high = ByteClass.hexValue(bytes[at + 1]),
                let low = ByteClass.hexValue(bytes[at + 2])
            else { return nil }
            text.append(UInt8(high << 4 | low))
            at += 3
        }
        return String(validating: text, as: UTF8.self)
    }

    /// One segment of a path: all but RFC 3986's unreserved characters as `%XX`.
    static func encoded(_ text: String) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        var written: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E: written.append(byte)
            default: written += [0x25, digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: written, as: UTF8.self)
    }
}
