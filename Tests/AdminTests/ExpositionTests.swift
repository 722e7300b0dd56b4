import CZlib
import HTTPTypes
import Testing

@Suite struct ExpositionTests {
    static let plain = "text/plain; version=0.0.4; charset=utf-8"
    static let open = "application/openmetrics-text; version=1.0.0; charset=utf-8"

    @Test(
        arguments: [
            (nil, plain), ("", plain), ("*/*", plain), ("text/plain", plain), ("application/json", plain),
            ("application/openmetrics-text", open),
            ("application/openmetrics-text; version=1.0.0; charset=utf-8;q=0.5,text/plain;version=0.0.4;q=0.3", open),
            ("application/openmetrics-text;q=0.2, text/plain;q=0.9", plain),
            ("application/openmetrics-text;version=9.9.9", plain),
        ] as [(String?, String)]
    )
    func `metrics come in the form the scraper likes best`(_ accept: String?, _ type: String) async throws {
        try await Plane().run { client in
            var headers: HTTPFields = [:]
            headers[.accept] = accept
            let reply = try await client.ask("/metrics", .get, headers)
            #expect(reply.status == 200)
            #expect(reply.type == type)
            #expect(reply.text.hasSuffix("# EOF\n") == (type == Self.open))
            #expect(reply.text.contains("weir_build_info{version=\"1.2.3\""))
        }
    }

    @Test func `wishes on several lines are one list`() async throws {
        try await Plane().run { client in
            var headers = HTTPFields()
            headers.append(HTTPField(name: .accept, value: "text/plain;q=0.1"))
            headers.append(HTTPField(name: .accept, value: "application/openmetrics-text"))
            headers.append(HTTPField(name: .acceptEncoding, value: "br"))
            headers.append(HTTPField(name: .acceptEncoding, value: "gzip"))
            let reply = try await client.ask("/metrics", .get, headers)
            #expect(reply.type == Self.open)
            #expect(reply.headers[.contentEncoding] == "gzip")
        }
    }

    @Test(arguments: [("gzip", true), ("deflate, gzip;q=0.5", true), ("gzip;q=0", false), ("identity", false)])
    func `metrics are compressed for those who can read that`(_ accepted: String, _ isPacked: Bool) async throws {
        try await Plane().run { client in
            let reply = try await client.ask("/metrics", .get, [.acceptEncoding: accepted])
            #expect(reply.headers[.contentEncoding] == (isPacked ? "gzip" : nil))
            let text = isPacked ? try #require(Self.unpacked(reply.body)) : reply.text
            #expect(text.contains("# TYPE weir_build_info gauge\n"))
        }
    }

    @Test func `a cache is told what the answer depends on, a scraper when the process began`() async throws {
        try await Plane().run { client in
            let reply = try await client.ask("/metrics")
            #expect(reply.headers[.vary] == "accept, accept-encoding")
            #expect(reply.field("Process-Start-Time-Unix") == "1795396600")
        }
    }

    /// Unpacks gzip; nil when it is none or not whole.
    private static func unpacked(_ packed: [UInt8]) -> String? {
        var stream = z_stream()
        let size = Int32(MemoryLayout<z_stream>.size)
        guard inflateInit2_(&stream, 15 + 16, ZLIB_VERSION, size) == Z_OK else { return nil }
        defer { inflateEnd(&stream) }
        var source = packed
        var text = [UInt8](repeating: 0, count: 4_194_304)
        let isWhole = source.withUnsafeMutableBufferPointer { source in
            text.withUnsafeMutableBufferPointer { target in
                stream.next_in = source.baseAddress
                stream.avail_in = uInt(source.count)
                stream.next_out = target.baseAddress
                stream.avail_out = uInt(target.count)
                return inflate(&stream, Z_FINISH) == Z_STREAM_END
            }
        }
        return isWhole ? String(decoding: text[..<Int(stream.total_out)], as: UTF8.self) : nil
    }
}
