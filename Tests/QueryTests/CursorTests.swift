import Exchange
import Query
import Testing

/// Pages and their cursors.
@Suite struct CursorTests {
    @Test func `a cursor is read as it was written`() throws {
        let query = try read("status:5xx time:-1h")
        for (started, rowid) in [(0, 0), (1_795_435_200_123_456, 42), (.max, .min)] as [(Int64, Int64)] {
            let cursor = Cursor(behind: started, rowid: rowid, of: query)
            let again = try #require(Cursor(cursor.text))
            #expect(again == cursor)
            #expect(again.startedUs == started)
            #expect(again.rowid == rowid)
            #expect(again.now == noon)
            #expect(again.belongs(to: query))
        }
    }

    @Test func `the next page begins behind the last row`() throws {
        let query = try read("")
        let cursor = Cursor(behind: 500, rowid: 7, of: query)
        let statement = query.page(selecting: "*", limit: 3, behind: cursor).statement
        #expect(
            statement.text
                == "SELECT *, exchanges.rowid FROM exchanges WHERE started_us >= ? AND started_us <= ?"
                + " AND (+started_us < ? OR +exchanges.rowid < ?)"
                + " ORDER BY started_us DESC, exchanges.rowid DESC LIMIT ?"
        )
        #expect(statement.values == [.int(fromNoon(-86_400)), .int(500), .int(500), .int(7), .int(3)])
    }

    @Test func `further pages keep the first page's present`() throws {
        let text = Cursor(behind: 500, rowid: 7, of: try read("time:-1h")).text
        let (query, cursor) = try HistoryQuery.parse("time:-1h", resuming: text)
        #expect(query.now == noon)
        #expect(query.window?.lowerBound.microseconds == fromNoon(-3_600))
        #expect(cursor.rowid == 7)
        // The same question in other words is the same query.
        _ = try HistoryQuery.parse(" time:>=-1h ", resuming: text)
    }

    @Test func `a cursor of another query is refused`() throws {
        let text = Cursor(behind: 500, rowid: 7, of: try read("time:-1h")).text
        #expect(throws: QueryRefusal.self) { try HistoryQuery.parse("time:-2h", resuming: text) }
        #expect(throws: QueryRefusal.self) { try HistoryQuery.parse("time:-1h", resuming: "") }
    }

    @Test func `a cursor that was changed anywhere is refused`() throws {
        let text = Array(Cursor(behind: 1_795_435_200_123_456, rowid: 42, of: try read("")).text.utf8)
        for place in text.indices {
            for sign in Array("Az0-_+/= \n".utf8) where text[place] != sign {
                var changed = text
                changed[place] = sign
                #expect(Cursor(String(decoding: changed, as: UTF8.self)) == nil)
            }
        }
        #expect(Cursor(String(decoding: text + text, as: UTF8.self)) == nil)
        #expect(Cursor(String(decoding: text.dropLast(), as: UTF8.self)) == nil)
    }
}
