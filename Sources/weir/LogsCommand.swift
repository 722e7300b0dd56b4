import ArgumentParser
import Config
import Dialects
import Exchange
import Storage

/// `weir logs`: asks the history; works while the server writes and also when it does not run.
struct LogsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "logs",
        abstract: "Ask the history: list, show, search, tail and sum up exchanges.",
        subcommands: [List.self, Show.self, Search.self, Tail.self, Stats.self],
        defaultSubcommand: List.self
    )

    /// Where the history is.
    struct Place: ParsableArguments {
        @OptionGroup var state: StateOptions

        /// A reader of the day files; a configuration that cannot be read does not keep anybody from the history.
        var reader: HistoryReader {
            get throws {
                let environment = Environment()
                let configured = state.load(environment, needsProviders: false).settings?.dataDirectory
                let folder = state.data ?? configured ?? environment["WEIR_DATA"] ?? "./weir-data"
                guard FileFact.exists(folder) else { throw CommandFailure("there is no state directory \(folder)") }
                return HistoryReader(files: HistoryFiles(folder: folder + "/history"))
            }
        }
    }

    /// Which exchanges are meant.
    struct Filter: ParsableArguments {
        @Option(help: "Only since so long ago: 30s, 15m, 2h, 7d.") var since: String?
        @Option(help: "Only until so long ago.") var until: String?
        @Option(help: "Only of this key, by id or name.") var key: String?
        @Option(help: "Only of this model, as the caller wrote it.") var model: String?
        @Option(help: "Only of this provider.") var provider: String?
        @Option(help: "Only with this status: 429, 5xx, or 400+ for that and above.") var status: String?
        @Option(help: "Only with this outcome: success, client_error, rejected, upstream_error and so on.")
        var outcome: String?
        @Option(help: "Only with this error type, such as idle_timeout.") var errorType: String?
        @Option(help: "Only of this conversation.") var conversation: String?

        /// The filter as the reader takes it.
        func parsed() throws -> HistoryFilter {
            var filter = HistoryFilter()
            let now = SystemTime().wall
            if let since { filter.since = now + (.zero - (try Span.parse(since))) }
            if let until { filter.until = now + (.zero - (try Span.parse(until))) }
            filter.key = key
            filter.model = model
            filter.provider = provider
            filter.conversation = conversation
            filter.status = try status.map(Self.status)
            filter.outcome = try outcome.map { try Self.word($0, "--outcome") }
            filter.errorType = try errorType.map { try Self.word($0, "--error-type") }
            return filter
        }

        private static func status(_ text: String) throws -> HistoryFilter.Status {
            if text.count == 3, text.hasSuffix("xx"), let digit = Int(text.prefix(1)) { return .hundreds(digit) }
            if text.hasSuffix("+"), let minimum = Int(text.dropLast()) { return .minimum(minimum) }
            guard let exact = Int(text) else { throw ValidationError("--status is like 429, 5xx or 400+") }
            return .exact(exact)
        }

        private static func word<Word: RawRepresentable & CaseIterable>(_ text: String, _ option: String) throws -> Word
        where Word.RawValue == String {
            guard let word = Word(rawValue: text) else {
                throw ValidationError("\(option) is one of \(Word.allCases.map(\.rawValue).joined(separator: ", "))")
            }
            return word
        }
    }

    /// `weir logs list`: the newest exchanges.
    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List exchanges, the newest first.")

        @OptionGroup var place: Place
        @OptionGroup var filter: Filter
        @Option(name: .shortAndLong, help: "How many, at most 1000.") var limit: Int = 50
        @Flag(help: "Print one JSON object a line.") var json = false

        func run() throws {
            let filter = try filter.parsed()
            try LogsCommand.reading {
                let rows = try place.reader.find(filter, count: limit)
                LogPrinter(isJSON: json).list(rows)
            }
        }
    }

    /// `weir logs show`: everything about one exchange.
    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show one exchange: its facts, its attempts, its messages."
        )

        @OptionGroup var place: Place
        @Argument(help: "weir's request id, or the caller's.") var id: String
        @Flag(help: "Print one JSON object.") var json = false

        func run() throws {
            try LogsCommand.reading {
                guard let detail = try place.reader.show(id) else {
                    throw CommandFailure("there is no exchange \(id) in the history")
                }
                LogPrinter(isJSON: json).show(detail)
            }
        }
    }

    /// `weir logs search`: finds words in prompts and answers.
    struct Search: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Find a text in prompts and answers.")

        @OptionGroup var place: Place
        @Argument(help: "The text, found anywhere and in any case of ASCII letters.") var text: String
        @Option(name: .shortAndLong, help: "How many, at most 1000.") var limit: Int = 50
        @Flag(help: "Print one JSON object a line.") var json = false

        func run() throws {
            try LogsCommand.reading {
                LogPrinter(isJSON: json).hits(try place.reader.search(text, count: limit))
            }
        }
    }

    /// `weir logs tail`: new exchanges as they are stored.
    struct Tail: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show exchanges as they are stored, until interrupted."
        )

        @OptionGroup var place: Place
        @Flag(help: "Print one JSON object a line.") var json = false

        func run() async throws {
            let printer = LogPrinter(isJSON: json)
            do {
                let reader = try place.reader
                var tail = try reader.tail()
                while true {
                    for row in try reader.follow(&tail) { printer.line(row) }
                    try await Task.sleep(for: .milliseconds(250))
                }
            } catch let failure as CommandFailure {
                throw failure.exit()
            } catch let error as StorageError {
                throw CommandFailure("\(error)").exit()
            }
        }
    }

    /// `weir logs stats`: sums over groups.
    struct Stats: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Count, error share, latencies and tokens by model, provider, upstream, key, route or outcome."
        )

        @OptionGroup var place: Place
        @OptionGroup var filter: Filter
        @Option(help: "model, provider, upstream, key, route or outcome.") var by: String = "model"
        @Flag(help: "Print one JSON object.") var json = false

        func run() throws {
            guard let grouping = HistoryGrouping(rawValue: by) else {
                throw ValidationError("--by is model, provider, upstream, key, route or outcome")
            }
            let filter = try filter.parsed()
            try LogsCommand.reading {
                LogPrinter(isJSON: json).summary(try place.reader.summary(by: grouping, filter), by: by)
            }
        }
    }

    /// Runs `body`; what goes wrong is said in words.
    private static func reading(_ body: () throws -> Void) throws {
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
            count <= 1_000_000
        else { throw ValidationError("a span is like 30s, 15m, 2h or 7d") }
        return .seconds(count * unit)
    }
}
