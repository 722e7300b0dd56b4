/// The inside of a JSON string in its canonical form, where it stands in a body.
struct ConversationWords: Sendable {
    private let bytes: [UInt8]
    private let range: Range<Int>
    private let hasEscapes: Bool
    // False where the string was written anew, in bytes of its own.
    private let isInBody: Bool

    /// Takes the string that a cursor stepped over in `body`; `raw` are the bytes of `body`.
    ///
    /// Where it is escaped in another than the canonical way it is written anew.
    init(_ text: JSONCursor.Text, of raw: UnsafeRawBufferPointer, in body: [UInt8]) {
        guard text.hasOddEscapes, !Self.isCanonical(raw.part(text.range)) else {
            bytes = body
            range = text.range
            hasEscapes = text.hasEscapes
            isInBody = true
            return
        }
        var decoded: [UInt8] = []
        decoded.reserveCapacity(text.range.count)
        JSONText.decode(raw.part(text.range), into: &decoded)
        var canonical: [UInt8] = []
        canonical.reserveCapacity(text.range.count + 2)
        decoded.withUnsafeBufferPointer { canonical.appendJSONString(utf8: $0) }
        bytes = canonical
        range = 1..<canonical.count - 1
        // Every escape is longer than what it stands for.
        hasEscapes = canonical.count != decoded.count + 2
        isInBody = false
    }

    private init(_ words: ConversationWords, in body: [UInt8]) {
        bytes = body
        range = words.range
        hasEscapes = words.hasEscapes
        isInBody = true
    }

    /// The same words in a body that has the same bytes in their place.
    func moved(to body: [UInt8]) -> ConversationWords { isInBody ? ConversationWords(self, in: body) : self }

    /// How many bytes they hold that are not the body's.
    var ownBytes: Int { isInBody ? 0 : bytes.count }

    /// How many bytes the string takes in its canonical form, without quotes.
    var count: Int { range.count }

    /// Appends the canonical form, without quotes.
    func append(to output: inout [UInt8]) { bytes.withUnsafeBytes { output.append(contentsOf: $0.part(range)) } }

    /// Lends the canonical form, without quotes.
    func withCanonical<R, E: Error>(_ body: (UnsafeRawBufferPointer) throws(E) -> R) throws(E) -> R {
        try bytes.withUnsafeBufferPointer { (all) throws(E) in try body(UnsafeRawBufferPointer(all).part(range)) }
    }

    /// What the string says.
    var text: String { withText { String(decoding: $0, as: UTF8.self) } }

    /// Lends the UTF-8 of what the string says.
    func withText<R, E: Error>(_ body: (UnsafeRawBufferPointer) throws(E) -> R) throws(E) -> R {
        if !hasEscapes {
            return try bytes.withUnsafeBufferPointer { (all) throws(E) in
                try body(UnsafeRawBufferPointer(all).part(range))
            }
        }
        var decoded: [UInt8] = []
        decoded.reserveCapacity(range.count)
        bytes.withUnsafeBytes { _ = JSONText.decode($0.part(range), into: &decoded) }
        return try decoded.withUnsafeBufferPointer { (all) throws(E) in try body(UnsafeRawBufferPointer(all)) }
    }

    /// True when the inside of a valid string has no escapes but the needed ones, each in its shortest form.
    private static func isCanonical(_ raw: UnsafeRawBufferPointer) -> Bool {
        var at = raw.stringMark(from: 0)
        while at < raw.count {
            switch raw[at + 1] {
            case UInt8(ascii: "/"): return false
            case UInt8(ascii: "u"):
                guard isCanonicalUnit(raw.part(at + 2..<at + 6)) else { return false }
                at = raw.stringMark(from: at + 6)
            default: at = raw.stringMark(from: at + 2)
            }
        }
        return true
    }

    /// True for the digits of a control character that has no shorter escape, in lower case.
    private static func isCanonicalUnit(_ digits: UnsafeRawBufferPointer) -> Bool {
        guard let unit = JSONText.unit(digits, at: 0), unit < 0x20 else { return false }
        guard !digits.contains(where: { 0x41...0x46 ~= $0 }) else { return false }
        return ![0x08, 0x09, 0x0A, 0x0C, 0x0D].contains(unit)
    }
}
