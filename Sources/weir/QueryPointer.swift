import Query

/// Shows what is wrong with a query under its text.
enum QueryPointer {
    /// The query, a line of `^` under each mistake, and the reason.
    static func words(_ refusal: QueryRefusal, in text: String) -> String {
        let scalars = text.unicodeScalars.map { $0.value < 0x20 || (0x7F...0x9F).contains($0.value) ? "·" : $0 }
        let shown = String(String.UnicodeScalarView(scalars))
        var lines = ["the query is refused"]
        for diagnostic in refusal.diagnostics {
            lines.append("  \(shown)")
            let marks = String(repeating: "^", count: max(diagnostic.position.count, 1))
            lines.append("  " + String(repeating: " ", count: diagnostic.position.lowerBound) + marks)
            lines.append("  " + sentence(diagnostic))
        }
        return lines.joined(separator: "\n")
    }

    /// What is wrong and what may stand there instead, without the place.
    static func sentence(_ diagnostic: QueryDiagnostic) -> String {
        let words = diagnostic.description.split(separator: ": ", maxSplits: 1, omittingEmptySubsequences: false)
        return words.last.map { String($0) } ?? diagnostic.message
    }
}
