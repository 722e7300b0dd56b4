import Storage

/// Rows as CSV (RFC 4180): every column of `exchanges`, a head first.
enum ExportText {
    /// The names of the columns.
    static var head: String { ExchangeColumn.allCases.map(\.name).joined(separator: ",") + "\r\n" }

    /// One row.
    static func csv(_ row: HistoryRow) -> String {
        row.values.map(cell).joined(separator: ",") + "\r\n"
    }

    /// A text stands in quotes where it holds a quote, a comma or a line end.
    ///
    /// A text that a spreadsheet would take for a formula gets a `'` before it (owasp.org, CSV injection).
    private static func cell(_ value: HistoryValue) -> String {
        switch value {
        case .null: return ""
        case .integer(let number): return "\(number)"
        case .text(let text):
            let isFormula = text.utf8.first.map { [0x3D, 0x2B, 0x2D, 0x40, 0x09, 0x0D].contains($0) } ?? false
            let shown = isFormula ? "'" + text : text
            let needsQuotes = shown.utf8.contains { [0x22, 0x2C, 0x0A, 0x0D].contains($0) }
            guard needsQuotes else { return shown }
            let doubled = shown.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"")
            return "\"\(doubled)\""
        }
    }
}
