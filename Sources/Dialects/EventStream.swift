/// Splits an event stream into its events as WHATWG HTML 9.2.6 has it, however the bytes were cut.
///
/// No line is ever buffered: the data of an event is handed out as ranges of the bytes just fed. The caller pulls
/// parts until there are none:
///
///     var at = 0
///     while let part = stream.next(in: bytes, at: &at) { … }
package struct EventStream: Sendable {
    /// What a stream consists of.
    package enum Part: Sendable, Hashable {
        /// A piece of the event's data, by its range in the bytes fed; an event may have many, each non-empty.
        case data(Range<Int>)
        /// The line feed between two data lines of one event.
        case lineBreak
        /// The event is whole; its name and id are in `name` and `id` until the next call.
        case event
        /// A blank line behind no data: nothing to dispatch, but a border between events.
        case border
    }

    /// The longest name or id that is kept, in bytes; longer ones are cut.
    package static let fieldLimit = 64

    /// True when a line that begins with `{` is no field but the beginning of JSON that stands there by itself.
    ///
    /// Some providers break a stream off so. Nothing is handed out from there on until `endBareText`.
    var seesBareText = false
    var nameText = BoundedText<64>()
    var idText = BoundedText<64>()
    private var state = State.start
    private var markBytes: UInt8 = 0
    private var field: UInt64 = 0
    private var fieldCount = 0
    private var dropsLineFeed = false
    private(set) var hasData = false
    private var wasEvent = false

    // Field names as big-endian numbers: "data", "event", "id".
    private static let dataField: UInt64 = 0x6461_7461
    private static let eventField: UInt64 = 0x65_7665_6E74
    private static let idField: UInt64 = 0x6964

    private enum State: Sendable {
        case start
        case field
        case space
        case data
        case name
        case id
        case ignored
        case comment
        case bareText
    }

    /// Makes a splitter at the beginning of a stream.
    package init() {}

    /// The name of the event that was just handed out; empty where it has none, which means `message`.
    package var name: String { nameText.string }

    /// The last id the stream has set, which outlives its event; a NUL in it is not looked for.
    package var id: String { idText.string }

    /// True while an event has begun that is not whole; at the end of the bytes such an event is to be dropped.
    package var isInsideEvent: Bool {
        hasData || state == .space || state == .data || state == .name || state == .field && fieldCount > 0
            || state == .bareText
    }

    /// True when the cursor stands at, or inside of, JSON that stands by itself.
    var isAtBareText: Bool { state == .bareText }

    /// The data behind which a text by itself begins is taken for a whole event; true when there is some.
    mutating func takeData() -> Bool {
        defer { hasData = false }
        return hasData
    }

    /// The text by itself is read; the rest of its line is nothing.
    mutating func endBareText() {
        state = .ignored
        nameText.clear()
    }

    /// The next part that ends or begins at or behind `at`, which moves on; nil when the bytes are used up.
    @inline(__always)
    package mutating func next(in bytes: UnsafeRawBufferPointer, at: inout Int) -> Part? {
        if wasEvent {
            wasEvent = false
            nameText.clear()
        }
        while at < bytes.count {
            switch state {
            case .start: skipMark(bytes[at], &at)
            case .field:
                if let part = readField(bytes, &at) { return part }
            case .space:
                if bytes[at] == 0x20 { at += 1 }
                state = valueState
                if state == .data, let part = beginData() { return part }
            case .data:
                let start = at
                at = bytes.lineEnd(from: at)
                if at > start { return .data(start..<at) }
                endLine(bytes, &at)
            case .name, .id, .ignored, .comment: readValue(bytes, &at)
            case .bareText: return nil
            }
        }
        return nil
    }

    /// What the value of the field just named is for.
    private var valueState: State {
        switch (fieldCount, field) {
        case (4, Self.dataField): .data
        case (5, Self.eventField): .name
        case (2, Self.idField): .id
        default: .ignored
        }
    }

    /// A byte order mark may stand at the very beginning.
    private mutating func skipMark(_ byte: UInt8, _ at: inout Int) {
        let mark: StaticString = "\u{FEFF}"
        if byte == mark.utf8Start[Int(markBytes)] {
            at += 1
            markBytes += 1
            if markBytes == 3 { state = .field }
            return
        }
        state = .field
        // Half a mark is the beginning of a field nobody knows.
        if markBytes > 0 { fieldCount = 8 }
    }

    @inline(__always)
    private mutating func readField(_ bytes: UnsafeRawBufferPointer, _ at: inout Int) -> Part? {
        if dropsLineFeed {
            dropsLineFeed = false
            if bytes[at] == JSONByte.lineFeed {
                at += 1
                return nil
            }
        }
        if fieldCount == 0, at + 5 <= bytes.count, bytes.part(at..<at + 5).equals("data:") {
            at += 5
            (fieldCount, field, state) = (4, Self.dataField, .space)
            return nil
        }
        let byte = bytes[at]
        if byte == JSONByte.lineFeed || byte == JSONByte.carriageReturn { return endField(bytes, &at) }
        if byte == JSONByte.openBrace, fieldCount == 0, seesBareText {
            state = .bareText
            return nil
        }
        at += 1
        if byte == JSONByte.colon {
            if fieldCount == 0 { state = .comment } else { state = .space }
            return nil
        }
        field = field << 8 | UInt64(byte)
        fieldCount = min(fieldCount + 1, 8)
        return nil
    }

    /// The line ends without a colon: it is blank, or a field without a value.
    private mutating func endField(_ bytes: UnsafeRawBufferPointer, _ at: inout Int) -> Part? {
        guard fieldCount == 0 else {
            state = valueState
            return state == .data ? beginData() : nil
        }
        endLine(bytes, &at)
        wasEvent = true
        defer { hasData = false }
        return hasData ? .event : .border
    }

    private mutating func beginData() -> Part? {
        defer { hasData = true }
        return hasData ? .lineBreak : nil
    }

    /// The rest of a line that is no data.
    private mutating func readValue(_ bytes: UnsafeRawBufferPointer, _ at: inout Int) {
        if fieldCount > 0 {
            if state == .name { nameText.clear() }
            if state == .id { idText.clear() }
            fieldCount = 0
        }
        let start = at
        at = bytes.lineEnd(from: at)
        if state == .name { nameText.append(bytes.part(start..<at)) }
        if state == .id { idText.append(bytes.part(start..<at)) }
        if at < bytes.count { endLine(bytes, &at) }
    }

    /// Steps over the line end under the cursor; the line feed of a CRLF may come with the next bytes.
    @inline(__always)
    private mutating func endLine(_ bytes: UnsafeRawBufferPointer, _ at: inout Int) {
        if bytes[at] == JSONByte.carriageReturn { dropsLineFeed = true }
        at += 1
        state = .field
        field = 0
        fieldCount = 0
    }
}
