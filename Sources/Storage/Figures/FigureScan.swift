import Exchange
import FoundationEssentials
import GRDB
import Policy
import Query

/// Sums up the figures of day files, for one question.
struct FigureScan {
    /// How a day's figures were met.
    enum Finding {
        /// They were added.
        case added
        /// The day has none: its rows are to be looked at.
        case none
        /// There are more groups than are told apart here.
        case tooMany
    }

    /// What a group's exchanges have in common.
    private struct Group: Hashable {
        let values: Int
        let startUs: Int64
    }

    /// The profiles of one day: for each number its group, or -1, and whether it counts as an error.
    private struct Profiles {
        var groups: [Int32] = []
        var errors: [Bool] = []
    }

    /// What is needed to tell the group of an entry of one day.
    private struct Table {
        /// When the day began.
        let first: Int64
        /// How many spans of time it has.
        let spans: Int
        let bounds: Range<Int64>
        let profiles: Profiles
        /// Where values and a span of time are summed up; -1 until something is.
        var cells: [Int32] = []
    }

    private static let mostCells = 8 << 20

    private let query: ProfileQuery
    private let isCountOnly: Bool
    private let width: Int64?
    private var values: [[SQLValue]] = []
    private var numbers: [[SQLValue]: Int] = [:]
    private var groups: [Group] = []
    private var known: [Group: Int] = [:]
    private var sums = FigureSums()

    /// Begins with nothing.
    init(_ query: ProfileQuery, isCountOnly: Bool = false) {
        self.query = query
        self.isCountOnly = isCountOnly
        width = query.bucket?.microseconds
    }

    /// How many exchanges were added.
    private(set) var count: Int64 = 0

    /// What was added up: the values of each group, its start where there are spans of time, and its sums.
    var result: [(values: [SQLValue], startUs: Int64?, sums: GroupSums)] {
        groups.enumerated().map { place, group in
            (values[group.values], width == nil ? nil : group.startUs, sums.result(place))
        }
    }

    /// Adds the figures of a day.
    mutating func add(_ day: CivilDay, in database: Database) throws -> Finding {
        guard try FigureState.read(database) == .complete else { return .none }
        let profiles = try profiles(in: database)
        guard profiles.groups.contains(where: { $0 >= 0 }) else { return .added }
        let bounds = query.bounds ?? .min ..< .max
        let spans = width.map { Int(86_400_000_000 / $0) } ?? 1
        guard values.count * spans <= Self.mostCells else { return .tooMany }
        var table = Table(first: day.start.microseconds, spans: spans, bounds: bounds, profiles: profiles)
        table.cells = [Int32](repeating: -1, count: values.count * spans)
        let pages = try Row.fetchCursor(
            database,
            sql: "SELECT hour, entries FROM figures WHERE hour BETWEEN ? AND ?",
            arguments: [FigureEntry.hourNumber(bounds.lowerBound), FigureEntry.hourNumber(bounds.upperBound - 1)]
        )
        while let page = try pages.next() {
            let hour = (page[0] as Int64) * FigureEntry.hour
            try page.withUnsafeData(atIndex: 1) { data in data?.withUnsafeBytes { add($0, of: hour, &table) } }
            if sums.isTooMany { return .tooMany }
        }
        return .added
    }

    /// Adds the entries of a page, which began within the hour that begins at `hour`.
    private mutating func add(_ bytes: UnsafeRawBufferPointer, of hour: Int64, _ table: inout Table) {
        let isWhole = table.bounds.lowerBound <= hour && hour + FigureEntry.hour <= table.bounds.upperBound
        for start in stride(from: 0, through: bytes.count - FigureEntry.size, by: FigureEntry.size) {
            let profile = Int(bytes.loadUnaligned(fromByteOffset: start + 23, as: UInt16.self).littleEndian)
            guard profile < table.profiles.groups.count else { continue }
            var cell = Int(table.profiles.groups[profile])
            guard cell >= 0 else { continue }
            if !isWhole || width != nil {
                let offset = bytes.loadUnaligned(fromByteOffset: start + 15, as: UInt32.self).littleEndian
                let time = hour + Int64(offset)
                guard table.bounds.contains(time) else { continue }
                if let width {
                    cell = cell * table.spans + min(max(Int((time - table.first) / width), 0), table.spans - 1)
                }
            }
            if table.cells[cell] < 0 { table.cells[cell] = Int32(group(of: cell, table)) }
            let place = Int(table.cells[cell])
            count += 1
            if isCountOnly {
                sums.count(place)
            } else {
                sums.add(bytes, at: start, isError: table.profiles.errors[profile], to: place)
            }
        }
    }

    /// The profiles that match, by number.
    private mutating func profiles(in database: Database) throws -> Profiles {
        let statement = query.statement
        let rows = try Row.fetchCursor(database, sql: statement.text, arguments: statement.arguments)
        var profiles = Profiles()
        while let row = try rows.next() {
            let number = row[0] as Int
            guard 0..<FigureBook.mostProfiles ~= number else { continue }
            while profiles.groups.count <= number {
                profiles.groups.append(-1)
                profiles.errors.append(false)
            }
            profiles.groups[number] = Int32(self.number(of: row.databaseValues.dropFirst(2).map { SQLValue($0) }))
            profiles.errors[number] = row[1]
        }
        return profiles
    }

    private mutating func number(of values: [SQLValue]) -> Int {
        if let number = numbers[values] { return number }
        numbers[values] = self.values.count
        self.values.append(values)
        return self.values.count - 1
    }

    /// The group of a cell: its values, and its span of time where there are such.
    private mutating func group(of cell: Int, _ table: Table) -> Int {
        let (values, span) = cell.quotientAndRemainder(dividingBy: table.spans)
        let group = Group(values: values, startUs: width.map { table.first + Int64(span) * $0 } ?? 0)
        if let place = known[group] { return place }
        known[group] = groups.count
        groups.append(group)
        return sums.addGroup()
    }
}
