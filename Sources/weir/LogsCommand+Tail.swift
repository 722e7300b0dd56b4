import ArgumentParser
import Exchange
import Query
import Storage

extension LogsCommand {
    /// `weir logs tail`: new exchanges as they are stored.
    struct Tail: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show exchanges that match a query as they are stored, until interrupted."
        )

        @OptionGroup var place: Place
        @OptionGroup var question: Question
        @Flag(help: "Print one JSON object a line.") var json = false

        func run() async throws {
            let printer = LogPrinter(isJSON: json)
            do {
                let text = try question.text()
                _ = try question.parsed()
                let files = try place.files
                let reader = HistoryReader(files: files)
                var tail = try reader.tail()
                while true {
                    let rows = try reader.follow(&tail)
                    for row in try Self.matching(rows, text, in: files) { printer.line(row) }
                    try await Task.sleep(for: .milliseconds(250))
                }
            } catch let failure as CommandFailure {
                throw failure.exit()
            } catch let error as StorageError {
                throw CommandFailure("\(error)").exit()
            }
        }

        /// Those of the new rows that the query asks for: the same query, narrowed down to their ids.
        private static func matching(
            _ rows: [HistoryRow],
            _ text: String,
            in files: HistoryFiles
        ) throws -> [HistoryRow] {
            if text.utf8.allSatisfy({ $0 == 0x20 }) || rows.isEmpty { return rows }
            let search = HistorySearch(files: files)
            var wanted: Set<String> = []
            var left = rows[...]
            while !left.isEmpty {
                let ids = left.prefix(HistoryQuery.maximumList).map(\.id).joined(separator: " OR ")
                left = left.dropFirst(HistoryQuery.maximumList)
                let query: HistoryQuery
                do throws(QueryRefusal) {
                    query = try HistoryQuery.parse("\(text) id:(\(ids))", now: SystemTime().wall)
                } catch {
                    throw CommandFailure(QueryPointer.words(error, in: text), status: 64)
                }
                wanted.formUnion(try search.page(query, limit: HistoryQuery.maximumList).rows.map(\.id))
            }
            return rows.filter { wanted.contains($0.id) }
        }
    }
}
