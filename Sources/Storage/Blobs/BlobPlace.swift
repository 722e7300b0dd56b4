import Dialects
import GRDB

/// Where the words of a long message lie: what its row keeps in their stead.
struct BlobPlace: Sendable, Hashable {
    /// Where the record begins, in bytes from the start of its file.
    let place: Int64
    /// How many bytes follow the record's head.
    let length: Int
    /// How they are to be read, and in which of the day's two files they lie.
    let coding: BlobCoding
}

extension BlobPlace {
    /// Reads the columns of a row; nil when they name no place.
    init?(_ row: Row) {
        guard let coding = (row["blob_coding"] as String?).flatMap({ BlobCoding(name: $0) }),
            let place = row["blob_place"] as Int64?, let length = (row["blob_length"] as Int64?).map({ Int($0) })
        else { return nil }
        self.init(place: place, length: length, coding: coding)
    }
}

/// How the bytes of a record are to be read.
struct BlobCoding: Sendable, Hashable {
    /// What they say, once they are inflated.
    let said: StoredMessage.Coding
    /// True in the file of a sealed day, whose records are zlib streams.
    let isCompressed: Bool

    /// The name in the column of a row whose record was torn, or is no longer there.
    static let lost = "lost"

    /// The name in the column: `words` or `message`, with `+zlib` where they are compressed.
    var name: String { said.rawValue + (isCompressed ? "+zlib" : "") }

    /// The names of what lies uncompressed, as a list in SQL.
    static let open = StoredMessage.Coding.allCases.map { "'\($0.rawValue)'" }.joined(separator: ", ")

    init(_ said: StoredMessage.Coding, isCompressed: Bool) {
        self.said = said
        self.isCompressed = isCompressed
    }

    /// Reads a column; nil for a name that is none.
    init?(name: String) {
        isCompressed = name.hasSuffix("+zlib")
        guard let said = StoredMessage.Coding(rawValue: isCompressed ? String(name.dropLast(5)) : name) else {
            return nil
        }
        self.said = said
    }
}
