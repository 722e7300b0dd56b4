import Exchange
import FoundationEssentials
import GRDB

extension [UInt8] {
    /// The bytes as a value of a statement.
    var blob: DatabaseValue { Data(self).databaseValue }

    /// The bytes of the first column of the first row, or nil.
    static func fetchOne(_ database: Database, sql: String, arguments: StatementArguments = []) throws -> [UInt8]? {
        try Data.fetchOne(database, sql: sql, arguments: arguments).map { [UInt8]($0) }
    }
}

extension Row {
    /// The bytes of a column; empty when it is NULL.
    func bytes(_ column: String) -> [UInt8] {
        (self[column] as Data?).map { [UInt8]($0) } ?? []
    }

    /// The wall time of a column that holds microseconds, or nil.
    func wall(_ column: String) -> WallTime? {
        (self[column] as Int64?).map { WallTime(microseconds: $0) }
    }
}
