extension JSONWalk {
    /// Walks on inside a string, to its end or the end of the piece.
    @inline(__always)
    mutating func string<Format: ReplyFormat>(
        _ bytes: UnsafeRawBufferPointer,
        _ at: inout Int,
        _ format: Format.Type,
        _ draft: inout ReplyDraft
    ) {
        let start = at
        if isEscaped {
            isEscaped = false
            noteEscape(bytes[at], &draft)
            at += 1
        }
        while true {
            at = bytes.stringMark(from: at)
            guard at < bytes.count else { break }
            if bytes[at] == JSONByte.quote {
                endString(bytes.part(start..<at), format, &draft)
                at += 1
                stepOver(bytes, &at)
                return
            }
            hasEscapes = true
            isEscaped = at + 1 == bytes.count
            if !isEscaped { noteEscape(bytes[at + 1], &draft) }
            at = min(at + 2, bytes.count)
        }
        keep(bytes.part(start..<at), &draft)
    }

    /// The colon nearly always stands right behind a name, so it is taken without a turn of its own.
    @inline(__always)
    private mutating func stepOver(_ bytes: UnsafeRawBufferPointer, _ at: inout Int) {
        guard state == .colon, at < bytes.count, bytes[at] == JSONByte.colon else { return }
        state = .value
        at += 1
    }

    /// An escape takes more bytes than the character it stands for.
    @inline(__always)
    private func noteEscape(_ byte: UInt8, _ draft: inout ReplyDraft) {
        if role == .content { draft.content.noteEscape(isUnicode: byte == UInt8(ascii: "u")) }
    }

    /// Walks on inside a number, whose end only the byte behind it tells.
    @inline(__always)
    mutating func number(_ bytes: UnsafeRawBufferPointer, _ at: inout Int, _ draft: inout ReplyDraft) {
        let start = at
        while at < bytes.count, Self.isNumberByte(bytes[at]) { at += 1 }
        guard at < bytes.count else {
            keep(bytes.part(start..<at), &draft)
            return
        }
        if role == .text {
            withWhole(bytes.part(start..<at)) { draft.take($0, at: $1, isString: false) }
        }
        endValue()
    }

    /// Takes note of a part of a string or number that goes on in the next piece.
    private mutating func keep(_ part: UnsafeRawBufferPointer, _ draft: inout ReplyDraft) {
        switch role {
        case .skip, .skippedKey: break
        case .content, .media, .envelope: pass(part, &draft)
        case .text, .key:
            if gathered.capacity < Self.textLimit { gathered.reserveCapacity(Self.textLimit) }
            gathered.append(contentsOf: part.part(0..<min(part.count, Self.textLimit - gathered.count)))
        }
    }

    /// Tells the draft of a part of a string that is looked at as it goes by.
    @inline(__always)
    private func pass(_ part: UnsafeRawBufferPointer, _ draft: inout ReplyDraft) {
        guard !part.isEmpty else { return }
        switch role {
        case .content: draft.takeContent(part)
        case .media: draft.hasContent = true
        default: draft.envelope.append(part)
        }
    }

    @inline(__always)
    private mutating func endString<Format: ReplyFormat>(
        _ tail: UnsafeRawBufferPointer,
        _ format: Format.Type,
        _ draft: inout ReplyDraft
    ) {
        switch role {
        case .skip: endValue()
        case .skippedKey: state = .colon
        case .content, .media, .envelope:
            pass(tail, &draft)
            endValue()
        case .text:
            withWhole(tail) { draft.take($0, at: $1, isString: true) }
            endValue()
        case .key:
            let container = container
            var member = ReplyNode.skip
            withWhole(tail) { key, _ in member = format.member(JSONKey(bytes: key), of: container) }
            state = .colon
            node = member
        }
        if role == .skippedKey { node = .skip }
        hasEscapes = false
    }

    /// Calls `body` with the whole string or number, decoded, of which `tail` is the last part, and its place.
    @inline(__always)
    private mutating func withWhole(
        _ tail: UnsafeRawBufferPointer,
        _ body: (UnsafeRawBufferPointer, ReplyNode) -> Void
    ) {
        if gathered.isEmpty, !hasEscapes {
            body(tail, node)
        } else {
            decode(tail)
            let node = node
            decoded.span.bytes.withUnsafeBytes { body($0, node) }
        }
    }

    /// Puts the string, up to the limit, into `decoded`.
    private mutating func decode(_ tail: UnsafeRawBufferPointer) {
        if decoded.capacity < 2 * Self.textLimit { decoded.reserveCapacity(2 * Self.textLimit) }
        if gathered.capacity < Self.textLimit { gathered.reserveCapacity(Self.textLimit) }
        decoded.removeAll(keepingCapacity: true)
        gathered.append(contentsOf: tail.part(0..<min(tail.count, Self.textLimit - gathered.count)))
        Self.decode(gathered, into: &decoded)
        gathered.removeAll(keepingCapacity: true)
    }

    private static func decode(_ raw: [UInt8], into decoded: inout [UInt8]) {
        raw.span.bytes.withUnsafeBytes { _ = JSONText.decode($0, into: &decoded) }
    }

    @inline(__always)
    private static func isNumberByte(_ byte: UInt8) -> Bool {
        JSONByte.isDigit(byte) || byte == JSONByte.minus || byte == UInt8(ascii: "+") || byte == UInt8(ascii: ".")
            || byte | 0x20 == UInt8(ascii: "e")
    }
}
