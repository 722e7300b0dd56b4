/// A short text kept in place, cut at `capacity` bytes; it never allocates.
package struct BoundedText<let capacity: Int>: Sendable {
    private var bytes = InlineArray<capacity, UInt8>(repeating: 0)
    private(set) var count = 0

    init() {}

    init(_ text: UnsafeRawBufferPointer) {
        append(text)
    }

    var isEmpty: Bool { count == 0 }

    /// The text; half a character at the cut is left out.
    package var string: String {
        withBytes { String(decoding: $0.trimmed, as: UTF8.self) }
    }

    mutating func clear() {
        count = 0
    }

    /// Puts `text` in the place of what is there.
    mutating func set(_ text: UnsafeRawBufferPointer) {
        count = 0
        append(text)
    }

    mutating func append(_ text: UnsafeRawBufferPointer) {
        let room = text.part(0..<min(text.count, capacity - count))
        var span = bytes.mutableSpan
        span.withUnsafeMutableBytes { place in
            UnsafeMutableRawBufferPointer(rebasing: place[count...]).copyMemory(from: room)
        }
        count += room.count
    }

    mutating func append(_ text: BoundedText<capacity>) {
        text.withBytes { append($0) }
    }

    mutating func append(_ text: StaticString) {
        append(UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    func equals(_ text: StaticString) -> Bool {
        withBytes { $0.equals(text) }
    }

    func ends(with text: StaticString) -> Bool {
        withBytes { $0.ends(with: text) }
    }

    func withBytes<Answer>(_ body: (UnsafeRawBufferPointer) -> Answer) -> Answer {
        bytes.span.withUnsafeBytes { body($0.part(0..<count)) }
    }
}

extension UnsafeRawBufferPointer {
    /// A hash of the bytes that lives as long as the process, never 0.
    var hash: Int {
        var hasher = Hasher()
        hasher.combine(bytes: self)
        return hasher.finalize() | 1
    }

    /// The bytes without a UTF-8 sequence that is cut off at the end.
    var trimmed: UnsafeRawBufferPointer {
        var start = count
        while start > 0, count - start < 4 {
            start -= 1
            let byte = self[start]
            if byte < 0x80 { break }
            if byte >= 0xC0 {
                let length = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : 2
                return start + length <= count ? self : part(0..<start)
            }
        }
        return self
    }
}
