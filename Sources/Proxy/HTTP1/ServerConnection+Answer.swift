import NIOCore

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// The writing half of a connection: one answer at a time, coalesced into few writes.
extension ServerConnection: CallerSide {
    var isWritable: Bool { context?.channel.isWritable ?? false }

    func writeHead(_ answer: AnswerHead) {
        hasHead = true
        if answer.closes { isKeptAlive = false }
        if case .body = state { isKeptAlive = false }
        var room = 256 + answer.lines.readableBytes
        if case .length(let length) = answer.framing, length <= 32_768 { room += length }
        output = self.room.loopBuffer(room)
        output.writeStatusLine(answer.status)
        var lines = answer.lines
        output.writeBuffer(&lines)
        isChunkedAnswer = false
        switch answer.framing {
        case .none: break
        case .length(let length):
            output.writeStaticString("content-length: ")
            output.writeDecimal(length)
            output.writeStaticString("\r\n")
        case .open where head.minorVersion == 1:
            isChunkedAnswer = true
            output.writeStaticString("transfer-encoding: chunked\r\n")
        case .open: isKeptAlive = false
        }
        if !isKeptAlive {
            output.writeStaticString("connection: close\r\n")
        } else if head.minorVersion == 0 {
            output.writeStaticString("connection: keep-alive\r\n")
        }
        output.writeStaticString("\r\n")
    }

    func write(_ piece: ByteBuffer) {
        let count = piece.readableBytes
        guard count > 0 else { return }
        let isCopied = count <= StreamBuffers.copiedBytes
        if isCopied, output.readableBytes + count > StreamBuffers.copiedBytes { send(consumeOutput()) }
        if output.readableBytes == 0 { output = room.loopBuffer(isCopied ? count + 32 : 32) }
        if isChunkedAnswer {
            output.writeHexadecimal(count)
            output.writeStaticString("\r\n")
        }
        if isCopied {
            output.writeImmutableBuffer(piece)
        } else {
            send(consumeOutput())
            send(piece)
        }
        if isChunkedAnswer { output.writeStaticString("\r\n") }
    }

    func flush() {
        if output.readableBytes > 0 { send(consumeOutput()) }
        context?.flush()
    }

    func finish() {
        if isChunkedAnswer { output.writeStaticString("0\r\n\r\n") }
        isChunkedAnswer = false
        flush()
    }

    func cut() {
        isKeptAlive = false
        // what the record counts as sent goes out; no end of the body follows it
        if head.minorVersion == 1 { flush() }
        output = ByteBuffer()
        context?.flush()
        if head.minorVersion == 0 {
            // a body that ends with the connection can only be told from a whole one by a reset
            let provider = context?.channel as? any SocketOptionProvider
            _ = provider?.setSoLinger(linger(l_onoff: 1, l_linger: 0))
        }
        state = .closed
        context?.close(promise: nil)
    }

    func setReading(_ isOn: Bool) {
        guard isOn != isReading, let context else { return }
        isReading = isOn
        try? context.channel.syncOptions?.setOption(.autoRead, value: isOn)
        if isOn { context.read() }
    }

    func sendContinue() {
        guard head.expectsContinue, !hasHead else { return }
        output = room.loopBuffer(32)
        output.writeStaticString("HTTP/1.1 100 Continue\r\n\r\n")
        flush()
    }

    private func consumeOutput() -> ByteBuffer {
        let bytes = output
        output = ByteBuffer()
        return bytes
    }

    private func send(_ bytes: ByteBuffer) {
        context?.write(wrapOutboundOut(bytes), promise: nil)
    }
}
