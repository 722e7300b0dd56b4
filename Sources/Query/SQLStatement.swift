/// A value that is bound to a `?` of a statement, or read from a column.
package enum SQLValue: Sendable, Hashable {
    /// NULL.
    case null
    /// A whole number.
    case int(Int64)
    /// A number.
    case real(Double)
    /// A text.
    case text(String)
    /// Bytes.
    case blob([UInt8])
}

/// A statement with a `?` for each of its values.
///
/// Nothing a person wrote is ever part of the text.
package struct SQLStatement: Sendable, Hashable {
    /// The statement.
    package var text: String
    /// The values, in the order of the `?`.
    package var values: [SQLValue]

    /// Makes a statement.
    package init(_ text: String, _ values: [SQLValue] = []) {
        self.text = text
        self.values = values
    }

    /// The statement that asks SQLite how it would run this one.
    package var explained: SQLStatement { SQLStatement("EXPLAIN QUERY PLAN " + text, values) }

    static func + (left: SQLStatement, right: SQLStatement) -> SQLStatement {
        SQLStatement(left.text + right.text, left.values + right.values)
    }

    static func += (left: inout SQLStatement, right: SQLStatement) { left = left + right }
}

extension [SQLStatement] {
    /// The parts with `separator` between them.
    func joined(separator: String) -> SQLStatement {
        SQLStatement(map(\.text).joined(separator: separator), flatMap(\.values))
    }
}
