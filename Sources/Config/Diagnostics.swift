/// Everything there is to say about one file, in the order of its lines.
package struct Diagnostics: Sendable, Equatable {
    /// The file's name as the operator gave it.
    package let file: String
    /// The findings, ordered by position; at most `capacity`.
    package let all: [Diagnostic]

    /// How many findings are shown; a file with more is told so by the last one.
    package static let capacity = 200

    /// Orders the findings and drops what exceeds the capacity, warnings first.
    package init(file: String, _ findings: [Diagnostic]) {
        self.file = file
        let kept = findings.count > Self.capacity ? Self.cut(findings) : findings
        all = kept.enumerated().sorted { left, right in
            let (one, other) = (left.element.position ?? .start, right.element.position ?? .start)
            return one == other ? left.offset < right.offset : one < other
        }.map(\.element)
    }

    private static func cut(_ findings: [Diagnostic]) -> [Diagnostic] {
        let errors = findings.filter { $0.severity == .error }
        let warnings = findings.filter { $0.severity == .warning }
        let kept = (errors + warnings).prefix(capacity - 1)
        let last = kept.compactMap(\.position).max()
        return kept + [Diagnostic(.error, at: last, path: "", "more findings are not shown")]
    }

    /// True when the file is refused.
    package var hasErrors: Bool { all.contains { $0.severity == .error } }

    /// The errors alone.
    package var errors: [Diagnostic] { all.filter { $0.severity == .error } }

    /// The warnings alone.
    package var warnings: [Diagnostic] { all.filter { $0.severity == .warning } }

    /// How many of each, such as `2 errors, 1 warning`.
    package var counts: String {
        let (bad, doubtful) = (errors.count, warnings.count)
        return "\(bad) \(bad == 1 ? "error" : "errors"), \(doubtful) \(doubtful == 1 ? "warning" : "warnings")"
    }

    /// What `weir check` prints: a line for each finding and the counts, each with a line feed.
    package var text: String {
        (all.map { $0.line(in: file) } + [counts]).map { $0 + "\n" }.joined()
    }
}
