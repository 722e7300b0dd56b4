import Exchange

extension ReplyReader {
    mutating func feed<Format: ReplyFormat>(_ bytes: UnsafeRawBufferPointer, as format: Format.Type) {
        var at = 0
        if framing == .undecided { decide(bytes, &at) }
        switch framing {
        case .undecided: break
        case .document: if self.format != .opaque { walk.feed(bytes.part(at..<bytes.count), as: format, into: &draft) }
        case .events: readEvents(bytes, &at, format)
        case .texts, .array: readTexts(bytes, &at, format)
        case .frames: readFrames(bytes, &at, format)
        }
    }

    mutating func end<Format: ReplyFormat>(as format: Format.Type) {
        let broken = malformed
        switch framing {
        case .undecided: return
        case .document: return endDocument(format)
        case .events:
            isUnterminated = stream.isInsideEvent
            if isUnterminated { endEvent(format) }
        case .texts, .array:
            isUnterminated = framing == .array ? !isArrayClosed && !isCorrupt : !walk.isUntouched && !walk.isMalformed
            if !walk.isUntouched { endEvent(format) }
        case .frames: isUnterminated = frames.isInsideMessage && !isCorrupt
        }
        guard malformed == broken, !isCorrupt, !isUnterminated || framing == .events else { return }
        format.conclude(&draft.facts)
        // A plain body in one of these framings is whole when nothing of it was broken.
        if !isStream, events == 1, malformed == 0, framing != .events { draft.facts.isComplete = true }
    }

    /// Steps over blanks and a byte order mark; `at` is then where the answer begins.
    private mutating func decide(_ bytes: UnsafeRawBufferPointer, _ at: inout Int) {
        while at < bytes.count {
            let byte = bytes[at]
            guard JSONByte.isBlank(byte) || byte == 0xEF || byte == 0xBB || byte == 0xBF else {
                framing = Framing(first: byte, format: format, isStream: isStream)
                return
            }
            at += 1
        }
    }

    private mutating func endDocument<Format: ReplyFormat>(_ format: Format.Type) {
        isUnterminated = !walk.isComplete && !walk.isMalformed
        malformed = walk.isComplete ? 0 : 1
        guard walk.isComplete else { return }
        format.fold(&draft, isDocument: true)
        draft.facts.isComplete = true
    }
}

extension ReplyReader {
    @inline(__always)
    private mutating func readEvents<Format: ReplyFormat>(
        _ bytes: UnsafeRawBufferPointer,
        _ at: inout Int,
        _ format: Format.Type
    ) {
        repeat {
            while let part = stream.next(in: bytes, at: &at) {
                switch part {
                case .data(let range): data(bytes.part(range), format)
                case .lineBreak: withUnsafeBytes(of: JSONByte.lineFeed) { data($0, format) }
                case .event: endEvent(format)
                case .border: break
                }
            }
        } while stream.isAtBareText && readBareText(bytes, &at, format)
    }

    @inline(__always)
    private mutating func data<Format: ReplyFormat>(_ bytes: UnsafeRawBufferPointer, _ format: Format.Type) {
        guard self.format != .opaque else { return }
        done.match(bytes)
        walk.feed(bytes, as: format, into: &draft)
    }

    /// Reads JSON that stands between events by itself; true when there are bytes behind it.
    private mutating func readBareText<Format: ReplyFormat>(
        _ bytes: UnsafeRawBufferPointer,
        _ at: inout Int,
        _ format: Format.Type
    ) -> Bool {
        if stream.takeData() { endEvent(format) }
        walk.feed(bytes, from: &at, as: format, into: &draft)
        guard walk.isComplete || walk.isMalformed else { return false }
        endEvent(format)
        stream.endBareText()
        return true
    }

    /// Reads JSON texts one behind another; between those of an array stand commas, and brackets around them all.
    ///
    /// Behind a text that is broken the next line begins anew; an array is over there.
    private mutating func readTexts<Format: ReplyFormat>(
        _ bytes: UnsafeRawBufferPointer,
        _ at: inout Int,
        _ format: Format.Type
    ) {
        while at < bytes.count, !isCorrupt {
            if walk.isMalformed {
                at = bytes.lineEnd(from: at)
                if at < bytes.count { endEvent(format) }
            } else if walk.isUntouched, isBetweenTexts(bytes[at]) {
                at += 1
            } else {
                walk.feed(bytes, from: &at, as: format, into: &draft)
                if walk.isComplete || walk.isMalformed && framing == .array { endEvent(format) }
            }
        }
    }

    private mutating func isBetweenTexts(_ byte: UInt8) -> Bool {
        if framing == .array, byte == JSONByte.closeBracket { isArrayClosed = true }
        let isMark = byte == JSONByte.comma || byte == JSONByte.openBracket || byte == JSONByte.closeBracket
        return JSONByte.isBlank(byte) || framing == .array && isMark
    }

    /// An event, or a text of several, is whole, broken, or cut.
    mutating func endEvent<Format: ReplyFormat>(_ format: Format.Type) {
        events += 1
        if done.isWhole {
            if format.endsWithDone { draft.facts.isComplete = true }
        } else if walk.isComplete {
            if draft.kind.isEmpty { draft.kind = stream.nameText }
            if stream.nameText.equals("error") { draft.saysError = true }
            format.fold(&draft, isDocument: false)
        } else if self.format != .opaque {
            malformed += 1
            draft.content = TextSize()
            isCorrupt = framing == .array && walk.isMalformed
            if stream.nameText.equals("error") { draft.facts.error = ReplyError(type: nil, code: nil, message: "") }
        }
        walk.reset()
        draft.beginEvent()
        done = DoneMark()
    }
}

/// Tells whether an event's data is `[DONE]`, blanks around it aside.
struct DoneMark: Sendable {
    private var matched = 0
    private var isOff = false

    /// True when the data is the mark.
    var isWhole: Bool { matched == 6 && !isOff }

    /// Looks at the next bytes of the data.
    @inline(__always)
    mutating func match(_ bytes: UnsafeRawBufferPointer) {
        guard !isOff else { return }
        let mark: StaticString = "[DONE]"
        for byte in bytes {
            if matched < 6, byte == mark.utf8Start[matched] {
                matched += 1
            } else if !JSONByte.isBlank(byte) || matched % 6 != 0 {
                isOff = true
                return
            }
        }
    }
}
