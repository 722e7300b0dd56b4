import Exchange
import Glibc
import Policy
import Storage
import Synchronization

/// A state directory with a history, a flight recorder and a disk that may refuse.
final class FlightBench: Sendable {
    let folder: Folder
    let data: DataDirectory
    let store: ControlStore
    let ledger = CountingLedger()
    let told = Told()
    let disk = Disk()

    /// What recorders were told.
    final class Told: Recorder {
        private let seen = Mutex<[Exchange]>([])
        var all: [Exchange] { seen.withLock { $0 } }
        func record(_ exchange: borrowing Exchange) {
            let copy = copy exchange
            seen.withLock { $0.append(copy) }
        }
    }

    /// A disk that refuses as it is told.
    final class Disk: Sendable {
        private let rule = Mutex<(@Sendable ([RequestID]) -> StorageError?)?>(nil)
        private let count = Mutex(0)
        var tries: Int { count.withLock { $0 } }
        func refuse(_ rule: (@Sendable ([RequestID]) -> StorageError?)?) { self.rule.withLock { $0 = rule } }
        func ask(_ rows: [RequestID]) -> StorageError? {
            count.withLock { $0 += 1 }
            return rule.withLock { $0 }?(rows)
        }
    }

    static let full = StorageError.database(code: 13, reason: "database or disk is full")
    static let bare = StorageError.database(code: 1, reason: "SQL logic error")

    init() throws {
        folder = try Folder()
        data = try DataDirectory(path: "\(folder.path)/weir-data")
        store = try ControlStore(path: data.control, keyring: Keyring([.random()]), now: .noon)
    }

    func table(slots: Int = 64, time: any TimeSource = SystemTime()) throws -> FlightTable {
        try FlightTable(files: data.flight, slots: slots, time: time)
    }

    func writer(
        _ settings: HistorySettings = .still,
        flight: (any FlightRecorder)? = nil,
        spending: SpendBook? = nil
    ) -> HistoryWriter {
        let disk = disk
        var surroundings = HistoryWriter.Surroundings(
            files: data.history,
            index: store.index,
            ledger: ledger,
            time: SystemTime(),
            scrub: { $0 }
        )
        surroundings.flight = flight
        surroundings.spending = spending
        surroundings.drill = { rows, _ in disk.ask(rows) }
        return HistoryWriter(settings, surroundings)
    }

    /// A start of the server, as far as the flight recorder goes.
    func recover(
        at now: WallTime = .noon + .seconds(60),
        spending: SpendBook? = nil,
        complete: @escaping @Sendable (inout Exchange) -> Void = { _ in }
    ) -> FlightRecovery.Report {
        let writer = writer(spending: spending)
        defer { writer.close(within: .seconds(10)) }
        return FlightRecovery(
            files: data.flight,
            history: writer,
            ledger: ledger,
            recorder: told,
            complete: complete
        ).run(at: now)
    }

    var reader: HistoryReader { HistoryReader(files: data.history) }

    /// The open slots of the file as a reader beside the server sees them.
    var open: [FlightEntry] { get throws { try FlightContents(path: data.flight.current).entries } }

    /// The names in the state directory that begin so.
    func names(_ prefix: String) -> [String] {
        FolderNames.of(data.path).filter { $0.hasPrefix(prefix) }
    }
}

extension HistorySettings {
    /// Nothing is written but by a flush.
    static let still = HistorySettings(batchTime: .seconds(600), retryTime: .seconds(600))
}

/// The names in a folder.
enum FolderNames {
    static func of(_ path: String) -> [String] {
        guard let handle = opendir(path) else { return [] }
        defer { closedir(handle) }
        var names: [String] = []
        while let entry = readdir(handle) {
            names.append(
                withUnsafeBytes(of: entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
            )
        }
        return names.sorted()
    }
}

/// A clock that stands still until it is moved.
final class StillTime: TimeSource {
    private let moment = Mutex(Moment(nanoseconds: 0))
    var now: Moment { moment.withLock { $0 } }
    var wall: WallTime { .noon }
    func move(to now: Moment) { moment.withLock { $0 = now } }
}

/// The bytes of a file, and a file of bytes.
enum Image {
    static func read(_ path: String) -> [UInt8] {
        let file = open(path, O_RDONLY)
        defer { close(file) }
        var facts = stat()
        guard fstat(file, &facts) == 0 else { return [] }
        let size = Int(facts.st_size)
        return [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
            count = max(pread(file, buffer.baseAddress, size, 0), 0)
        }
    }

    static func write(_ bytes: [UInt8], to path: String) {
        let file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        defer { close(file) }
        _ = bytes.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
    }
}
