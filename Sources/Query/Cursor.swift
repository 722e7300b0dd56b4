package import Exchange

/// The place behind the last exchange of a page.
///
/// Its text is opaque, and refused where it was changed or belongs to another query. It keeps the present time of the
/// first page, so that `time:-1h` means the same hour on every page.
package struct Cursor: Sendable, Hashable {
    /// When the last exchange of the page began, in microseconds.
    package let startedUs: Int64
    /// Its rowid within its day file.
    package let rowid: Int64
    /// The present time of the first page.
    package let now: WallTime
    private let fingerprint: UInt64

    private static let version: UInt8 = 1

    /// Marks the place behind an exchange of a query's page.
    package init(behind startedUs: Int64, rowid: Int64, of query: HistoryQuery) {
        self.startedUs = startedUs
        self.rowid = rowid
        now = WallTime(nanoseconds: query.now.microseconds * 1_000)
        fingerprint = Fingerprint.of(query.description)
    }

    /// The text a caller is given: base64url of version, place, time, the query's fingerprint and a check.
    package var text: String {
        var bytes = [Self.version]
        for word in [UInt64(bitPattern: startedUs), UInt64(bitPattern: rowid), UInt64(bitPattern: now.microseconds)] {
            bytes += Self.bytes(word)
        }
        bytes += Self.bytes(fingerprint)
        return AddressText.text(bytes + Self.check(bytes))
    }

    /// Reads a cursor; nil for a text that weir did not write, or that was changed.
    package init?(_ text: String) {
        guard text.utf8.count == 50, let bytes = AddressText.bytes(text), bytes.count == 37, bytes[0] == Self.version,
            Array(bytes[33...]) == Self.check(Array(bytes[..<33]))
        else { return nil }
        startedUs = Int64(bitPattern: Self.word(bytes[1..<9]))
        rowid = Int64(bitPattern: Self.word(bytes[9..<17]))
        let microseconds = Int64(bitPattern: Self.word(bytes[17..<25]))
        guard 0...9_000_000_000_000_000 ~= microseconds else { return nil }
        now = WallTime(nanoseconds: microseconds * 1_000)
        fingerprint = Self.word(bytes[25..<33])
    }

    /// Tells whether the page was cut by that query.
    package func belongs(to query: HistoryQuery) -> Bool { fingerprint == Fingerprint.of(query.description) }

    private static func bytes(_ word: UInt64) -> [UInt8] {
        (0..<8).map { UInt8(truncatingIfNeeded: word >> (56 - 8 * UInt64($0))) }
    }

    private static func word(_ bytes: ArraySlice<UInt8>) -> UInt64 { bytes.reduce(0) { $0 << 8 | UInt64($1) } }

    private static func check(_ bytes: [UInt8]) -> [UInt8] { Array(Self.bytes(Fingerprint.of(bytes)).suffix(4)) }
}

extension HistoryQuery {
    /// Reads the query of a further page: relative times count from the first page's present time.
    ///
    /// Throws where the cursor is not weir's, or belongs to another query.
    package static func parse(_ text: String, resuming cursor: String) throws(QueryRefusal) -> (HistoryQuery, Cursor) {
        guard let place = Cursor(cursor) else { throw refusal("the cursor is not one of weir's, or was changed") }
        let query = try parse(text, now: place.now)
        guard place.belongs(to: query) else { throw refusal("the cursor belongs to another query") }
        return (query, place)
    }

    private static func refusal(_ message: String) -> QueryRefusal {
        QueryRefusal([QueryDiagnostic(.cursorMismatch, 0..<0, message)])
    }
}

/// A 64-bit hash that stays the same between runs: FNV-1a (isthe.com/chongo/tech/comp/fnv).
///
/// It is no protection against malice.
private enum Fingerprint {
    static func of(_ text: String) -> UInt64 { of(Array(text.utf8)) }

    static func of(_ bytes: [UInt8]) -> UInt64 {
        bytes.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01B3 }
    }
}

/// Base 64 with the alphabet for addresses and without padding (RFC 4648, section 5).
private enum AddressText {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)

    static func text(_ bytes: [UInt8]) -> String {
        var result: [UInt8] = []
        var bits: UInt32 = 0
        var count: UInt32 = 0
        for byte in bytes {
            bits = bits << 8 | UInt32(byte)
            count += 8
            while count >= 6 {
                count -= 6
                result.append(alphabet[Int(bits >> count & 63)])
            }
            bits &= 0xFF
        }
        if count > 0 { result.append(alphabet[Int(bits << (6 - count) & 63)]) }
        return String(decoding: result, as: UTF8.self)
    }

    static func bytes(_ text: String) -> [UInt8]? {
        var result: [UInt8] = []
        var bits: UInt32 = 0
        var count: UInt32 = 0
        for byte in text.utf8 {
            guard let value = alphabet.firstIndex(of: byte) else { return nil }
            bits = (bits << 6 | UInt32(value)) & 0xFFFF
            count += 6
            if count >= 8 {
                count -= 8
                result.append(UInt8(truncatingIfNeeded: bits >> count))
            }
        }
        return bits & (1 << count - 1) == 0 ? result : nil
    }
}
