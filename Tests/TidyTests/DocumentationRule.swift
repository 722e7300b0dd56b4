/// Every `package` declaration has a doc comment whose first line is one sentence.
enum DocumentationRule {
    static func findings(in file: SourceFile) -> [Finding] {
        guard file.isSource else { return [] }
        var findings: [Finding] = []
        for (index, line) in file.code.enumerated() where isPackageDeclaration(line) {
            if let problem = problem(above: index, in: file) {
                let shown = line.drop { $0 == " " }.prefix(60)
                findings.append(file.finding(index + 1, "`\(shown)`: \(problem)"))
            }
        }
        return findings
    }

    private static func isPackageDeclaration(_ line: String) -> Bool {
        let words = line.split(separator: " ").drop { $0.hasPrefix("@") || $0 == "final" || $0 == "static" }
        guard let first = words.first, first == "package" || first.hasPrefix("package(") else { return false }
        return words.dropFirst().first != "import"
    }

    private static func problem(above index: Int, in file: SourceFile) -> String? {
        var top = index
        while top > 0, trimmed(file.lines[top - 1]).hasPrefix("@") { top -= 1 }
        let end = top
        while top > 0, trimmed(file.lines[top - 1]).hasPrefix("///") { top -= 1 }
        guard top < end else { return "has no doc comment" }
        let comment = file.lines[top..<end].map { trimmed($0).dropFirst(3).drop { $0 == " " } }
        let summary = comment.first ?? ""
        guard summary.hasSuffix(".") else { return "the first line of its doc comment is no sentence" }
        if holdsTwoSentences(summary) { return "the first line of its doc comment has more than one sentence" }
        guard comment.count == 1 || comment[1].isEmpty else { return "a blank line is missing behind the summary" }
        return nil
    }

    /// True when a full stop is followed by a blank and a large letter.
    private static func holdsTwoSentences(_ text: Substring) -> Bool {
        let characters = Array(text)
        return characters.indices.dropLast(2).contains { index in
            characters[index] == "." && characters[index + 1] == " " && characters[index + 2].isUppercase
                && index > 1 && characters[index - 2] != " " && characters[index - 2] != "("
        }
    }

    private static func trimmed(_ line: String) -> Substring { line.drop { $0 == " " } }
}
