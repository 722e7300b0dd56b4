import Exchange
import FoundationEssentials
import GRDB

/// Keeps the sums of a day's file beside its rows, in the transaction of the rows; used by one thread at a time.
///
/// Entries lie in pages of one hour each. The page that is being filled is written again with every batch, so that many
/// small batches do not make many small pages.
struct FigureBook {
    /// The most entries of a page: as many as fit on one page of a day's database.
    static let pageEntries = 600
    /// The most profiles of a day; where there are more, its figures come from its rows.
    static let mostProfiles = 65_535
    /// The hours whose pages are kept open.
    private static let openHours = 3

    private struct Page {
        let number: Int64
        let hour: Int64
        var bytes: [UInt8] = []
        var isChanged = false
    }

    private var profiles: [Profile: UInt16] = [:]
    private var pages: [Page] = []
    private var nextPage: Int64 = 1
    /// SQLite's count of what other connections committed when the file was looked at last; nil before.
    private var version: Int64?
    private var isKept = true

    /// A book that knows nothing of the file yet.
    init() {}

    /// Begins a batch: looks at the file anew where another connection has changed it.
    mutating func begin(_ database: Database) throws {
        let found = try Int64.fetchOne(database.cachedStatement(sql: "PRAGMA data_version")) ?? 0
        guard found != version else { return }
        self = FigureBook()
        isKept = try FigureState.read(database) == .complete
        if isKept {
            let rows = try Row.fetchCursor(database, sql: "SELECT number, \(Profile.columns) FROM profiles")
            while let row = try rows.next() {
                profiles[Profile(row, skipping: 1)] = UInt16(truncatingIfNeeded: row[0] as Int64)
            }
            nextPage = (try Int64.fetchOne(database, sql: "SELECT max(number) FROM figures") ?? 0) + 1
        }
        version = found
    }

    /// Takes an exchange in.
    mutating func add(
        _ profile: @autoclosure () -> Profile,
        _ entry: @autoclosure () -> FigureEntry,
        _ database: Database
    )
        throws
    {
        guard isKept, let number = try self.number(of: profile(), database) else { return }
        let entry = entry()
        let place = try place(of: entry.hourNumber, database)
        entry.append(to: &pages[place].bytes, profile: number)
        pages[place].isChanged = true
        if pages[place].bytes.count >= Self.pageEntries * FigureEntry.size {
            try Self.write(pages.remove(at: place), database)
        }
    }

    /// Writes what was taken in since the last time.
    mutating func write(_ database: Database) throws {
        for place in pages.indices where pages[place].isChanged {
            try Self.write(pages[place], database)
            pages[place].isChanged = false
        }
    }

    /// Forgets everything, after a batch that was not committed.
    mutating func forget() { self = FigureBook() }

    private mutating func number(of profile: Profile, _ database: Database) throws -> UInt16? {
        if let number = profiles[profile] { return number }
        guard profiles.count < Self.mostProfiles else {
            try FigureState.tooMany.write(database)
            forget()
            isKept = false
            version = try Int64.fetchOne(database.cachedStatement(sql: "PRAGMA data_version"))
            return nil
        }
        let number = UInt16(profiles.count)
        try database.cachedStatement(
            sql: """
                INSERT INTO profiles (number, \(Profile.columns))
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """
        ).execute(arguments: StatementArguments([Int64(number)] + profile.values))
        profiles[profile] = number
        return number
    }

    /// The place of the open page of an hour, which is opened where there is none.
    private mutating func place(of hour: Int64, _ database: Database) throws -> Int {
        if let place = pages.firstIndex(where: { $0.hour == hour }) { return place }
        if pages.count >= Self.openHours, let oldest = pages.indices.min(by: { pages[$0].hour < pages[$1].hour }) {
            let page = pages.remove(at: oldest)
            if page.isChanged { try Self.write(page, database) }
        }
        pages.append(Page(number: nextPage, hour: hour))
        nextPage += 1
        return pages.count - 1
    }

    private static func write(_ page: Page, _ database: Database) throws {
        try database.cachedStatement(
            sql: """
                INSERT INTO figures (number, hour, exchanges, entries) VALUES (?, ?, ?, ?)
                ON CONFLICT (number) DO UPDATE SET exchanges = excluded.exchanges, entries = excluded.entries
                """
        ).execute(arguments: [page.number, page.hour, page.bytes.count / FigureEntry.size, Data(page.bytes)])
    }
}
