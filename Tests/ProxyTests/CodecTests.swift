import Exchange
import NIOCore
import Proxy
import Support
import Testing

@Suite struct CodecTests {
    @Test(arguments: Samples.requests) func `a good request is taken whole`(_ bytes: [UInt8]) {
        let run = CodecRun(bytes)
        #expect(run.end == .border)
        #expect(run.wholeCount == run.requests.count)
        #expect(run.wholeCount > 0)
    }

    @Test(arguments: Samples.requests) func `every cut gives the same requests`(_ bytes: [UInt8]) {
        let whole = CodecRun(bytes)
        #expect(CodecRun(bytes.map { [$0] }) == whole)
        for first in 1..<bytes.count {
            #expect(CodecRun([Array(bytes[..<first]), Array(bytes[first...])]) == whole, "cut at \(first)")
        }
        for first in 1..<(bytes.count - 1) {
            let second = (first + bytes.count) / 2
            let pieces = [bytes[..<first], bytes[first..<second], bytes[second...]].map { Array($0) }
            #expect(CodecRun(pieces) == whole, "cut at \(first) and \(second)")
        }
    }

    @Test(arguments: Samples.requests) func `no beginning of a request is taken as a whole one`(_ bytes: [UInt8]) {
        let whole = CodecRun(bytes)
        for count in 0..<bytes.count {
            let run = CodecRun(Array(bytes[..<count]))
            #expect(run.end == .border || run.end == .inside, "the first \(count) bytes are refused")
            #expect(run.wholeCount <= whole.wholeCount)
            #expect(
                run.end == .inside || run.wholeCount < whole.wholeCount,
                "\(count) bytes of \(bytes.count) are whole"
            )
        }
    }

    @Test(arguments: [
        ("GET / HTTP/1.1\r\n\r\n", FailureCode.invalidRequest),
        ("GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n", .invalidRequest),
        ("GET / HTTP/1.1\nHost: a\n\n", .invalidRequest),
        ("GET  / HTTP/1.1\r\nHost: a\r\n\r\n", .invalidRequest),
        ("GET / HTTP/1.1\r\nHost: a\r\n folded\r\n\r\n", .invalidRequest),
        ("GET / HTTP/1.1\r\nHost : a\r\n\r\n", .invalidRequest),
        ("GET / HTTP/1.1\r\nHost: a\r\nx: \u{0}\r\n\r\n", .invalidRequest),
        ("GET http://a/ HTTP/1.1\r\nHost: a\r\n\r\n", .invalidRequest),
        ("GET /a/../b HTTP/1.1\r\nHost: a\r\n\r\n", .invalidRequest),
        ("GET / HTTP/2.0\r\nHost: a\r\n\r\n", .versionNotSupported),
        ("GET / HTTP/1.1\r\nHost: a\r\nContent-Length: +1\r\n\r\n", .invalidRequest),
        ("GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\n", .invalidRequest),
        ("GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n", .invalidRequest),
        ("GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n", .notImplemented),
        ("GET / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n", .invalidRequest),
        ("GET / HTTP/1.1\r\nHost: a b\r\n\r\n", .invalidRequest),
        ("GET / HTTP/1.1\r\nHost: a\r\nExpect: something\r\n\r\n", .invalidRequest),
    ]) func `a doubtful head is refused`(_ text: String, _ code: FailureCode) {
        let run = CodecRun(Array(text.utf8))
        #expect(run.end == .refused(code))
        #expect(run.requests == [])
    }

    @Test(arguments: [
        "x\r\n", "5 \r\nhello\r\n", "5\nhello\r\n", "5\r\nhello\n", "5\r\nhelloo\r\n", "-1\r\n", "0x5\r\nhello\r\n",
        "1234567890123456\r\n", "\r\n", "0\r\nbad trailer\r\n\r\n", "0\r\n: x\r\n\r\n",
        "5;" + String(repeating: "x", count: 400) + "\r\nhello\r\n", "5;\r\nhello\r\n", "5;x==y\r\nhello\r\n",
        "5;x=\r\nhello\r\n", "5;x=y \r\nhello\r\n", "5; x\r\nhello\r\n", "5;;x\r\nhello\r\n",
    ]) func `a broken chunk breaks the body`(_ body: String) {
        let run = CodecRun(
            Array("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n\(body)0\r\n\r\n".utf8)
        )
        #expect(run.end == .broken)
        #expect(run.wholeCount == 0)
    }

    @Test func `a head, a target and the number of fields are bounded`() {
        var limits = Limits()
        limits.headBytes = 200
        limits.headFields = 4
        limits.targetBytes = 20
        func end(_ text: String) -> CodecRun.End { CodecRun([Array(text.utf8)], limits: limits).end }
        let many = (0..<5).map { "x\($0): 1\r\n" }.joined()
        #expect(
            end("GET /\(String(repeating: "a", count: 30)) HTTP/1.1\r\nHost: a\r\n\r\n") == .refused(.targetTooLong)
        )
        #expect(end("GET / HTTP/1.1\r\nHost: a\r\n\(many)\r\n") == .refused(.headTooLarge))
        #expect(end("GET / HTTP/1.1\r\nHost: a\r\nx: \(String(repeating: "a", count: 200))") == .refused(.headTooLarge))
        #expect(end("GET /\(String(repeating: "a", count: 300))") == .refused(.targetTooLong))
    }

    @Test func `a flood of chunk extensions is refused`() {
        let chunk = "1;\(String(repeating: "e", count: 200))\r\nx\r\n"
        let flood = String(repeating: chunk, count: 100)
        let run = CodecRun(Array("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n\(flood)".utf8))
        #expect(run.end == .broken)
    }

    @Test func `a flood of trailers is refused`() {
        let flood = String(repeating: "x: y\r\n", count: 2_000)
        let run = CodecRun(Array("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\(flood)".utf8))
        #expect(run.end == .broken)
    }

    @Test func `random bytes never get past the head`() {
        var draw = Draw(seed: 7)
        for _ in 0..<2_000 {
            let run = CodecRun(draw.split(draw.bytes(draw.int(1...300))))
            #expect(run.requests == [])
        }
    }

    @Test(arguments: Samples.answers) func `an answer's head is taken at every cut`(_ bytes: [UInt8]) {
        for cut in 1..<bytes.count {
            var parser = HeadParser(kind: .response, byteLimit: 1_000, fieldLimit: 20)
            let block = HeadBlock()
            var isTaken = false
            for end in [cut, bytes.count] where !isTaken {
                if case .complete = parser.parse(ByteBuffer(bytes: bytes[..<end]), into: block) { isTaken = true }
            }
            #expect(isTaken)
            #expect([200, 404, 429].contains(block.status))
        }
    }

    @Test(arguments: [
        "HTTP/1.1 99 x\r\n\r\n", "HTTP/1.1 600 x\r\n\r\n", "HTTP/1.1 2000 x\r\n\r\n", "HTTP/1.1 20\r\n\r\n",
        "HTTP/3.1 200 x\r\n\r\n", "ICY 200 OK\r\n\r\n", "HTTP/1.1 200 a\u{1}\r\n\r\n",
        "HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 1\r\n\r\n",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: identity\r\n\r\n",
        "HTTP/1.1 200 OK\r\ncontent-length: 1\r\ntransfer-encoding: chunked\r\n\r\n",
    ]) func `a bad answer's head is refused`(_ text: String) {
        var parser = HeadParser(kind: .response, byteLimit: 1_000, fieldLimit: 20)
        guard case .refused = parser.parse(ByteBuffer(string: text), into: HeadBlock()) else {
            Issue.record("taken: \(text)")
            return
        }
    }
}
