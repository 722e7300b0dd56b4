#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// What a credential is looked for by in bytes that come from outside; made once for a target.
///
/// Of a credential that requests are signed with, each part that is secret is looked for.
package final class SecretSearch: Sendable {
    /// Some bytes of the secret.
    private struct Part {
        /// Where in the secret they lie; empty where they are too few.
        let range: Range<Int>
        /// The place among them of the byte that is rarest in answers, by which they are looked for.
        let anchor: Int
    }

    private static let shortest = 8

    private let secret: Secret
    private let first: Part
    private let others: [Part]

    /// Makes a search for `secret`; what is shorter than 8 bytes is not looked for.
    ///
    /// Where requests are signed with it (`isSigning`) its form is that of AWS.
    package init(_ secret: Secret, isSigning: Bool = false) {
        self.secret = secret
        var ranges = [0..<secret.count]
        if isSigning, let credential = AWSCredential(secret) {
            let long = credential.secretParts.filter { $0.count >= Self.shortest }
            // The whole holds them, so that it is found by them.
            if !long.isEmpty { ranges = long }
        }
        let parts = ranges.filter { $0.count >= Self.shortest }.map { range in
            Part(range: range, anchor: secret.withBytes { Self.anchor(of: range, in: $0) })
        }
        first = parts.first ?? Part(range: 0..<0, anchor: 0)
        others = Array(parts.dropFirst())
    }

    /// True when the bytes hold the credential, or a part of it.
    package func isIn(_ bytes: UnsafeRawBufferPointer) -> Bool {
        find(first, in: bytes, from: 0) != nil || others.contains { find($0, in: bytes, from: 0) != nil }
    }

    /// Where the credential and its parts lie in the bytes; one may lie in another.
    package func places(in bytes: UnsafeRawBufferPointer) -> [Range<Int>] {
        var places: [Range<Int>] = []
        note(first, in: bytes, &places)
        for part in others { note(part, in: bytes, &places) }
        return places
    }

    /// How many bytes at the end may be the beginning of the credential, or of a part.
    package func beginning(atEndOf bytes: UnsafeRawBufferPointer) -> Int {
        var most = beginning(of: first, atEndOf: bytes)
        for part in others { most = max(most, beginning(of: part, atEndOf: bytes)) }
        return most
    }

    private func note(_ part: Part, in bytes: UnsafeRawBufferPointer, _ places: inout [Range<Int>]) {
        var from = 0
        while let at = find(part, in: bytes, from: from) {
            from = at + part.range.count
            places.append(at..<from)
        }
    }

    private func find(_ part: Part, in bytes: UnsafeRawBufferPointer, from start: Int) -> Int? {
        let count = part.range.count
        let last = bytes.count - count
        guard count > 0, start <= last, let base = bytes.baseAddress else { return nil }
        return secret.withBytes { secret in
            guard let secret = secret.baseAddress else { return nil }
            let wanted = secret + part.range.lowerBound
            let rarest = Int32(wanted.load(fromByteOffset: part.anchor, as: UInt8.self))
            var from = start
            while from <= last, let hit = memchr(base + from + part.anchor, rarest, last - from + 1) {
                let at = base.distance(to: UnsafeRawPointer(hit)) - part.anchor
                if memcmp(base + at, wanted, count) == 0 { return at }
                from = at + 1
            }
            return nil
        }
    }

    private func beginning(of part: Part, atEndOf bytes: UnsafeRawBufferPointer) -> Int {
        secret.withBytes { secret in
            let needle = secret[part.range]
            guard let first = needle.first else { return 0 }
            var length = min(needle.count - 1, bytes.count)
            while length > 0 {
                let start = bytes.count - length
                if bytes[start] == first, bytes[start...].elementsEqual(needle.prefix(length)) { return length }
                length -= 1
            }
            return 0
        }
    }

    private static func anchor(of range: Range<Int>, in secret: UnsafeRawBufferPointer) -> Int {
        let place = range.min { weight(secret[$0]) < weight(secret[$1]) }
        return (place ?? range.lowerBound) - range.lowerBound
    }

    /// How often a byte is met in JSON with English words, roughly.
    private static func weight(_ byte: UInt8) -> Int {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "q"), UInt8(ascii: "x"), UInt8(ascii: "z"): 0
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "j"), UInt8(ascii: "k"), UInt8(ascii: "v"): 1
        default: 2
        }
    }
}
