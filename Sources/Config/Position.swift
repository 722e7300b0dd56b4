/// A place in the file: line and column, both from 1; the column counts Unicode scalars.
package struct Position: Sendable, Hashable, Comparable {
    /// The line, from 1.
    package let line: Int
    /// The column, from 1.
    package let column: Int

    /// Makes a position.
    package init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }

    /// Tells which of two positions comes first in the file.
    package static func < (left: Position, right: Position) -> Bool {
        (left.line, left.column) < (right.line, right.column)
    }

    /// The place of what stands in no file but among the managed entries.
    package static let managed = Position(line: 0, column: 0)
    /// The first character of the file.
    package static let start = Position(line: 1, column: 1)
}
