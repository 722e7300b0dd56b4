/// Walks over JSON text that comes in pieces cut anywhere, and tells a draft what stands at its format's places.
///
/// Everything else is stepped over without being looked at. Nothing is buffered but a wanted string or number that
/// the cut goes through, up to 512 bytes. Broken JSON ends the walk until `reset`; numbers and the characters inside
/// strings are not checked, for the answer is not ours to refuse.
struct JSONWalk: Sendable {
    /// The most of a string or number that is kept, in bytes before decoding.
    static let textLimit = 512
    /// How many levels deep places are told apart.
    static let placeLimit = 16

    enum State: Sendable {
        case value
        case firstElement
        case firstKey
        case key
        case colon
        case afterValue
        case string
        case number
        case word
        case done
        case failed
    }

    /// What becomes of the string or number being read.
    enum Role: Sendable {
        case skip
        case content
        case media
        case envelope
        case text
        case key
        case skippedKey
    }

    var state = State.value
    var role = Role.skip
    /// The place of the value that comes next or is being read.
    var node = ReplyNode.root
    var isEscaped = false
    var hasEscapes = false
    var gathered: [UInt8] = []
    var decoded: [UInt8] = []
    private var nesting = JSONNesting()
    private var nodes = InlineArray<16, ReplyNode>(repeating: .skip)
    private var word: UInt32 = 0

    init() {}

    /// True when one whole value has been walked over.
    var isComplete: Bool { state == .done }

    /// True when the text is not JSON.
    var isMalformed: Bool { state == .failed }

    /// True when no value has begun.
    var isUntouched: Bool { state == .value && nesting.isEmpty }

    /// Begins anew.
    mutating func reset() {
        state = .value
        node = .root
        nesting = JSONNesting()
        (isEscaped, hasEscapes) = (false, false)
        if !gathered.isEmpty { gathered.removeAll(keepingCapacity: true) }
    }

    /// Walks over the next piece, behind whose value only blanks may stand.
    @inline(__always)
    mutating func feed<Format: ReplyFormat>(
        _ bytes: UnsafeRawBufferPointer,
        as format: Format.Type,
        into draft: inout ReplyDraft
    ) {
        var at = 0
        feed(bytes, from: &at, as: format, into: &draft)
        while at < bytes.count, state == .done {
            if !JSONByte.isBlank(bytes[at]) { state = .failed }
            at += 1
        }
    }

    /// Walks on from `at` to the end of the value or of the bytes; broken JSON stops it where it breaks.
    mutating func feed<Format: ReplyFormat>(
        _ bytes: UnsafeRawBufferPointer,
        from at: inout Int,
        as format: Format.Type,
        into draft: inout ReplyDraft
    ) {
        while at < bytes.count {
            switch state {
            case .string: string(bytes, &at, format, &draft)
            case .number: number(bytes, &at, &draft)
            case .word: letter(bytes[at], &at, &draft)
            case .done, .failed: return
            default:
                let byte = bytes[at]
                at += 1
                if !JSONByte.isBlank(byte) { mark(byte, &at, format, &draft) }
            }
        }
    }

    /// The place of the innermost container.
    @inline(__always)
    var container: ReplyNode {
        nesting.depth < Self.placeLimit ? nodes[nesting.depth] : .skip
    }

    /// A value is behind us.
    @inline(__always)
    mutating func endValue() {
        state = nesting.isEmpty ? .done : .afterValue
    }

    /// Takes the byte before `at`, which is no blank and outside of strings, numbers and words.
    @inline(__always)
    private mutating func mark<Format: ReplyFormat>(
        _ byte: UInt8,
        _ at: inout Int,
        _ format: Format.Type,
        _ draft: inout ReplyDraft
    ) {
        switch state {
        case .afterValue: endMember(byte, format, &draft)
        case .colon: state = byte == JSONByte.colon ? .value : .failed
        case .key, .firstKey:
            if byte == JSONByte.quote {
                begin(.string, container == .skip ? .skippedKey : .key)
            } else if byte == JSONByte.closeBrace, state == .firstKey {
                close(&draft)
            } else {
                state = .failed
            }
        case .value, .firstElement: beginValue(byte, &at, format, &draft)
        default: state = .failed
        }
    }

    @inline(__always)
    private mutating func endMember<Format: ReplyFormat>(
        _ byte: UInt8,
        _ format: Format.Type,
        _ draft: inout ReplyDraft
    ) {
        if byte == JSONByte.comma {
            state = nesting.isObject ? .key : .value
            if !nesting.isObject { node = elementNode(format) }
        } else if byte == (nesting.isObject ? JSONByte.closeBrace : JSONByte.closeBracket) {
            close(&draft)
        } else {
            state = .failed
        }
    }

    private mutating func beginValue<Format: ReplyFormat>(
        _ byte: UInt8,
        _ at: inout Int,
        _ format: Format.Type,
        _ draft: inout ReplyDraft
    ) {
        switch byte {
        case JSONByte.quote: begin(.string, stringRole)
        case JSONByte.openBrace: open(isObject: true, format, &draft)
        case JSONByte.openBracket: open(isObject: false, format, &draft)
        case JSONByte.minus, 0x30...0x39:
            at -= 1
            begin(.number, node.isWanted ? .text : .skip)
        case JSONByte.closeBracket where state == .firstElement: close(&draft)
        case UInt8(ascii: "t"): begin(0x65_7572, node.isWanted ? .text : .skip)
        case UInt8(ascii: "f"): begin(0x6573_6C61, .skip)
        case UInt8(ascii: "n"): begin(0x6C_6C75, .skip)
        default: state = .failed
        }
    }

    /// What becomes of a string at the place under the cursor.
    @inline(__always)
    private var stringRole: Role {
        switch node {
        case .content: .content
        case .media: .media
        case .envelope: .envelope
        default: node.isWanted ? .text : .skip
        }
    }

    @inline(__always)
    private mutating func begin(_ word: UInt32, _ role: Role) {
        state = .word
        self.word = word
        self.role = role
    }

    @inline(__always)
    private mutating func begin(_ state: State, _ role: Role) {
        self.state = state
        self.role = role
    }

    /// Matches the letters of `true`, `false` and `null` behind the first, which wait in `word`, lowest byte first.
    private mutating func letter(_ byte: UInt8, _ at: inout Int, _ draft: inout ReplyDraft) {
        guard byte == UInt8(truncatingIfNeeded: word) else {
            state = .failed
            return
        }
        at += 1
        word >>= 8
        guard word == 0 else { return }
        if role == .text { draft.takeTrue(at: node) }
        endValue()
    }

    @inline(__always)
    private mutating func open<Format: ReplyFormat>(
        isObject: Bool,
        _ format: Format.Type,
        _ draft: inout ReplyDraft
    ) {
        guard nesting.open(isObject: isObject) else {
            state = .failed
            return
        }
        if nesting.depth < Self.placeLimit { nodes[nesting.depth] = node }
        if node != .skip { draft.open(node) }
        state = isObject ? .firstKey : .firstElement
        if !isObject { node = elementNode(format) }
    }

    @inline(__always)
    private mutating func close(_ draft: inout ReplyDraft) {
        if container != .skip { draft.close(container) }
        nesting.close()
        endValue()
    }

    @inline(__always)
    private func elementNode<Format: ReplyFormat>(_ format: Format.Type) -> ReplyNode {
        container == .skip ? .skip : format.element(of: container)
    }
}
