import ArgumentParser
import Config
import Dialects
import Exchange
import Policy
import Storage

/// `weir retention`: what of the history is over, and doing away with it.
struct RetentionCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "retention",
        abstract: "Show or do what the configuration says is over of the history.",
        subcommands: [Plan.self, Run.self],
        defaultSubcommand: Plan.self
    )

    /// `weir retention plan`: changes nothing.
    struct Plan: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Show what would be deleted, why and how much of it.")

        @OptionGroup var state: StateOptions
        @Flag(help: "Print one JSON object.") var json = false

        func run() throws {
            try RetentionCommand.with(state) { sweeper, retention, now in
                RetentionPrinter(isJSON: json).plan(try sweeper.plan(retention, now: now))
            }
        }
    }

    /// `weir retention run`: does what the plan says; the server does the same every hour.
    struct Run: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Delete what the plan shows; may be interrupted and run again.",
            discussion: "Without --now it shows the plan and asks on the terminal."
        )

        @OptionGroup var state: StateOptions
        @Flag(help: "Do it without asking.") var now = false
        @Flag(help: "Print one JSON object.") var json = false

        func run() throws {
            try RetentionCommand.with(state) { sweeper, retention, time in
                let plan = try sweeper.plan(retention, now: time)
                let printer = RetentionPrinter(isJSON: json)
                guard !plan.actions.isEmpty else { return printer.report(Sweeper.Report()) }
                if !now {
                    printer.preview(plan)
                    guard Terminal.isAgreed("Delete this?") else {
                        throw CommandFailure("nothing was deleted; --now does it without asking")
                    }
                }
                let bar = TerminalBar("retention")
                let report = try sweeper.run(plan, now: time) { progress in
                    bar.show(Self.share(progress), "\(progress.action.day)")
                    return true
                }
                bar.end()
                printer.report(report)
                guard report.failed.isEmpty else {
                    let days = report.failed.map(\.description).joined(separator: ", ")
                    throw CommandFailure("these days could not be changed: \(days)")
                }
            }
        }

        /// How much is done: whole actions, and of the one under way its rows.
        private static func share(_ progress: Sweeper.Progress) -> Double {
            let rows = progress.action.rows
            let inner = rows > 0 ? min(Double(progress.rows) / Double(rows), 1) : 0
            return (Double(progress.done) + inner) / Double(max(progress.total, 1))
        }
    }

    /// Runs `body` with what the configuration says of retention; what goes wrong is said in words.
    private static func with(
        _ state: StateOptions,
        _ body: (Sweeper, Retention, WallTime) throws -> Void
    ) throws {
        do {
            let settings = try state.settings(Environment(), needsProviders: false)
            guard FileFact.exists(settings.dataDirectory) else {
                throw CommandFailure("there is no state directory \(settings.dataDirectory)")
            }
            let files = HistoryFiles(folder: settings.dataDirectory + "/history")
            try body(Sweeper(files: files), settings.retention, SystemTime().wall)
        } catch let failure as CommandFailure {
            throw failure.exit()
        } catch let error as StorageError {
            throw CommandFailure("\(error)").exit()
        }
    }
}
