import Dialects
import Foundation
import Testing

/// One message of an AWS event stream as a test writes it, and what a splitter is to find in it.
struct AWSFrame: Hashable {
    var messageType = "event"
    var name = "chunk"
    var errorMessage = ""
    var payload: [UInt8] = []

    /// The headers in wire form; `other` stands before them.
    func bytes(nameHeader: String = ":event-type", other: [UInt8] = []) -> [UInt8] {
        var headers = other + Self.header(":message-type", messageType) + Self.header(nameHeader, name)
        if !errorMessage.isEmpty { headers += Self.header(":error-message", errorMessage) }
        return Self.message(headers: headers, payload: payload)
    }

    static func header(_ name: String, _ value: String) -> [UInt8] {
        let value = Array(value.utf8)
        return [UInt8(name.utf8.count)] + Array(name.utf8) + [7, UInt8(value.count >> 8), UInt8(value.count & 255)]
            + value
    }

    static func message(headers: [UInt8], payload: [UInt8], total: Int? = nil) -> [UInt8] {
        var bytes = digits(total ?? 16 + headers.count + payload.count) + digits(headers.count)
        bytes += digits(checksum(bytes))
        bytes += headers + payload
        return bytes + digits(checksum(bytes))
    }

    static func digits(_ number: Int) -> [UInt8] {
        (0..<4).map { UInt8(truncatingIfNeeded: number >> (24 - 8 * $0)) }
    }

    /// The checksum bit by bit, apart from the one that is tested.
    static func checksum(_ bytes: [UInt8]) -> Int {
        var crc: UInt32 = .max
        for byte in bytes {
            crc ^= UInt32(byte)
            for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0xEDB8_8320 : crc >> 1 }
        }
        return Int(~crc)
    }
}

/// Collects whole messages from a splitter.
struct AWSFrameCollector {
    var frames: [AWSFrame] = []
    var corrupt = 0
    var isInsideMessage: Bool { stream.isInsideMessage }
    private var stream = AWSEventStream()
    private var open: AWSFrame?

    mutating func feed(_ bytes: UnsafeRawBufferPointer) {
        var at = 0
        while let part = stream.next(in: bytes, at: &at) {
            switch part {
            case .begin:
                open = AWSFrame(
                    messageType: stream.messageType.string,
                    name: stream.eventName.string,
                    errorMessage: stream.errorMessage.string
                )
            case .payload(let range): open?.payload.append(contentsOf: bytes[range])
            case .end:
                if let open { frames.append(open) }
                open = nil
            case .corrupt: corrupt += 1
            }
        }
        #expect(at == bytes.count)
    }

    static func read(_ bytes: [UInt8], _ cut: Cut = .whole) -> AWSFrameCollector {
        var collector = AWSFrameCollector()
        cut.feed(bytes) { collector.feed($0) }
        return collector
    }
}

@Suite struct AWSEventStreamTests {
    private static let frames = [
        AWSFrame(name: "messageStart", payload: Array(#"{"role":"assistant"}"#.utf8)),
        AWSFrame(name: "empty"),
        AWSFrame(name: "contentBlockDelta", payload: Array(String(repeating: "é€𝄞", count: 300).utf8)),
        AWSFrame(messageType: "error", name: "InternalError", errorMessage: "it broke"),
    ]

    /// A header of every type but text, with the values AWS documents.
    private static let everyType: [UInt8] = [
        [1, 0x61, 0], [1, 0x62, 1], [1, 0x63, 2, 9], [1, 0x64, 3, 9, 9], [1, 0x65, 4, 9, 9, 9, 9],
        [1, 0x66, 5] + [UInt8](repeating: 9, count: 8), [1, 0x67, 6, 0, 3, 9, 9, 9], [1, 0x68, 6, 0, 0],
        [1, 0x69, 8] + [UInt8](repeating: 9, count: 8), [1, 0x6A, 9] + [UInt8](repeating: 9, count: 16),
        [1, 0x6B, 7, 0, 0],
    ].flatMap { $0 }

    @Test(arguments: Cut.several)
    func `messages are the same however they are cut`(cut: Cut) {
        var bytes: [UInt8] = []
        for frame in Self.frames {
            bytes += frame.bytes(
                nameHeader: frame.messageType == "error" ? ":error-code" : ":event-type",
                other: Self.everyType
            )
        }
        let found = AWSFrameCollector.read(bytes, cut)
        #expect(found.frames == Self.frames)
        #expect(found.corrupt == 0)
        #expect(!found.isInsideMessage)
    }

    @Test func `an exception is told by its own header`() {
        let frame = AWSFrame(messageType: "exception", name: "throttlingException", payload: Array("{}".utf8))
        #expect(AWSFrameCollector.read(frame.bytes(nameHeader: ":exception-type")).frames == [frame])
    }

    @Test func `a message without headers and payload is a message`() {
        let found = AWSFrameCollector.read(AWSFrame.message(headers: [], payload: []), .byte)
        #expect(found.frames == [AWSFrame(messageType: "", name: "")])
    }

    @Test func `a cut anywhere leaves the message unfinished and corrupts nothing`() {
        let bytes = Self.frames[0].bytes(other: Self.everyType)
        for length in 1..<bytes.count {
            let found = AWSFrameCollector.read(Array(bytes[..<length]), .byte)
            #expect(found.isInsideMessage && found.frames.isEmpty && found.corrupt == 0)
        }
    }

    @Test func `one changed bit anywhere is found and ends the stream`() {
        let bytes = Self.frames[0].bytes(other: Self.everyType)
        for place in bytes.indices {
            for bit in 0..<8 {
                var changed = bytes + Self.frames[1].bytes()
                changed[place] ^= 1 << UInt8(bit)
                let found = AWSFrameCollector.read(changed)
                #expect(found.frames.isEmpty && found.corrupt == 1)
            }
        }
    }

    @Test(
        arguments: [
            AWSFrame.message(headers: [], payload: [], total: 15),
            AWSFrame.message(headers: [], payload: [], total: 0),
            AWSFrame.message(headers: [], payload: [], total: AWSEventStream.messageLimit + 1),
            AWSFrame.message(headers: [], payload: [], total: 0xFFFF_FFFF),
            AWSFrame.message(headers: [1, 0x61, 0], payload: [], total: 18),
            AWSFrame.message(headers: [0, 0, 0, 0], payload: []),
            AWSFrame.message(headers: [1, 0x61, 10], payload: []),
            AWSFrame.message(headers: [5, 0x61, 0], payload: []),
            AWSFrame.message(headers: [1, 0x61], payload: []),
            AWSFrame.message(headers: [1, 0x61, 7, 0], payload: []),
            AWSFrame.message(headers: [1, 0x61, 7, 0, 2, 0x61], payload: [0x61]),
            AWSFrame.message(headers: [1, 0x61, 9, 0], payload: [UInt8](repeating: 0, count: 32)),
            AWSFrame.message(headers: [UInt8](repeating: 0, count: AWSEventStream.headersLimit + 1), payload: []),
        ]
    )
    func `a message that breaks the rules is refused`(bytes: [UInt8]) {
        for cut in [Cut.whole, .random(seed: 7)] {
            let found = AWSFrameCollector.read(bytes, cut)
            #expect(found.corrupt == 1)
            #expect(found.frames.isEmpty)
        }
    }

    @Test func `names beyond the bound are cut and strange ones are passed over`() {
        let name = String(repeating: "n", count: 200)
        let odd = AWSFrame.header(name, "x") + AWSFrame.header(":event-types", "x") + [5] + Array(":even".utf8) + [0]
        let found = AWSFrameCollector.read(AWSFrame(name: name).bytes(other: odd), .byte)
        #expect(found.frames.map(\.name) == [String(name.prefix(64))])
    }

    @Test func `random bytes never become a message`() {
        for seed in 1...500 as ClosedRange<UInt64> {
            var numbers = SplitMix(state: seed)
            let bytes = (0..<64).map { _ in UInt8(truncatingIfNeeded: numbers.next()) }
            #expect(AWSFrameCollector.read(bytes, .random(seed: seed)).frames.isEmpty)
        }
    }
}

/// The recorded event streams.
@Suite(.enabled(if: SharedFiles.hasFixtures))
struct AWSEventStreamFixtureTests {
    @Test(arguments: Cut.several)
    func `every recorded stream has its messages, however it is cut`(cut: Cut) throws {
        let folder = try #require(SharedFiles.fixtures)
        var count = 0
        for file in try SharedFiles.names(in: folder, suffix: ".expected.json") {
            let expected = try SharedFiles.object(folder.appending(path: file))
            guard expected["framing"] as? String == "aws-eventstream" else { continue }
            let name = String(file.dropLast(".expected.json".count))
            let raw = try SharedFiles.bytes(folder.appending(path: name + ".response"))
            let border = try #require(raw.firstRange(of: Array("\r\n\r\n".utf8)))
            let found = AWSFrameCollector.read(Array(raw[border.upperBound...]), cut)
            #expect(found.frames.count == expected["events"] as? Int, "\(name)")
            #expect(found.corrupt == 0 && !found.isInsideMessage)
            count += 1
        }
        #expect(count >= 5)
    }
}
