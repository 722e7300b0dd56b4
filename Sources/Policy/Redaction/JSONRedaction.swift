/// Redacts the strings of a JSON text, each read with its escapes, and the numbers of cards that are no strings.
///
/// It only looks for strings and numbers, so a text that is cut or no JSON does no harm.
struct JSONRedaction {
    private let redaction: Redaction
    private let json: UnsafeBufferPointer<UInt8>
    private let depth: Int
    private var output: [UInt8] = []
    private var copied = 0
    private var hasChanged = false

    init(_ redaction: Redaction, _ json: UnsafeBufferPointer<UInt8>, depth: Int) {
        self.redaction = redaction
        self.json = json
        self.depth = depth
    }

    /// True when a text may be JSON that holds a string or a number.
    static func isLikely(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        guard text.count > 2, let first = text.prefix(64).first(where: { !$0.isBlank }) else { return false }
        return first == UInt8(ascii: "{") || first == UInt8(ascii: "[") || first == UInt8(ascii: "\"")
    }

    /// The JSON without what is to be taken out, or nil when there is nothing.
    consuming func run(_ counts: inout RedactionCounts) -> [UInt8]? {
        var at = 0
        while at < json.count {
            let byte = json[at]
            if byte == UInt8(ascii: "\"") {
                at = string(at, &counts)
            } else if byte.isDigit {
                at = number(at, &counts)
            } else {
                at += 1
            }
        }
        guard hasChanged else { return nil }
        output.append(contentsOf: json[copied...])
        return output
    }

    /// Redacts the string whose quote stands at `start`; the place behind it.
    private mutating func string(_ start: Int, _ counts: inout RedactionCounts) -> Int {
        var end = start + 1
        var hasEscapes = false
        while end < json.count, json[end] != UInt8(ascii: "\"") {
            if json[end] == UInt8(ascii: "\\") {
                hasEscapes = true
                end += 1
            }
            end += 1
        }
        end = min(end, json.count)
        let inside = UnsafeBufferPointer(rebasing: json[start + 1..<end])
        let result: [UInt8]?
        if hasEscapes {
            result = JSONEscapes.decoded(inside).withUnsafeBufferPointer {
                redaction.redact(text: $0, depth: depth, &counts)
            }
        } else {
            result = redaction.redact(text: inside, depth: depth, &counts)
        }
        if let result {
            replace(start + 1..<end) { JSONEscapes.append(result, to: &$0) }
        }
        return end + 1
    }

    /// Redacts the number that begins at `start`; the place behind its digits.
    private mutating func number(_ start: Int, _ counts: inout RedactionCounts) -> Int {
        var end = start
        while end < json.count, json[end].isDigit { end += 1 }
        guard redaction.anchors.hasCards, CardNumber.length.contains(end - start),
            start == 0 || Self.isSeparator(json[start - 1]), end == json.count || Self.isSeparator(json[end]),
            CardNumber.isOne(json[start..<end])
        else { return end }
        counts.note("card")
        replace(start..<end) { $0.append(contentsOf: #""[redacted:card]""#.utf8) }
        return end
    }

    private mutating func replace(_ range: Range<Int>, _ write: (inout [UInt8]) -> Void) {
        if !hasChanged { output.reserveCapacity(json.count) }
        hasChanged = true
        output.append(contentsOf: json[copied..<range.lowerBound])
        write(&output)
        copied = range.upperBound
    }

    /// What may stand before or behind a number of JSON.
    private static func isSeparator(_ byte: UInt8) -> Bool { byte.isBlank || ",:[]{}".utf8.contains(byte) }
}

/// The escapes of JSON strings (RFC 8259, section 7).
enum JSONEscapes {
    /// What the inside of a string says, in UTF-8; half a surrogate pair becomes U+FFFD, a wrong escape stays.
    static func decoded(_ raw: UnsafeBufferPointer<UInt8>) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(raw.count)
        var at = 0
        while at < raw.count {
            guard raw[at] == UInt8(ascii: "\\"), at + 1 < raw.count else {
                result.append(raw[at])
                at += 1
                continue
            }
            switch raw[at + 1] {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): result.append(raw[at + 1])
            case UInt8(ascii: "b"): result.append(0x08)
            case UInt8(ascii: "f"): result.append(0x0C)
            case UInt8(ascii: "n"): result.append(0x0A)
            case UInt8(ascii: "r"): result.append(0x0D)
            case UInt8(ascii: "t"): result.append(0x09)
            case UInt8(ascii: "u"):
                at = append(unitAt: at, of: raw, to: &result)
                continue
            default: result.append(contentsOf: [raw[at], raw[at + 1]])
            }
            at += 2
        }
        return result
    }

    /// Appends a text as the inside of a string.
    static func append(_ text: [UInt8], to output: inout [UInt8]) {
        let digits = Array("0123456789abcdef".utf8)
        for byte in text {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): output.append(contentsOf: [UInt8(ascii: "\\"), byte])
            case 0x0A: output.append(contentsOf: #"\n"#.utf8)
            case 0x0D: output.append(contentsOf: #"\r"#.utf8)
            case 0x09: output.append(contentsOf: #"\t"#.utf8)
            case 0..<0x20:
                output.append(contentsOf: #"\u00"#.utf8)
                output.append(contentsOf: [digits[Int(byte >> 4)], digits[Int(byte & 15)]])
            default: output.append(byte)
            }
        }
    }

    /// Appends what `\uXXXX` at `at` stands for, with the other half of its pair; the place behind.
    private static func append(unitAt at: Int, of raw: UnsafeBufferPointer<UInt8>, to result: inout [UInt8]) -> Int {
        guard let first = unit(at, raw) else {
            result.append(contentsOf: [raw[at], raw[at + 1]])
            return at + 2
        }
        var (value, end) = (first, at + 6)
        if (0xD800..<0xDC00).contains(first), let second = unit(end, raw), (0xDC00..<0xE000).contains(second) {
            value = 0x10000 + (first - 0xD800) << 10 + (second - 0xDC00)
            end += 6
        }
        let scalar = Unicode.Scalar(value) ?? "\u{FFFD}"
        for byte in UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter { result.append(byte) }
        return end
    }

    private static func unit(_ at: Int, _ raw: UnsafeBufferPointer<UInt8>) -> UInt32? {
        guard at + 6 <= raw.count, raw[at] == UInt8(ascii: "\\"), raw[at + 1] == UInt8(ascii: "u") else { return nil }
        var value: UInt32 = 0
        for offset in 2..<6 {
            let digit = raw[at + offset]
            guard digit.isHex else { return nil }
            value = value << 4 | UInt32(digit.isDigit ? digit - 0x30 : (digit | 0x20) - 0x57)
        }
        return value
    }
}
