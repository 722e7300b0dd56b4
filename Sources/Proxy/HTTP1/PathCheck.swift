/// Refuses paths that two servers could read differently.
package enum PathCheck {
    /// False for dot segments, empty segments, `;` parameters, and encodings of `/`, `\`, `.`, NUL and controls.
    package static func isPlain(_ path: UnsafeRawBufferPointer) -> Bool {
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
                if byte < 0x20 || byte == 0x2F || byte == 0x5C || byte == 0x2E || byte == 0x25 || byte == 0x7F {
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

    private static func isBadSegment(_ path: UnsafeRawBufferPointer, _ start: Int, _ end: Int) -> Bool {
        start == end || isDots(path, start..<end)
    }

    private static func isDots(_ path: UnsafeRawBufferPointer, _ range: Range<Int>) -> Bool {
        range.count <= 2 && path[range].allSatisfy { $0 == 0x2E }
    }
}
