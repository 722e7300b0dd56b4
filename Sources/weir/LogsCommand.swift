import ArgumentParser
import Config
import Dialects
import Exchange
import Query
import Storage

/// `weir logs`: asks the history; works while the server writes and also when it does not run.
struct LogsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "logs",
        abstract: "Ask the history: search, show, tail, sum up and export exchanges.",
        discussion: "A query is like 'provider:openai status:5xx time:-1h \"timeout\"'; docs/querying.md has it all.",
        subcommands: [Search.self, Show.self, Tail.self, Stats.self, Facets.self, Export.self],
        defaultSubcommand: Search.self
    )

    /// Where the history is.
    struct Place: ParsableArguments {
        @OptionGroup var state: StateOptions

        /// The day files; a configuration that cannot be read does not keep anybody from the history.
        var files: HistoryFiles {
            get throws {
                let environment = Environment()
                let configured = state.load(environment, needsProviders: false).settings?.dataDirectory
                let folder = state.data ?? configured ?? environment["WEIR_DATA"] ?? "./weir-data"
                guard FileFact.exists(folder) else { throw CommandFailure("there is no state directory \(folder)") }
                return HistoryFiles(folder: folder + "/history")
            }
        }
    }

    /// What is asked.
    struct Question: ParsableArguments {
        @Argument(help: "The query, in one word or several; without it, everything of the last 24 hours.")
        var query: [String] = []
        @Option(name: [.short, .customLong("query")], parsing: .unconditional, help: "The same; may begin with a -.")
        var question: String?
        @Option(help: "Only since so long ago: 30s, 15m, 2h, 7d; the same as time:-2h.") var since: String?

        /// The text of the query.
        func text() throws -> String {
            var parts = query + (question.map { [$0] } ?? [])
            if let since {
                _ = try Span.parse(since)
                parts.append("time:-\(since)")
            }
            return parts.joined(separator: " ")
        }

        /// The query; what is wrong with it is shown under its text.
        func parsed() throws -> HistoryQuery {
            let text = try text()
            do throws(QueryRefusal) {
                return try HistoryQuery.parse(text, now: SystemTime().wall)
            } catch {
                throw CommandFailure(QueryPointer.words(error, in: text), status: 64)
            }
        }
    }

    /// `weir logs search`: the newest exchanges that match.
    struct Search: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List exchanges that match a query, the newest first.",
            aliases: ["list"]
        )

        @OptionGroup var place: Place
        @OptionGroup var question: Question
        @Option(name: .shortAndLong, help: "How many, at most 1000.") var limit: Int = 50
        @Option(help: "Go on where a page ended: the text shown there.") var cursor: String?
        @Flag(help: "Say how the query would be run, and do not run it.") var explain = false
        @Flag(help: "Print one JSON object a line.") var json = false

        func run() throws {
            guard 1...1_000 ~= limit else { throw ValidationError("--limit is 1 to 1000") }
            try LogsCommand.reading {
                let search = HistorySearch(files: try place.files)
                let printer = LogPrinter(isJSON: json)
                if explain { return printer.plan(try search.explain(try question.parsed())) }
                let (query, place) = try resumed()
                let filling = SearchFilling()
                let page = try search.page(query, limit: limit, behind: place, report: filling.report)
                filling.end()
                printer.list(page.rows)
                LogsCommand.warn(page.behind)
                if let next = page.next { Terminal.say("more: --cursor \(next.text)") }
            }
        }

        private func resumed() throws -> (HistoryQuery, Cursor?) {
            guard let cursor else { return (try question.parsed(), nil) }
            let text = try question.text()
            do throws(QueryRefusal) {
                let (query, place) = try HistoryQuery.parse(text, resuming: cursor)
                return (query, place)
            } catch {
                throw CommandFailure(QueryPointer.words(error, in: text), status: 64)
            }
        }
    }

    /// Says that words of some days are not all indexed yet.
    static func warn(_ behind: [SearchProgress]) {
        for progress in behind {
            Terminal.say(
                "\(progress.day): words of \(progress.done) of \(progress.total) exchanges are indexed; ask again"
            )
        }
    }

    /// Runs `body`; what goes wrong is said in words.
    static func reading(_ body: () throws -> Void) throws {
        do {
            try body()
        } catch let failure as CommandFailure {
            throw failure.exit()
        } catch let error as StorageError {
            throw CommandFailure("\(error)").exit()
        }
    }
}

/// A span of time as people write it.
enum Span {
    /// Reads `30s`, `15m`, `2h` or `7d`.
    static func parse(_ text: String) throws -> Duration {
        let units: [Character: Int64] = ["s": 1, "m": 60, "h": 3_600, "d": 86_400]
        guard let unit = text.last.flatMap({ units[$0] }), let count = Int64(text.dropLast()), count >= 0,
            count <= 1_000_000, text.utf8.first != UInt8(ascii: "+")
        else { throw ValidationError("a span is like 30s, 15m, 2h or 7d") }
        return .seconds(count * unit)
    }
}
