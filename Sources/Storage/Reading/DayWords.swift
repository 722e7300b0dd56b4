import Dialects
import GRDB
import Policy

/// Gives back what the messages of one day say, wherever they lie.
///
/// To be made before the day's database is read: its files may be sealed meanwhile.
struct DayWords {
    private let blobs: BlobReader

    /// Opens the files beside a day's database.
    init(_ day: CivilDay, in files: HistoryFiles) {
        blobs = BlobReader((raw: files.blobs(day), sealed: files.sealedBlobs(day)))
    }

    /// The columns that `message` reads, of the table of that name; days of the first schema lack some.
    static func columns(of table: String, in database: Database) throws -> String {
        let isFirst = try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0 < 2
        let place = ["blob_place", "blob_length", "blob_coding"].map { isFirst ? "NULL AS \($0)" : "\(table).\($0)" }
        return (["hash", "content", "text"].map { "\(table).\($0)" } + place).joined(separator: ", ")
    }

    /// The message of a row that has `columns`.
    func message(_ row: Row, role: String) throws(StorageError) -> HistoryMessage {
        guard (row["blob_coding"] as String?) != nil else {
            let text = row["text"] as String
            let content = row.bytes("content")
            return HistoryMessage(
                role: role,
                content: content.isEmpty ? PlainContent.of(role: role, text: text) : content,
                text: text
            )
        }
        guard let place = BlobPlace(row),
            let hash = row.bytes("hash").withUnsafeBytes({ MessageHash($0) }),
            let bytes = try blobs.bytes(place, of: hash),
            let parts = StoredMessage.parts(role: role, bytes, place.coding.said)
        else { return HistoryMessage(role: role, content: [], text: "", isLost: true) }
        return HistoryMessage(role: role, content: parts.content, text: BoundedWords.column(parts.text))
    }
}
