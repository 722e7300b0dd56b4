/// The payloads of a captured event stream (html.spec.whatwg.org, section 9.2.6), one after the other.
///
/// Comments and event names are passed over. An event cut by the end of the capture is handed on too: it
/// counts when its JSON is whole.
struct ConversationEvents {
    private let bytes: [UInt8]
    private var place: Int

    /// Takes a captured stream.
    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        place = bytes.starts(with: [0xef, 0xbb, 0xbf]) ? 3 : 0
    }

    /// Hands on what is left, one payload after the other.
    mutating func read(_ take: (UnsafeRawBufferPointer) -> Void) {
        bytes.withUnsafeBytes { bytes in while place < bytes.count { event(in: bytes, take) } }
    }

    /// Passes one event, up to the blank line behind it.
    private mutating func event(in bytes: UnsafeRawBufferPointer, _ take: (UnsafeRawBufferPointer) -> Void) {
        // Nearly every event has one line of data, which is read where it stands.
        var data: Range<Int>?
        var joined: [UInt8]?
        while place < bytes.count {
            let line = line(in: bytes)
            if line.isEmpty { break }
            guard let piece = Self.payload(of: line, in: bytes) else { continue }
            guard let first = data else {
                data = piece
                continue
            }
            var all = joined ?? Array(bytes.part(first))
            // A line break before the first word would be none of the payload's.
            if !all.isEmpty { all.append(UInt8(ascii: "\n")) }
            all.append(contentsOf: bytes.part(piece))
            joined = all
        }
        if let joined { joined.withUnsafeBytes(take) } else if let data { take(bytes.part(data)) }
    }

    /// The next line without its end: LF, CR LF or CR.
    private mutating func line(in bytes: UnsafeRawBufferPointer) -> Range<Int> {
        let start = place
        let end = bytes.lineEnd(from: start)
        place = end
        if place < bytes.count, bytes[place] == UInt8(ascii: "\r") {
            place += 1
            if place < bytes.count, bytes[place] == UInt8(ascii: "\n") { place += 1 }
        } else if place < bytes.count {
            place += 1
        }
        return start..<end
    }

    private static func payload(of line: Range<Int>, in bytes: UnsafeRawBufferPointer) -> Range<Int>? {
        guard line.count >= 5, bytes.part(line.lowerBound..<line.lowerBound + 5).equals("data:") else { return nil }
        let start = line.lowerBound + 5
        let hasBlank = start < line.upperBound && bytes[start] == UInt8(ascii: " ")
        return (hasBlank ? start + 1 : start)..<line.upperBound
    }
}
