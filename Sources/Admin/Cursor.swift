import Storage

/// Where the next page of a list begins: a place, bound to the question by marks that only weir can make.
///
/// base64url(version 1 | 8 bytes of the question's mark | place | 16 bytes of the mark of all that).
struct Cursor {
    private let mac: AdminMAC

    init(_ mac: AdminMAC) {
        self.mac = mac
    }

    /// The cursor for a place.
    func text(_ place: String, of question: String) -> String {
        let head = [1] + mac.mark(Array("question:\(question)".utf8)).prefix(8) + Array(place.utf8)
        return Base64URL.text(head + mac.mark(head).prefix(16))
    }

    /// The place a cursor names.
    func place(_ text: String, of question: String) throws(Problem) -> String {
        guard text.utf8.count <= 512, let bytes = Base64URL.bytes(text), bytes.count > 25, bytes[0] == 1 else {
            throw Problem(.cursorInvalid)
        }
        let head = Array(bytes.dropLast(16))
        guard mac.isMark(Array(bytes.suffix(16)), of: head) else { throw Problem(.cursorInvalid) }
        guard head[1..<9].elementsEqual(mac.mark(Array("question:\(question)".utf8)).prefix(8)) else {
            throw Problem(.cursorMismatch)
        }
        guard let place = String(validating: head.dropFirst(9), as: UTF8.self) else { throw Problem(.cursorInvalid) }
        return place
    }
}

/// Bytes as a text for paths and queries (RFC 4648, section 5), without padding.
enum Base64URL {
    private static let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)

    static func text(_ bytes: [UInt8]) -> String {
        var result: [UInt8] = []
        var (bits, held): (UInt32, UInt32) = (0, 0)
        for byte in bytes {
            (bits, held) = (bits << 8 | UInt32(byte), held + 8)
            while held >= 6 {
                held -= 6
                result.append(digits[Int(bits >> held & 63)])
            }
        }
        if held > 0 { result.append(digits[Int(bits << (6 - held) & 63)]) }
        return String(decoding: result, as: UTF8.self)
    }

    /// The bytes; nil for a foreign character or bits left over.
    static func bytes(_ text: String) -> [UInt8]? {
        guard text.utf8.count % 4 != 1 else { return nil }
        var result: [UInt8] = []
        var (bits, held): (UInt32, UInt32) = (0, 0)
        for character in text.utf8 {
            guard let digit = digits.firstIndex(of: character) else { return nil }
            (bits, held) = (bits << 6 | UInt32(digit), held + 6)
            guard held >= 8 else { continue }
            held -= 8
            result.append(UInt8(truncatingIfNeeded: bits >> held))
        }
        return bits & (1 << held - 1) == 0 ? result : nil
    }
}
