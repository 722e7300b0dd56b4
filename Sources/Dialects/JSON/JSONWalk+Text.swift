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
            at += 1
        }
        while true {
            at = bytes.stringMark(from: at)
            guard at < bytes.count else { break }
            if bytes[at] == JSONByte.quote {
                endString(bytes.part(start..<at), format, &draft)
                at += 1
                return
            }
            hasEscapes = true
            isEscaped = at + 1 == bytes.count
            at = min(at + 2, bytes.count)
        }
        keep(bytes.part(start..<at), &draft)
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
        case .content:
            guard !part.isEmpty else { break }
            draft.hasContent = true
            role = .skip
        case .text, .key:
            if gathered.capacity < Self.textLimit { gathered.reserveCapacity(Self.textLimit) }
            gathered.append(contentsOf: part.part(0..<min(part.count, Self.textLimit - gathered.count)))
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
        case .content:
            if !tail.isEmpty { draft.hasContent = true }
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
