import Exchange
import NIOCore
import Proxy
import Testing

@Suite struct ConnectionOptionTests {
    private static func head(_ options: [String], fields count: Int = 1) -> [UInt8] {
        let size = max(1, (options.count + count - 1) / count)
        let lines = stride(from: 0, to: options.count, by: size).map {
            "Connection: \(options[$0..<min($0 + size, options.count)].joined(separator: ","))\r\n"
        }
        return Array("GET / HTTP/1.1\r\nHost: a\r\n\(lines.joined())\r\n".utf8)
    }

    private static func names(_ count: Int) -> [String] { (0..<count).map { "x\($0)" } }

    @Test(arguments: [1, 2, 11]) func `at most 32 options are taken, on however many lines`(_ lines: Int) {
        #expect(CodecRun(Self.head(Self.names(32), fields: lines)).end == .border)
        #expect(CodecRun(Self.head(Self.names(33), fields: lines)).end == .refused(.invalidRequest))
        #expect(CodecRun(Self.head(Self.names(5_000), fields: lines)).end == .refused(.invalidRequest))
    }

    @Test func `what is known or empty does not count`() {
        let known = Self.names(32) + ["close", "", " ", "Keep-Alive"]
        let run = CodecRun(Self.head(known))
        #expect(run.end == .border)
        #expect(run.requests.first?.closes == true)
        #expect(CodecRun(Self.head([String](repeating: "", count: 9_000))).end == .border)
    }

    @Test func `one request's options are not the next one's`() {
        let run = CodecRun(Self.head(Self.names(32)) + Self.head(Self.names(32)))
        #expect(run.end == .border)
        #expect(run.wholeCount == 2)
    }

    @Test func `a provider with more of them breaks the protocol`() {
        var parser = HeadParser(kind: .response, byteLimit: 32_768, fieldLimit: 128, targetLimit: 0)
        let text =
            "HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: \(Self.names(33).joined(separator: ","))\r\n\r\n"
        guard case .refused(let code, _) = parser.parse(ByteBuffer(string: text), into: HeadBlock()) else {
            Issue.record("it is taken")
            return
        }
        #expect(code == .upstreamProtocol)
    }
}
