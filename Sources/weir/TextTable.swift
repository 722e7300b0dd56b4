/// Rows of text in columns as wide as their widest cell.
struct TextTable {
    private let paint: Paint
    private var rows: [[String]]
    private var colours: [[Int: Paint.Colour]]

    /// Makes a table with a head; the head is strong where there are colours.
    init(_ head: [String], paint: Paint = Paint(isOn: false)) {
        rows = [head]
        colours = [Dictionary(uniqueKeysWithValues: head.indices.map { ($0, .strong) })]
        self.paint = paint
    }

    /// Adds a row, with the colours of some of its cells; it has as many cells as the head.
    mutating func add(_ row: [String], _ colours: [Int: Paint.Colour] = [:]) {
        rows.append(row.map(Self.printable))
        self.colours.append(colours)
    }

    /// The table, without a line end behind the last row.
    var text: String {
        let widths = (rows.first ?? []).indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
        return zip(rows, colours).map { row, colours in
            let last = row.lastIndex { !$0.isEmpty } ?? 0
            return row.indices.prefix(last + 1).map { column in
                let room = column == last ? 0 : widths[column] - row[column].count
                return paint(colours[column], row[column]) + String(repeating: " ", count: room)
            }.joined(separator: "  ")
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
