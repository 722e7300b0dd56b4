package import NIOCore

/// Where one field stands in a head's bytes.
struct HeadField {
    let id: FieldID
    /// The name's first byte, counted from the block's start.
    let nameStart: Int32
    let nameLength: Int32
    let valueStart: Int32
    let valueLength: Int32
    /// The byte behind the line's CRLF.
    let lineEnd: Int32
}

/// A parsed head: its raw bytes and where the fields stand in them; used again for the next message.
package final class HeadBlock {
    /// The bytes from the first line to the empty line, without it.
    package internal(set) var bytes = ByteBuffer()
    var fields: [HeadField] = []
    /// The method of a request; empty for answers.
    package internal(set) var method: Range<Int> = 0..<0
    /// The target of a request as sent; empty for answers.
    package internal(set) var target: Range<Int> = 0..<0
    /// The status of an answer; 0 for requests.
    package internal(set) var status = 0
    /// The minor version of HTTP/1.
    package internal(set) var minorVersion = 1
    /// The body's length, when the head tells it.
    package internal(set) var contentLength: Int?
    /// True when the body is chunked.
    package internal(set) var isChunked = false
    /// True when `Connection` holds `close`.
    package internal(set) var closes = false
    /// True when `Connection` holds `keep-alive`.
    package internal(set) var keepsAlive = false
    var expectsContinue = false
    /// What `Connection` names besides `close` and `keep-alive`, at most `nominationLimit`.
    var nominated: [Range<Int>] = []
    /// The most options of `Connection`.
    static let nominationLimit = 32

    /// Makes an empty block.
    package init() {}

    /// How many fields the head has.
    package var fieldCount: Int { fields.count }

    /// The same message in a block of its own.
    func copy() -> HeadBlock {
        let copy = HeadBlock()
        copy.bytes = bytes
        copy.fields = fields
        (copy.method, copy.target, copy.status, copy.minorVersion) = (method, target, status, minorVersion)
        (copy.contentLength, copy.isChunked) = (contentLength, isChunked)
        (copy.closes, copy.keepsAlive, copy.expectsContinue) = (closes, keepsAlive, expectsContinue)
        copy.nominated = nominated
        return copy
    }

    /// Forgets the message but keeps the room for fields.
    func reset() {
        bytes = ByteBuffer()
        fields.removeAll(keepingCapacity: true)
        method = 0..<0
        target = 0..<0
        status = 0
        minorVersion = 1
        contentLength = nil
        isChunked = false
        closes = false
        keepsAlive = false
        expectsContinue = false
        nominated.removeAll(keepingCapacity: true)
    }

    /// Lends the bytes of a range of the block.
    func withBytes<R>(_ range: Range<Int>, _ body: (UnsafeRawBufferPointer) -> R) -> R {
        bytes.withUnsafeReadableBytes { body(UnsafeRawBufferPointer(rebasing: $0[range])) }
    }

    /// Lends the value of a field.
    func withValue<R>(_ field: HeadField, _ body: (UnsafeRawBufferPointer) -> R) -> R {
        let start = Int(field.valueStart)
        return withBytes(start..<start + Int(field.valueLength), body)
    }

    /// The first field with the id, or nil.
    func first(_ id: FieldID) -> HeadField? {
        for field in fields where field.id == id { return field }
        return nil
    }

    /// The text of the first field with the id, cut at `limit` bytes; invalid UTF-8 is repaired.
    func text(_ id: FieldID, limit: Int = 256) -> String? {
        guard let field = first(id) else { return nil }
        return withValue(field) { String(decoding: $0.prefix(limit), as: UTF8.self) }
    }

    /// The value of the first field of a name in lower case, at most 256 bytes of it.
    func value(of name: String) -> String? {
        fields.first { self.name($0) == name }.map { field in
            withValue(field) { String(decoding: $0.prefix(256), as: UTF8.self) }
        }
    }

    /// The text of a range, repaired where it is not UTF-8.
    package func text(_ range: Range<Int>) -> String {
        withBytes(range) { String(decoding: $0, as: UTF8.self) }
    }

    /// True when `Connection` names the field, which makes it hop-by-hop (RFC 9110, 7.6.1).
    func isNominated(_ field: HeadField) -> Bool {
        if nominated.isEmpty { return false }
        return bytes.withUnsafeReadableBytes { head in
            let start = Int(field.nameStart)
            let name = head[start..<start + Int(field.nameLength)]
            return nominated.contains { option in
                option.count == name.count
                    && zip(head[option], name).allSatisfy { ByteClass.lower($0) == ByteClass.lower($1) }
            }
        }
    }

    /// How many fields have the id.
    func count(_ id: FieldID) -> Int {
        var count = 0
        for field in fields where field.id == id { count += 1 }
        return count
    }

    /// Copies the lines of every field that is not left out, runs of lines at once.
    func copyLines(into output: inout ByteBuffer, leavingOut isLeftOut: (HeadField) -> Bool) {
        bytes.withUnsafeReadableBytes { head in
            var runStart = -1
            var runEnd = 0
            for field in fields {
                if isLeftOut(field) {
                    if runStart >= 0 { output.writeBytes(UnsafeRawBufferPointer(rebasing: head[runStart..<runEnd])) }
                    runStart = -1
                } else {
                    if runStart < 0 { runStart = Int(field.nameStart) }
                    runEnd = Int(field.lineEnd)
                }
            }
            if runStart >= 0 { output.writeBytes(UnsafeRawBufferPointer(rebasing: head[runStart..<runEnd])) }
        }
    }
}
