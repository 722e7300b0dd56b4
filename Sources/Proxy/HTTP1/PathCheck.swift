/// Refuses paths that two servers could read differently.
package enum PathCheck {
    /// False for dot segments, empty segments, `;` parameters, and encodings of `/`, `\`, `.`, NUL and controls.
    ///
    /// A Bedrock model may be named by an ARN with a slash in it, which stands encoded in one segment: there `%2F` is
    /// taken, and what lies between counts as a segment all the same.
    package static func isPlain(_ path: UnsafeRawBufferPointer) -> Bool {
        let takesSlash = holdsModel(path)
        var index = 0
        var segmentStart = 1
        while index < path.count {
            switch path[index] {
            case 0x2F:
                if index > 0 && isBadSegment(path, segmentStart, index) { return false }
                segmentStart = index + 1
            case 0x3B, 0x5C: return false
            case 0x25:
                guard index + 2 < path.count, let high = ByteClass.hexValue(path[index + 1]),
                    let low = ByteClass.hexValue(path[index + 2])
                else { return false }
                let byte = high << 4 | low
                if byte == 0x2F, takesSlash {
                    if isBadSegment(path, segmentStart, index) { return false }
                    segmentStart = index + 3
                } else if byte < 0x20 || byte == 0x2F || byte == 0x5C || byte == 0x2E || byte == 0x25 || byte == 0x7F {
                    return false
                }
            default: break
            }
            index += 1
        }
        let last = segmentStart..<path.count
        return last.isEmpty || !isDots(path, last)
    }

    /// False when a `%` is not followed by two hexadecimal digits, or encodes CR, LF or NUL.
    package static func hasGoodEscapes(_ target: UnsafeRawBufferPointer) -> Bool {
        var index = 0
        while index < target.count {
            if target[index] == 0x25 {
                guard index + 2 < target.count, let high = ByteClass.hexValue(target[index + 1]),
                    let low = ByteClass.hexValue(target[index + 2])
                else { return false }
                let byte = high << 4 | low
                if byte == 0 || byte == 10 || byte == 13 { return false }
            }
            index += 1
        }
        return true
    }

    /// True for `/bedrock/model/…` and `/upstream/{target}/model/…`.
    private static func holdsModel(_ path: UnsafeRawBufferPointer) -> Bool {
        let bedrock: StaticString = "/bedrock/model/"
        let model: StaticString = "/model/"
        let upstream: StaticString = "/upstream/"
        if begins(path[...], with: bedrock) { return true }
        guard begins(path[...], with: upstream) else { return false }
        let target = path.dropFirst(upstream.utf8CodeUnitCount)
        return target.firstIndex(of: 0x2F).map { begins(path[$0...], with: model) } ?? false
    }

    private static func begins(_ path: Slice<UnsafeRawBufferPointer>, with text: StaticString) -> Bool {
        path.starts(with: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    private static func isBadSegment(_ path: UnsafeRawBufferPointer, _ start: Int, _ end: Int) -> Bool {
        start == end || isDots(path, start..<end)
    }

    private static func isDots(_ path: UnsafeRawBufferPointer, _ range: Range<Int>) -> Bool {
        range.count <= 2 && path[range].allSatisfy { $0 == 0x2E }
    }
}
