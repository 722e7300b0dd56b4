import NIOCore
import NIOHPACK
import Proxy
import Testing

@Suite struct HTTP2HeadTests {
    private static let start: [(String, String)] = [
        (":method", "POST"), (":scheme", "https"), (":path", "/v1/files"), (":authority", "a"),
    ]

    @Test func `fields become a head of version 1`() throws {
        var fields = Self.start
        fields += [("host", "a"), ("x-a", "b"), ("te", "trailers")]
        let text = try #require(HTTP2Head.text(HPACKHeaders(fields)))
        #expect(String(buffer: text) == "POST /v1/files HTTP/1.1\r\nhost: a\r\nx-a: b\r\nte: trailers\r\n\r\n")
    }

    @Test(arguments: [
        ("connection", "close"), ("transfer-encoding", "chunked"), ("upgrade", "h2c"), ("keep-alive", "1"),
        ("te", "gzip"), ("X-Upper", "1"), ("bad name", "1"), ("", "1"), ("x", "a\r\nb: c"), ("x", "a\u{0}"),
        ("host", "b"),
    ]) func `what may not stand in version 2 is refused`(_ name: String, _ value: String) {
        #expect(HTTP2Head.text(HPACKHeaders(Self.start + [(name, value)])) == nil)
    }

    @Test func `a head without method or path is refused`() {
        #expect(HTTP2Head.text(HPACKHeaders([(":path", "/")])) == nil)
        #expect(HTTP2Head.text(HPACKHeaders([(":method", "GET")])) == nil)
        #expect(HTTP2Head.text(HPACKHeaders([(":method", "GET"), (":path", "/a\r\nx: y")])) == nil)
    }

    @Test func `lines become fields with names in lower case`() {
        let fields = HTTP2Head.fields(ByteBuffer(string: "Content-Type: a\r\nx-b:c\r\nx-empty: \r\n"))
        #expect(fields.map { "\($0.name)=\($0.value)" } == ["content-type=a", "x-b=c", "x-empty="])
    }
}
