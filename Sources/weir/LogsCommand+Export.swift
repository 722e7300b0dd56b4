import ArgumentParser
import Exchange
import Query
import Storage

extension LogsCommand {
    /// `weir logs export`: every exchange that matches, page by page.
    struct Export: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Write every exchange that matches a query to a file, the newest first."
        )

        /// How a row is written.
        enum Format: String, ExpressibleByArgument, CaseIterable {
            case jsonl, csv
        }

        @OptionGroup var place: Place
        @OptionGroup var question: Question
        @Option(help: "jsonl: a JSON object a line; csv: RFC 4180 with a head.") var format: Format = .jsonl
        @Option(name: .shortAndLong, help: "The file, which must not exist; without it, standard output.")
        var output: String?

        func run() throws {
            try LogsCommand.reading {
                let query = try question.parsed()
                let search = HistorySearch(files: try place.files, limit: .seconds(60))
                let filling = SearchFilling()
                let total = try search.count(query, upTo: 100_000_000, report: filling.report).count
                filling.end()
                let file = try ExportFile(path: output)
                if format == .csv { try file.write(ExportText.head) }
                let written = try pages(of: query, search, total: total) { row in
                    try file.write(format == .csv ? ExportText.csv(row) : LogPrinter.line(of: row) + "\n")
                }
                try file.finish()
                if output != nil { Terminal.say("\(written) exchanges") }
            }
        }

        /// Hands over every row of every page; holds one page at a time.
        private func pages(
            of query: HistoryQuery,
            _ search: HistorySearch,
            total: Int64,
            _ write: (HistoryRow) throws -> Void
        ) throws -> Int64 {
            let bar = TerminalBar("export")
            defer { bar.end() }
            var written: Int64 = 0
            var place: Cursor?
            repeat {
                let page = try search.page(query, limit: HistoryQuery.maximumPage, behind: place)
                for row in page.rows { try write(row) }
                written += Int64(page.rows.count)
                bar.show(Double(written) / Double(max(total, written, 1)), "\(written) exchanges")
                place = page.next
            } while place != nil
            return written
        }
    }
}
