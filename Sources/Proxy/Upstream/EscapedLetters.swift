#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Finds ASCII letters and digits written as JSON escapes (`\\u0073`), which no honest encoder makes.
enum EscapedLetters {
    /// True when one is in the bytes.
    static func areIn(_ bytes: [UInt8]) -> Bool {
        bytes.withUnsafeBytes { bytes in
            guard let base = bytes.baseAddress else { return false }
            var at = 0
            while at + 6 <= bytes.count, let hit = memchr(base + at, 0x5C, bytes.count - at - 5) {
                at = base.distance(to: UnsafeRawPointer(hit))
                if bytes[at + 1] == 0x75, let value = value(bytes, at + 2), isLetter(value) { return true }
                at += 2
            }
            return false
        }
    }

    private static func value(_ bytes: UnsafeRawBufferPointer, _ start: Int) -> Int? {
        var value = 0
        for index in start..<start + 4 {
            guard let digit = ByteClass.hexValue(bytes[index]) else { return nil }
            value = value << 4 | digit
        }
        return value
    }

    private static func isLetter(_ value: Int) -> Bool {
        (0x30...0x39).contains(value) || (0x41...0x5A).contains(value) || (0x61...0x7A).contains(value)
    }
}
