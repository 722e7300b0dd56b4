import Exchange
import Policy
import Query
import Storage

extension HistoryFiles {
    /// Every exchange, the newest first, page by page.
    func rows(_ text: String = "time:>=2000-01-01") throws -> [HistoryRow] {
        let query = try HistoryQuery.parse(text, now: .noon + .seconds(300_000))
        let search = HistorySearch(files: self)
        var rows: [HistoryRow] = []
        var cursor: Query.Cursor?
        repeat {
            let page = try search.page(query, limit: 1_000, behind: cursor)
            rows += page.rows
            cursor = page.next
        } while cursor != nil
        return rows
    }

    /// Every message that holds a text, each once: those of the newest exchange first, its last one first.
    func texts(holding part: String) throws -> [String] {
        let reader = HistoryReader(files: self)
        var seen: Set<String> = []
        var found: [String] = []
        for row in try rows() {
            guard let detail = try reader.show(row.id) else { continue }
            for message in (detail.messages + detail.answers).reversed()
            where message.text.contains(part) && seen.insert(message.text).inserted {
                found.append(message.text)
            }
        }
        return found
    }
}

extension Bench {
    /// Every exchange, the newest first.
    func rows() throws -> [HistoryRow] { try data.history.rows() }

    /// Every message that holds a text, each once, the newest first.
    func texts(holding part: String) throws -> [String] { try data.history.texts(holding: part) }
}

extension FlightBench {
    /// Every exchange, the newest first.
    func rows() throws -> [HistoryRow] { try data.history.rows() }
}
