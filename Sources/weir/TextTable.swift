/// Rows of text in columns as wide as their widest cell.
struct TextTable {
    private var rows: [[String]]

    /// Makes a table with a head.
    init(_ head: [String]) {
        rows = [head]
    }

    /// Adds a row; it has as many cells as the head.
    mutating func add(_ row: [String]) {
        rows.append(row.map(Self.printable))
    }

    /// The table, without a line end behind the last row.
    var text: String {
        let widths = (rows.first ?? []).indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
        return rows.map { row in
            let cells = zip(row, widths).map { cell, width in
                cell + String(repeating: " ", count: width - cell.count)
            }
            let line = cells.joined(separator: "  ")
            return String(line.reversed().drop { $0 == " " }.reversed())
        }.joined(separator: "\n")
    }

    /// Control characters could move a terminal's cursor or change its title; they are shown as dots.
    private static func printable(_ cell: String) -> String {
        String(
            String.UnicodeScalarView(
                cell.unicodeScalars.map { $0.value < 0x20 || (0x7F...0x9F).contains($0.value) ? "·" : $0 }
            )
        )
    }
}
