import Exchange
import NIOCore
import Proxy

/// What weir's codec makes of a caller's bytes, taken the way a connection takes them.
struct CodecRun: Equatable {
    /// One request of which at least the head was taken.
    struct Request: Equatable {
        var method: String
        var target: String
        var fieldCount: Int
        var body: [UInt8] = []
        var isWhole = false
        var closes: Bool
    }

    /// Why nothing more was taken.
    enum End: Equatable {
        /// The bytes are used up between two requests.
        case border
        /// The bytes end inside a request.
        case inside
        /// A head is refused.
        case refused(FailureCode)
        /// A body is broken.
        case broken
    }

    private(set) var requests: [Request] = []
    private(set) var end = End.border

    var wholeCount: Int { requests.count { $0.isWhole } }

    /// Takes the pieces one after another until something is refused.
    init(_ pieces: [[UInt8]], limits: Limits = Limits()) {
        var taker = Taker(limits: limits)
        for piece in pieces where taker.isOpen { taker.take(piece) }
        requests = taker.requests
        end = taker.end
    }

    init(_ bytes: [UInt8]) {
        self.init([bytes])
    }
}

private struct Taker {
    var requests: [CodecRun.Request] = []
    var end = CodecRun.End.border
    private var parser: HeadParser
    private let block = HeadBlock()
    private var buffer = ByteBuffer()
    private var decoder: BodyDecoder?

    init(limits: Limits) {
        parser = HeadParser(
            kind: .request,
            byteLimit: limits.headBytes,
            fieldLimit: limits.headFields,
            targetLimit: limits.targetBytes
        )
    }

    var isOpen: Bool {
        switch end {
        case .border, .inside: true
        case .refused, .broken: false
        }
    }

    mutating func take(_ piece: [UInt8]) {
        buffer.writeBytes(piece)
        while isOpen {
            if decoder == nil {
                guard takeHead() else { return }
            } else {
                guard takeBody() else { return }
            }
        }
    }

    private mutating func takeHead() -> Bool {
        for _ in 0..<2 where buffer.getInteger(at: buffer.readerIndex, as: UInt16.self) == 0x0D0A {
            buffer.moveReaderIndex(forwardBy: 2)
        }
        end = buffer.readableBytes == 0 ? .border : .inside
        guard buffer.readableBytes > 0 else { return false }
        switch parser.parse(buffer, into: block) {
        case .incomplete: return false
        case .refused(let code, _):
            end = .refused(code)
            return false
        case .complete(let length):
            buffer.moveReaderIndex(forwardBy: length)
            requests.append(
                CodecRun.Request(
                    method: block.text(block.method),
                    target: block.text(block.target),
                    fieldCount: block.fieldCount,
                    closes: block.closes || (block.minorVersion == 0 && !block.keepsAlive)
                )
            )
            decoder = block.isChunked ? .chunked : .length(block.contentLength ?? 0)
            return true
        }
    }

    private mutating func takeBody() -> Bool {
        guard var decoder else { return true }
        end = .inside
        switch decoder.next(&buffer) {
        case .more:
            self.decoder = decoder
            return false
        case .piece(let piece):
            self.decoder = decoder
            requests[requests.count - 1].body += Array(buffer: piece)
            return true
        case .end:
            self.decoder = nil
            requests[requests.count - 1].isWhole = true
            end = .border
            return true
        case .broken:
            end = .broken
            return false
        }
    }
}
