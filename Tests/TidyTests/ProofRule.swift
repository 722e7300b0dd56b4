/// What the compiler is told to believe needs a sentence that proves it.
enum ProofRule {
    static func findings(in file: SourceFile) -> [Finding] {
        file.code.enumerated().compactMap { index, line in
            if line.contains("@unchecked Sendable"), !comment(beside: index, in: file).contains("@unchecked Sendable") {
                return file.finding(index + 1, "`@unchecked Sendable` without a sentence beside it that proves it")
            }
            if line.contains("nonisolated(unsafe)"), !comment(beside: index, in: file).hasSuffix(".") {
                return file.finding(index + 1, "`nonisolated(unsafe)` without a sentence beside it that proves it")
            }
            return nil
        }
    }

    /// The comment on the line or in the block right above it.
    private static func comment(beside index: Int, in file: SourceFile) -> String {
        var parts: [Substring] = []
        if let range = file.lines[index].split(separator: "//", maxSplits: 1).dropFirst().first { parts.append(range) }
        var above = index - 1
        while above >= 0 {
            let line = file.lines[above].drop { $0 == " " }
            guard line.hasPrefix("//") || line.hasPrefix("@") else { break }
            if line.hasPrefix("//") { parts.insert(line.drop { $0 == "/" || $0 == " " }, at: 0) }
            above -= 1
        }
        return parts.joined(separator: " ")
    }
}
