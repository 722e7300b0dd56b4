import Exchange
import Foundation
import NIOCore
import NIOEmbedded
import NIOHTTP1
import Support
import Testing

/// weir's codec against NIO's, which is llhttp: weir may refuse more, but must never see other requests.
///
/// `WEIR_MUTANTS` sets how many spoiled requests are compared.
@Suite struct DifferentialTests {
    @Test func `what weir takes llhttp takes alike`() throws {
        let count = ProcessInfo.processInfo.environment["WEIR_MUTANTS"].flatMap(Int.init) ?? 4_000
        var draw = Draw(seed: 1)
        var taken = 0
        for number in 0..<count {
            let bytes = Mutant.make(&draw)
            let ours = CodecRun(draw.split(bytes))
            let known = ours.requests.filter { request in Method.allCases.contains { $0.rawValue == request.method } }
            // methods weir does not know are answered 405; llhttp knows others
            guard known.count == ours.requests.count, ours.wholeCount > 0, !Self.differsKnowingly(bytes) else {
                continue
            }
            taken += 1
            let theirs = try StockCodec.read(bytes)
            for (index, request) in ours.requests.enumerated() where request.isWhole {
                // behind a request that closes weir reads nothing
                if ours.requests[..<index].contains(where: \.closes) { break }
                let text = String(decoding: bytes, as: UTF8.self)
                guard theirs.count > index else {
                    Issue.record("\(number): llhttp refuses \(text.debugDescription)")
                    break
                }
                let other = theirs[index]
                #expect(request.method == other.method && request.target == other.target, "\(text.debugDescription)")
                #expect(request.fieldCount == other.fieldCount, "\(text.debugDescription)")
                #expect(request.body == other.body, "\(text.debugDescription)")
            }
        }
        #expect(taken > count / 20)
    }
}

extension DifferentialTests {
    /// True for the two things weir takes and llhttp does not: a tab behind a value (RFC 9110, 5.6.3 allows it),
    /// and a body beside an `Upgrade` that weir does not follow (RFC 9110, 7.8).
    private static func differsKnowingly(_ bytes: [UInt8]) -> Bool {
        bytes.contains(9) || String(decoding: bytes, as: UTF8.self).contains("Connection: upgrade")
    }
}

/// Good requests with something spoiled.
enum Mutant {
    static func make(_ draw: inout Draw) -> [UInt8] {
        var bytes = draw.pick(Samples.requests)
        for _ in 0..<draw.int(1...3) { spoil(&bytes, &draw) }
        return bytes
    }

    private static let lines = [
        "Content-Length: 5\r\n", "Transfer-Encoding: chunked\r\n", "Connection: close\r\n", "Host: b\r\n", "X: y\r\n",
        "Content-Length: 005\r\n", "transfer-encoding: identity\r\n", " folded\r\n", "X:\u{b}y\r\n", "Upgrade: h2c\r\n",
        "Connection: upgrade\r\n",
    ]

    private static func spoil(_ bytes: inout [UInt8], _ draw: inout Draw) {
        let at = draw.int(0...(bytes.count - 1))
        switch draw.int(0...8) {
        case 0: bytes[at] = UInt8(truncatingIfNeeded: draw.next())
        case 1: bytes.remove(at: at)
        case 2: bytes.insert(draw.pick([0, 9, 10, 13, 32, 58, 59, 127, 200, 48, 65]), at: at)
        case 3: bytes.insert(bytes[at], at: at)
        case 4...6:
            // a line more behind the first one
            guard let end = bytes.firstIndex(of: 10) else { return }
            bytes.insert(contentsOf: Array(draw.pick(lines).utf8), at: end + 1)
        case 7:
            guard let end = bytes[at...].firstIndex(of: 13) else { return }
            bytes.remove(at: end)
        default:
            let end = min(bytes.count, at + draw.int(1...20))
            bytes.insert(contentsOf: bytes[at..<end], at: draw.int(0...bytes.count))
        }
        if bytes.isEmpty { bytes = [13] }
    }
}

/// NIO's own decoder.
enum StockCodec {
    static func read(_ bytes: [UInt8]) throws -> [CodecRun.Request] {
        let channel = EmbeddedChannel(handler: ByteToMessageHandler(HTTPRequestDecoder()))
        defer { _ = try? channel.finish(acceptAlreadyClosed: true) }
        // an error ends what can be read; what came before it stands
        _ = try? channel.writeInbound(ByteBuffer(bytes: bytes))
        var requests: [CodecRun.Request] = []
        while let part = try channel.readInbound(as: HTTPServerRequestPart.self) {
            switch part {
            case .head(let head):
                requests.append(
                    CodecRun.Request(
                        method: head.method.rawValue,
                        target: head.uri,
                        fieldCount: head.headers.count,
                        closes: !head.isKeepAlive
                    )
                )
            case .body(let piece): requests[requests.count - 1].body += Array(buffer: piece)
            case .end: requests[requests.count - 1].isWhole = true
            }
        }
        return requests.filter(\.isWhole)
    }
}
