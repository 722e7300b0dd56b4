package import NIOCore

/// What a body decoder took from the bytes.
package enum BodyStep {
    /// More bytes are needed.
    case more
    /// A piece of the body.
    case piece(ByteBuffer)
    /// The body is over; what is left belongs to the next message.
    case end
    /// The framing is broken.
    case broken(String)
}

/// Takes one message's body out of a byte stream (RFC 9112, 6 and 7).
package struct BodyDecoder {
    /// The longest chunk-size line, extensions included, in bytes.
    static let sizeLineLimit = 256
    /// The most bytes of trailers.
    static let trailerLimit = 8_192
    /// The most bytes of chunk extensions in one body, against floods of tiny chunks (CVE-2023-39326).
    static let extensionLimit = 16_384

    private enum State {
        case length(Int)
        case untilClose
        case chunkSize
        case chunkData(Int)
        case chunkEnd
        case trailers(Int)
        case done
    }

    private var state: State
    private var extensionBytes = 0

    private init(_ state: State) {
        self.state = state
    }

    /// A body of so many bytes.
    package static func length(_ count: Int) -> BodyDecoder { BodyDecoder(count == 0 ? .done : .length(count)) }

    /// A chunked body.
    package static var chunked: BodyDecoder { BodyDecoder(.chunkSize) }

    /// A body that ends with the connection.
    package static var untilClose: BodyDecoder { BodyDecoder(.untilClose) }

    /// True when the end of the connection is the end of the body.
    var endsWithClose: Bool {
        if case .untilClose = state { return true }
        return false
    }

    /// True when the whole body was taken.
    package var isDone: Bool {
        if case .done = state { return true }
        return false
    }

    /// Takes the next piece out of `buffer`.
    package mutating func next(_ buffer: inout ByteBuffer) -> BodyStep {
        while true {
            switch state {
            case .done: return .end
            case .untilClose: return take(buffer.readableBytes, from: &buffer)
            case .length(let left):
                guard buffer.readableBytes > 0 else { return .more }
                let count = min(left, buffer.readableBytes)
                state = left == count ? .done : .length(left - count)
                return take(count, from: &buffer)
            case .chunkData(let left):
                guard buffer.readableBytes > 0 else { return .more }
                let count = min(left, buffer.readableBytes)
                state = left == count ? .chunkEnd : .chunkData(left - count)
                return take(count, from: &buffer)
            case .chunkEnd:
                guard buffer.readableBytes >= 2 else { return .more }
                guard buffer.readInteger(as: UInt16.self) == 0x0D0A else {
                    return .broken("a chunk is longer than its size")
                }
                state = .chunkSize
            case .chunkSize:
                if let step = readSize(&buffer) { return step }
            case .trailers(let seen):
                if let step = skipTrailer(&buffer, seen: seen) { return step }
            }
        }
    }

    private func take(_ count: Int, from buffer: inout ByteBuffer) -> BodyStep {
        guard count > 0, let piece = buffer.readSlice(length: count) else { return .more }
        return .piece(piece)
    }

    /// The line up to CRLF without it, or a step when it is not there or broken.
    private func readLine(_ buffer: inout ByteBuffer, limit: Int) -> (line: ByteBuffer?, step: BodyStep?) {
        let view = buffer.readableBytesView
        guard let newline = view.prefix(limit + 2).firstIndex(of: 10) else {
            return (nil, buffer.readableBytes > limit + 1 ? .broken("a chunk line is too long") : .more)
        }
        let length = newline - buffer.readerIndex
        guard length >= 1, view[newline - 1] == 13 else { return (nil, .broken("a chunk line ends in a bare LF")) }
        let line = buffer.readSlice(length: length - 1)
        buffer.moveReaderIndex(forwardBy: 2)
        return (line, nil)
    }

    // chunk-size [ ";" extension ] CRLF; digits only, at most 15 of them.
    private mutating func readSize(_ buffer: inout ByteBuffer) -> BodyStep? {
        let (line, step) = readLine(&buffer, limit: Self.sizeLineLimit)
        guard let line else { return step }
        var size = 0
        var digits = 0
        var rest = line.readableBytesView[...]
        while let byte = rest.first, let value = ByteClass.hexValue(byte) {
            size = size << 4 | value
            digits += 1
            if digits > 15 { return .broken("a chunk size is too large") }
            rest = rest.dropFirst()
        }
        guard digits > 0, isGoodExtension(rest) else { return .broken("a chunk size is malformed") }
        extensionBytes += rest.count
        if extensionBytes > Self.extensionLimit { return .broken("too many chunk extensions") }
        state = size == 0 ? .trailers(0) : .chunkData(size)
        return nil
    }

    // *( ";" name [ "=" value ] ) without the blanks that RFC 9112, 7.1.1 calls bad: readers differ there.
    private func isGoodExtension(_ rest: ByteBufferView.SubSequence) -> Bool {
        if rest.isEmpty { return true }
        guard rest.first == 0x3B else { return false }
        return rest.dropFirst().split(separator: 0x3B, omittingEmptySubsequences: false).allSatisfy { part in
            let halves = part.split(separator: 0x3D, omittingEmptySubsequences: false)
            return halves.count <= 2
                && halves.allSatisfy { !$0.isEmpty && $0.allSatisfy { ByteClass.isToken($0) || $0 == 0x22 } }
        }
    }

    // Trailers are read and thrown away: nothing may arrive behind the checks of the head.
    private mutating func skipTrailer(_ buffer: inout ByteBuffer, seen: Int) -> BodyStep? {
        let (line, step) = readLine(&buffer, limit: max(0, Self.trailerLimit - seen))
        guard let line else { return step }
        if line.readableBytes == 0 {
            state = .done
            return .end
        }
        let view = line.readableBytesView
        guard let colon = view.firstIndex(of: 0x3A), colon > view.startIndex,
            view[..<colon].allSatisfy({ ByteClass.isToken($0) }),
            view[colon...].allSatisfy({ ByteClass.isValue($0) })
        else { return .broken("a trailer is malformed") }
        state = .trailers(seen + line.readableBytes + 2)
        return nil
    }
}
