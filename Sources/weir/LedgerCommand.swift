import ArgumentParser
import Config
import Dialects
import Exchange
import Policy
import Storage

/// `weir ledger`: where every exchange is: in flight, waiting, stored, or not kept and why.
struct LedgerCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ledger",
        abstract: "Show where every exchange is: in flight, waiting, stored, or not kept and why.",
        discussion: """
            Asks the running server's /metrics; without one, or with TLS on the admin listener, counts the rows of the \
            day and the open slots of the flight recorder in the files.
            """
    )

    /// The most open slots that are listed.
    private static let mostListed = 100

    @OptionGroup var state: StateOptions
    @Option(help: "The day whose rows are counted in the files, as YYYY-MM-DD; otherwise today, in UTC.")
    var day: String?
    @Flag(help: "Also list the open slots of the flight recorder, at most 100.") var open = false
    @Flag(help: "Print one JSON object.") var json = false

    func run() throws {
        let environment = Environment()
        let settings = state.load(environment, needsProviders: false).settings
        let folder = state.data ?? settings?.dataDirectory ?? environment["WEIR_DATA"] ?? "./weir-data"
        let today = CivilDay(SystemTime().wall)
        guard let day = day.map({ CivilDay($0) }) ?? today else { throw ValidationError("--day is like 2026-11-23") }
        do {
            let printer = LedgerPrinter(isJSON: json)
            let slots = FlightFiles(folder: folder)
            let listed = open ? try Self.entries(slots) : []
            if self.day == nil, let counts = settings.flatMap(Self.running) {
                printer.server(counts, listed)
            } else {
                guard FileFact.exists(folder) else { throw CommandFailure("there is no state directory \(folder)") }
                let stored = try StoredOutcomes(of: day, in: HistoryFiles(folder: folder + "/history"))
                let openCount = try slots.waiting.reduce(0) { try $0 + FlightContents(path: $1).entries.count }
                printer.files(day, stored, open: openCount, listed)
            }
        } catch let failure as CommandFailure {
            throw failure.exit()
        } catch let error as StorageError {
            throw CommandFailure("\(error)").exit()
        }
    }

    private static func entries(_ files: FlightFiles) throws -> [FlightEntry] {
        Array(try files.waiting.flatMap { try FlightContents(path: $0).entries }.prefix(mostListed))
    }

    /// The numbers of the running server, or nil when it cannot be asked.
    private static func running(_ settings: Settings) -> LedgerFigures? {
        guard settings.listeners.admin.tls == nil else { return nil }
        return PlainRequest(settings.listeners.admin.address).body("/metrics").flatMap(LedgerFigures.init)
    }
}
