package import Exchange

/// A secret that stands in the file itself, and where.
package struct LiteralSecret: Sendable {
    /// Where it begins.
    package let position: Position
    /// The path of its key.
    package let path: String
    /// What stands there, without quotes.
    package let secret: Secret
}

/// A file's text whose literal secrets were taken out, so that it can be kept.
///
/// In the place of each stands a mark that tells only whether a secret is the same one.
package struct LiteralSecrets: Sendable {
    /// What a mark begins with; the rest are hex digits.
    package static let sign = "weir-literal:"

    /// The text with a mark for each secret; what else looks like a secret is taken out too.
    package let text: String
    /// The secrets as they stand in the file, by their marks.
    private let tokens: [String: Secret]

    /// Takes the secrets out; `mark` makes hex digits of a secret under a key that nobody outside knows.
    package init(of bytes: [UInt8], _ literals: [LiteralSecret], mark: (Secret) -> String) {
        var scalars = Array(String(decoding: bytes, as: UTF8.self).unicodeScalars)
        if scalars.first == "\u{FEFF}" { scalars.removeFirst() }
        let starts = [0] + scalars.indices.filter { scalars[$0] == "\n" }.map { $0 + 1 }
        var tokens: [String: Secret] = [:]
        for literal in literals.sorted(by: { $0.position > $1.position }) {
            let position = literal.position
            guard position.line >= 1, position.line <= starts.count else { continue }
            let start = starts[position.line - 1] + position.column - 1
            guard scalars.indices.contains(start) else { continue }
            let end = Self.end(of: scalars, from: start, literal.secret.count)
            var token: [UInt8] = []
            for scalar in scalars[start..<end] { token += Array(String(scalar).utf8) }
            let name = Self.sign + mark(literal.secret)
            tokens[name] = Secret(copying: token)
            scalars.replaceSubrange(start..<end, with: "\"\(name)\"".unicodeScalars)
        }
        var text = String.UnicodeScalarView()
        text.append(contentsOf: scalars)
        self.text = Scrubber.scrub(String(text))
        self.tokens = tokens
    }

    /// True for a mark that stands where a secret stood.
    package static func isMark(_ secret: Secret) -> Bool {
        secret.withBytes { $0.starts(with: sign.utf8) }
    }

    /// The hex digits of a mark, or nil for any other secret.
    package static func digits(of secret: Secret) -> String? {
        guard isMark(secret) else { return nil }
        return secret.withBytes { String(decoding: $0.dropFirst(sign.utf8.count), as: UTF8.self) }
    }

    /// Puts this file's secrets back into an older text.
    ///
    /// - Throws: `missing` with how many secrets of that text the present file does not have any more.
    package func restored(in older: String) throws(Missing) -> [UInt8] {
        var rest = Substring(older)
        var result: [UInt8] = []
        var missing = 0
        let opening = "\"\(Self.sign)"
        while let found = Self.range(of: opening, in: rest) {
            result += Array(rest[..<found.lowerBound].utf8)
            let tail = rest[found.upperBound...]
            let digits = tail.prefix { $0.isHexDigit && $0.isASCII }
            if let token = tokens[Self.sign + digits], tail[digits.endIndex...].hasPrefix("\"") {
                token.withBytes { result += Array($0) }
            } else {
                missing += 1
            }
            rest = tail[digits.endIndex...].dropFirst()
        }
        guard missing == 0 else { throw Missing(count: missing) }
        return result + Array(rest.utf8)
    }

    /// Secrets that stood in an older file and are not in the present one.
    package struct Missing: Error, Sendable, Hashable, CustomStringConvertible {
        /// How many.
        package let count: Int

        /// Makes a count.
        package init(count: Int) { self.count = count }

        /// The reason as a sentence for the operator.
        package var description: String {
            "\(count) of the secrets that stood in that file are not in the present one; put references in their place"
        }
    }

    /// Where a scalar ends: behind its closing quote, or after as many bytes as the plain text has.
    private static func end(of scalars: [Unicode.Scalar], from start: Int, _ bytes: Int) -> Int {
        let quote = scalars[start]
        guard quote == "\"" || quote == "'" else {
            var (index, left) = (start, bytes)
            while index < scalars.count, left > 0, scalars[index] != "\n" {
                left -= UTF8.width(scalars[index])
                index += 1
            }
            return index
        }
        var index = start + 1
        while index < scalars.count {
            if quote == "\"", scalars[index] == "\\" {
                index += 2
            } else if scalars[index] == quote {
                guard quote == "'", index + 1 < scalars.count, scalars[index + 1] == "'" else { return index + 1 }
                index += 2
            } else {
                index += 1
            }
        }
        return scalars.count
    }

    private static func range(of word: String, in text: Substring) -> Range<Substring.Index>? {
        var place = text.startIndex
        while place < text.endIndex {
            if text[place...].utf8.starts(with: word.utf8) {
                return place..<text.utf8.index(place, offsetBy: word.utf8.count)
            }
            guard let next = text[text.utf8.index(after: place)...].utf8.firstIndex(of: 0x22) else { return nil }
            place = next
        }
        return nil
    }
}
