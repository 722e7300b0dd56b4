/// Looks through the text before the YAML parser does and refuses what could hurt or surprise.
///
/// The file is a plain subset of YAML: one document of mappings, lists, one-line plain scalars, quoted
/// scalars and comments, nested at most 16 deep. Anchors and aliases (which can grow without bound), tags,
/// block text, directives, complex keys, tabs in the indentation and values that run on over lines are refused
/// here, each with its place. What passes cannot make the parser recurse deep or expand anything.
struct TextScan {
    static let maximumDepth = 16

    private let bytes: [UInt8]
    private var index = 0
    private var line = 1
    private var column = 1
    private var isLineStart = true
    private var flowDepth = 0
    private var blockColumns: [Int] = []
    private var sawToken = false
    /// The line a plain scalar ended on, as long as it was the last token.
    private var plainLine: Int?
    /// The column the last scalar began at, for the key it may turn out to be.
    private var scalarColumn: Int?

    private init(_ text: String) {
        bytes = Array(text.utf8)
    }

    /// Throws the first thing that is refused.
    static func check(_ text: String) throws(Diagnostic) {
        try checkCharacters(text)
        var scan = TextScan(text)
        while try scan.skipToToken() { try scan.token() }
    }

    private static func checkCharacters(_ text: String) throws(Diagnostic) {
        var (line, column) = (1, 1)
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0x0A: (line, column) = (line + 1, 0)
            case 0x09, 0x0D: break
            case 0..<0x20, 0x7F..<0xA0, 0x2028, 0x2029, 0xFEFF, 0xFFFE, 0xFFFF:
                let code = String(scalar.value, radix: 16, uppercase: true)
                let name = "U+" + String(repeating: "0", count: max(0, 4 - code.count)) + code
                let place = Position(line: line, column: column)
                throw Diagnostic(.error, at: place, path: "", "the character \(name) is not allowed")
            default: break
            }
            column += 1
        }
    }

    private func byte(at offset: Int = 0) -> UInt8? {
        index + offset < bytes.count ? bytes[index + offset] : nil
    }

    private func isBlank(_ byte: UInt8?) -> Bool {
        byte == nil || byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D
    }

    private mutating func advance() {
        let current = bytes[index]
        index += 1
        if current == 0x0A || (current == 0x0D && byte() != 0x0A) {
            (line, column, isLineStart) = (line + 1, 1, true)
        } else if byte().map({ $0 & 0xC0 != 0x80 }) ?? true {
            column += 1
        }
    }

    private func refusal(_ message: String) -> Diagnostic {
        Diagnostic(.error, at: Position(line: line, column: column), path: "", message)
    }

    private mutating func skipToToken() throws(Diagnostic) -> Bool {
        var tab: Diagnostic?
        while let current = byte() {
            switch current {
            case 0x09:
                if isLineStart, tab == nil { tab = refusal("a tab in the indentation; use spaces") }
                advance()
            case 0x0A, 0x0D:
                tab = nil
                advance()
            case 0x20: advance()
            case UInt8(ascii: "#"): while let next = byte(), next != 0x0A, next != 0x0D { advance() }
            default:
                if let tab { throw tab }
                return true
            }
        }
        return false
    }

    private mutating func token() throws(Diagnostic) {
        try refuseContinuation()
        isLineStart = false
        if flowDepth == 0 { while let last = blockColumns.last, last > column { blockColumns.removeLast() } }
        if column == 1, try documentMarker() { return }
        defer { sawToken = true }
        let begin = byte() ?? 0
        switch begin {
        case UInt8(ascii: "["), UInt8(ascii: "{"):
            flowDepth += 1
            scalarColumn = nil
            try checkDepth()
            advance()
        case UInt8(ascii: "]"), UInt8(ascii: "}"):
            flowDepth = max(0, flowDepth - 1)
            advance()
        case UInt8(ascii: ","): advance()
        case UInt8(ascii: "\""), UInt8(ascii: "'"): try quoted(begin)
        case UInt8(ascii: "-") where isBlank(byte(at: 1)):
            scalarColumn = nil
            try enterBlock(column)
            advance()
        case UInt8(ascii: ":") where flowDepth > 0 || isBlank(byte(at: 1)):
            try key()
            advance()
        default: try scalar(begin)
        }
    }

    private mutating func scalar(_ begin: UInt8) throws(Diagnostic) {
        switch begin {
        case UInt8(ascii: "&"), UInt8(ascii: "*"):
            throw refusal("anchors and aliases are not allowed; put a value that begins with & or * in quotes")
        case UInt8(ascii: "!"): throw refusal("tags are not allowed; put a value that begins with ! in quotes")
        case UInt8(ascii: "|"), UInt8(ascii: ">"):
            throw refusal("block text is not allowed; write the value on one line, in quotes")
        case UInt8(ascii: "?") where flowDepth > 0 || isBlank(byte(at: 1)):
            throw refusal("complex keys are not allowed")
        case UInt8(ascii: "%") where column == 1: throw refusal("directives are not allowed")
        case UInt8(ascii: "@"), UInt8(ascii: "`"), UInt8(ascii: "%"):
            throw refusal("a value cannot begin with @, ` or %; put it in quotes")
        default: try plain()
        }
    }

    /// A plain scalar that goes on in the next line could hide anything from this scan.
    private mutating func refuseContinuation() throws(Diagnostic) {
        guard let ended = plainLine else { return }
        plainLine = nil
        guard line > ended else { return }
        let goesOn: Bool
        if flowDepth > 0 {
            goesOn = !",]}".utf8.contains(byte() ?? 0)
        } else {
            goesOn = column > blockColumns.last ?? 0
        }
        if goesOn {
            throw refusal("this continues the value of the line above; check the indentation or use quotes")
        }
    }

    private mutating func documentMarker() throws(Diagnostic) -> Bool {
        for mark in [UInt8(ascii: "-"), UInt8(ascii: ".")]
        where byte() == mark && byte(at: 1) == mark && byte(at: 2) == mark && isBlank(byte(at: 3)) {
            guard mark == UInt8(ascii: "-") else { throw refusal("the mark of a document's end is not allowed") }
            guard !sawToken else { throw refusal("a second document begins here; the file holds one") }
            sawToken = true
            for _ in 0..<3 { advance() }
            return true
        }
        return false
    }

    /// The scalar before the colon is a key; where it began is the indentation of its mapping.
    private mutating func key() throws(Diagnostic) {
        guard flowDepth == 0 else { return }
        guard let began = scalarColumn else { throw refusal("a key must be text, and stand before its colon") }
        scalarColumn = nil
        try enterBlock(began)
    }

    private mutating func enterBlock(_ column: Int) throws(Diagnostic) {
        guard flowDepth == 0, column > blockColumns.last ?? 0 else { return }
        blockColumns.append(column)
        try checkDepth()
    }

    private func checkDepth() throws(Diagnostic) {
        guard flowDepth + blockColumns.count > Self.maximumDepth else { return }
        throw refusal("nested more than \(Self.maximumDepth) deep")
    }

    private mutating func quoted(_ mark: UInt8) throws(Diagnostic) {
        let unclosed = refusal("the quote is never closed")
        if flowDepth == 0 { scalarColumn = column }
        advance()
        while let current = byte() {
            if current == UInt8(ascii: "\\"), mark == UInt8(ascii: "\"") {
                advance()
                if byte() == nil { break }
            } else if current == mark {
                advance()
                guard mark == UInt8(ascii: "'"), byte() == mark else {
                    isLineStart = false
                    return
                }
            }
            advance()
        }
        throw unclosed
    }

    private mutating func plain() throws(Diagnostic) {
        if flowDepth == 0 { scalarColumn = column }
        plainLine = line
        while let current = byte() {
            if current == 0x0A || current == 0x0D { return }
            if current == UInt8(ascii: ":"), isBlank(byte(at: 1)) { return }
            if flowDepth > 0, ",[]{}".utf8.contains(current) {
                guard current != UInt8(ascii: "{") || bytes[index - 1] != UInt8(ascii: "$") else {
                    throw refusal("put a value with ${NAME} in quotes here, between [ ] or { }")
                }
                return
            }
            if isBlank(current), endsAfterBlanks() { return }
            advance()
        }
    }

    /// True when the run of blanks ahead leads to a comment or the line's end.
    private func endsAfterBlanks() -> Bool {
        var offset = 0
        while let next = byte(at: offset), next == 0x20 || next == 0x09 { offset += 1 }
        let next = byte(at: offset)
        return next == UInt8(ascii: "#") || isBlank(next)
    }
}
