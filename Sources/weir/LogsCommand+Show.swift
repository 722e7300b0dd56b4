import ArgumentParser
import Storage

extension LogsCommand {
    /// `weir logs show`: everything about one exchange.
    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show one exchange: its facts and its attempts, drawn along the time."
        )

        @OptionGroup var place: Place
        @Argument(help: "weir's request id, or the caller's.") var id: String
        @Flag(help: "Show the messages and answers too.") var messages = false
        @Flag(help: "Show every column.") var all = false
        @Flag(help: "Print one JSON object, messages included.") var json = false

        func run() throws {
            try LogsCommand.reading {
                guard let detail = try HistoryReader(files: try place.files).show(id) else {
                    throw CommandFailure("there is no exchange \(id) in the history")
                }
                if json { return LogPrinter(isJSON: true).show(detail) }
                DetailPrinter(paint: Paint(isOn: Terminal.isColoured)).show(
                    detail,
                    isWhole: all,
                    withMessages: messages
                )
            }
        }
    }
}
