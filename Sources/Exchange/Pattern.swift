/// A name in which `*` stands for any run of bytes, the empty one included; everything else stands for itself.
///
/// Matching goes over UTF-8, minds case, and takes time linear in the lengths of pattern and name, whatever
/// they are: the literal pieces are searched one after the other by Knuth, Morris and Pratt's method.
package struct Pattern: Sendable, Hashable {
    /// The pattern as it was written.
    package let text: String
    private let pieces: [Piece]

    /// Makes a pattern; every text is one.
    package init(_ text: String) {
        self.text = text
        pieces = text.utf8.split(separator: UInt8(ascii: "*"), omittingEmptySubsequences: false)
            .map { Piece(bytes: Array($0)) }
    }

    /// True when there is no `*`, so the pattern names one thing.
    package var isExact: Bool { pieces.count == 1 }

    /// How many bytes stand for themselves; of two patterns that match, the one with more says more.
    package var literalBytes: Int { pieces.reduce(0) { $0 + $1.bytes.count } }

    /// Tells whether the whole of `name` matches.
    package func matches(_ name: some StringProtocol) -> Bool {
        name.utf8.withContiguousStorageIfAvailable(matches) ?? Array(name.utf8).withUnsafeBufferPointer(matches)
    }

    /// Tells whether the whole of `name`, in UTF-8, matches.
    package func matches(_ name: UnsafeBufferPointer<UInt8>) -> Bool {
        guard let first = pieces.first, let last = pieces.last else { return name.isEmpty }
        if isExact { return name.elementsEqual(first.bytes) }
        guard name.count >= first.bytes.count + last.bytes.count, name.starts(with: first.bytes) else { return false }
        let end = name.count - last.bytes.count
        guard name[end...].elementsEqual(last.bytes) else { return false }
        var place = first.bytes.count
        for piece in pieces[1..<(pieces.count - 1)] {
            guard let next = piece.end(in: name, from: place, to: end) else { return false }
            place = next
        }
        return true
    }
}

extension Pattern {
    /// A run of literal bytes, and for each of its prefixes the length of the longest border.
    private struct Piece: Sendable, Hashable {
        let bytes: [UInt8]
        let borders: [Int]

        init(bytes: [UInt8]) {
            self.bytes = bytes
            var borders = [Int](repeating: 0, count: bytes.count)
            var length = 0
            for index in bytes.indices.dropFirst() {
                while length > 0, bytes[index] != bytes[length] { length = borders[length - 1] }
                if bytes[index] == bytes[length] { length += 1 }
                borders[index] = length
            }
            self.borders = borders
        }

        /// The place behind the first occurrence within the bounds, or nil.
        func end(in name: UnsafeBufferPointer<UInt8>, from start: Int, to end: Int) -> Int? {
            if bytes.isEmpty { return start }
            var length = 0
            for index in start..<end {
                while length > 0, name[index] != bytes[length] { length = borders[length - 1] }
                if name[index] == bytes[length] { length += 1 }
                if length == bytes.count { return index + 1 }
            }
            return nil
        }
    }
}
