/// Splits an AWS event stream (`application/vnd.amazon.eventstream`) into its messages, however the bytes were cut.
///
/// A message is a prelude (its length, its headers' length, a CRC-32 of both), headers, a payload and a CRC-32 of all
/// before it, numbers in network order. Nothing but a few short header values is kept: the payload is handed out as
/// ranges of the bytes just fed. The caller pulls parts until there are none:
///
///     var at = 0
///     while let part = stream.next(in: bytes, at: &at) { … }
package struct AWSEventStream: Sendable {
    /// What a stream consists of.
    package enum Part: Sendable, Hashable {
        /// The headers of a message are whole; what they say is in `messageType` and its neighbours until `end`.
        case begin
        /// A piece of the message's payload, by its range in the bytes fed; a message may have many, each non-empty.
        case payload(Range<Int>)
        /// The message is whole and its checksum is right; only now is its payload known to be what was sent.
        case end
        /// The bytes are no such stream; handed out once, then everything is stepped over.
        case corrupt
    }

    /// The longest message, in bytes, all parts together.
    package static let messageLimit = 16 << 20
    /// The most bytes of headers in a message.
    package static let headersLimit = 128 << 10

    /// `event`, `exception` or `error` (`:message-type`).
    package private(set) var messageType = BoundedText<64>()
    /// What kind of event, exception or error it is (`:event-type`, `:exception-type` or `:error-code`).
    package private(set) var eventName = BoundedText<64>()
    /// The words of an error that has no payload (`:error-message`), cut at 256 bytes.
    package private(set) var errorMessage = BoundedText<256>()

    private var state = State.prelude
    private var checksum = CRC32()
    /// The bytes of the message that are still to come, those of its last checksum included.
    private var rest = 0
    /// The bytes of its headers that are still to come.
    private var headersRest = 0
    /// The bytes still to come of what the state reads.
    private var wanted = 12
    /// Big-endian digits of the number that is read.
    private var number: UInt64 = 0
    private var headerName = BoundedText<32>()
    private var header = Header.other

    private enum State: Sendable {
        case prelude
        case nameLength
        case name
        case type
        case valueLength
        case value
        case payload
        case checksum
        case failed
    }

    private enum Header: Sendable {
        case messageType
        case eventName
        case errorMessage
        case other
    }

    /// Makes a splitter at the beginning of a stream.
    package init() {}

    /// True while a message has begun that is not whole; at the end of the bytes the stream was cut there.
    package var isInsideMessage: Bool {
        state != .prelude || wanted < 12
    }

    /// The next part that ends or begins at or behind `at`, which moves on; nil when the bytes are used up.
    package mutating func next(in bytes: UnsafeRawBufferPointer, at: inout Int) -> Part? {
        while at < bytes.count {
            let part =
                switch state {
                case .prelude: prelude(bytes, &at)
                case .payload: payload(bytes, &at)
                case .checksum: end(bytes, &at)
                case .failed: skip(bytes, &at)
                default: headers(bytes, &at)
                }
            if let part { return part }
        }
        return nil
    }
}

extension AWSEventStream {
    private mutating func skip(_ bytes: UnsafeRawBufferPointer, _ at: inout Int) -> Part? {
        at = bytes.count
        return nil
    }

    private mutating func fail() -> Part {
        state = .failed
        return .corrupt
    }

    /// Takes as much of what is wanted as is there.
    private mutating func take(_ bytes: UnsafeRawBufferPointer, _ at: inout Int) -> UnsafeRawBufferPointer {
        let piece = bytes.part(at..<at + min(wanted, bytes.count - at))
        at += piece.count
        wanted -= piece.count
        return piece
    }

    private mutating func want(_ count: Int, _ next: State) {
        state = next
        wanted = count
        number = 0
    }

    /// The two lengths, then their checksum, which is the lower half of the last eight bytes.
    private mutating func prelude(_ bytes: UnsafeRawBufferPointer, _ at: inout Int) -> Part? {
        while wanted > 0, at < bytes.count {
            if wanted == 4 {
                // The lengths are complete: the first goes to `rest`, the second to `headersRest`.
                rest = Int(number >> 32)
                headersRest = Int(number & 0xFFFF_FFFF)
                number = 0
            }
            let byte = take(bytes.part(0..<at + 1), &at)
            if wanted >= 4 { checksum.update(byte) }
            number = number << 8 | UInt64(byte[0])
            if wanted == 0 { return beginMessage() }
        }
        return nil
    }

    private mutating func beginMessage() -> Part? {
        guard UInt64(checksum.value) == number, (16...Self.messageLimit).contains(rest),
            headersRest <= min(rest - 16, Self.headersLimit)
        else { return fail() }
        withUnsafeBytes(of: UInt32(truncatingIfNeeded: number).bigEndian) { checksum.update($0) }
        rest -= 12
        messageType.clear()
        eventName.clear()
        errorMessage.clear()
        return endHeader()
    }

    /// Goes on to the next header, or to the payload when there is none.
    private mutating func endHeader() -> Part? {
        if headersRest > 0 {
            want(1, .nameLength)
            return nil
        }
        beginPayload()
        return .begin
    }

    private mutating func beginPayload() {
        if rest > 4 { want(rest - 4, .payload) } else { want(4, .checksum) }
    }

    private mutating func headers(_ bytes: UnsafeRawBufferPointer, _ at: inout Int) -> Part? {
        guard wanted <= headersRest else { return fail() }
        let piece = take(bytes, &at)
        checksum.update(piece)
        rest -= piece.count
        headersRest -= piece.count
        switch state {
        case .name: headerName.append(piece)
        case .value: keep(piece)
        default: for byte in piece { number = number << 8 | UInt64(byte) }
        }
        return wanted == 0 ? endField() : nil
    }

    private mutating func endField() -> Part? {
        let value = Int(number & 0xFFFF)
        switch state {
        case .nameLength:
            guard value > 0 else { return fail() }
            headerName.clear()
            want(value, .name)
        case .name: want(1, .type)
        case .type: return beginValue(type: value)
        case .valueLength where value > 0: want(value, .value)
        default: return endHeader()
        }
        return nil
    }

    /// The types: true, false, byte, short, integer, long, bytes, string, timestamp, UUID.
    private mutating func beginValue(type: Int) -> Part? {
        header = type == 7 ? named : .other
        switch type {
        case 0, 1: return endHeader()
        case 2: want(1, .value)
        case 3: want(2, .value)
        case 4: want(4, .value)
        case 5, 8: want(8, .value)
        case 6, 7: want(2, .valueLength)
        case 9: want(16, .value)
        default: return fail()
        }
        return nil
    }

    private var named: Header {
        if headerName.equals(":message-type") { return .messageType }
        if headerName.equals(":error-message") { return .errorMessage }
        let isName =
            headerName.equals(":event-type") || headerName.equals(":exception-type")
            || headerName.equals(":error-code")
        return isName ? .eventName : .other
    }

    private mutating func keep(_ piece: UnsafeRawBufferPointer) {
        switch header {
        case .messageType: messageType.append(piece)
        case .eventName: eventName.append(piece)
        case .errorMessage: errorMessage.append(piece)
        case .other: break
        }
    }

    private mutating func payload(_ bytes: UnsafeRawBufferPointer, _ at: inout Int) -> Part? {
        let start = at
        let piece = take(bytes, &at)
        checksum.update(piece)
        rest -= piece.count
        if wanted == 0 { want(4, .checksum) }
        return .payload(start..<at)
    }

    private mutating func end(_ bytes: UnsafeRawBufferPointer, _ at: inout Int) -> Part? {
        for byte in take(bytes, &at) { number = number << 8 | UInt64(byte) }
        if wanted > 0 { return nil }
        guard number == UInt64(checksum.value) else { return fail() }
        checksum = CRC32()
        want(12, .prelude)
        return .end
    }
}
