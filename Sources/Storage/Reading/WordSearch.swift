import Dispatch
import GRDB
import Policy

/// Looks for a text in the messages of a day; of letters only A to Z match in either case.
struct WordSearch {
    private let pattern: String
    private let folded: [UInt8]

    /// Looks for `text`, which must not be empty.
    init(_ text: String) {
        pattern = "%\(Self.escaped(text))%"
        folded = text.utf8.map(Self.folded)
    }

    /// The newest messages that hold the text, newest first; SQLite looks into rows, this into what lies beside.
    func hits(in database: Database, _ words: DayWords, _ day: CivilDay, atMost count: Int, until end: DispatchTime)
        throws -> [HistoryHit]
    {
        let rows = try Row.fetchCursor(
            database,
            sql: """
                SELECT first_request_id, role, \(DayWords.columns(of: "messages", in: database)) FROM messages
                WHERE text LIKE ? ESCAPE '\\' OR text = '' ORDER BY rowid DESC
                """,
            arguments: [pattern]
        )
        var hits: [HistoryHit] = []
        while hits.count < count, let row = try rows.next() {
            if (row["blob_coding"] as String?) == nil, (row["text"] as String).isEmpty { continue }
            guard DispatchTime.now() < end else { throw StorageError.deadline }
            let message = try words.message(row, role: row["role"])
            if (row["blob_coding"] as String?) != nil, !holds(message.text) { continue }
            hits.append(HistoryHit(requestID: row["first_request_id"], message: message, day: day))
        }
        return hits
    }

    /// Tells whether `text` holds what is looked for, as SQLite's LIKE would.
    func holds(_ text: String) -> Bool {
        let bytes = text.utf8.map(Self.folded)
        guard let first = folded.first, bytes.count >= folded.count else { return false }
        let last = bytes.count - folded.count
        var at = 0
        while at <= last {
            guard let next = bytes[at...last].firstIndex(of: first) else { return false }
            if bytes[next..<next + folded.count].elementsEqual(folded) { return true }
            at = next + 1
        }
        return false
    }

    private static func folded(_ byte: UInt8) -> UInt8 { (0x41...0x5A).contains(byte) ? byte + 0x20 : byte }

    private static func escaped(_ text: String) -> String {
        var result = ""
        for character in text.unicodeScalars {
            if character == "%" || character == "_" || character == "\\" { result += "\\" }
            result.unicodeScalars.append(character)
        }
        return result
    }
}
