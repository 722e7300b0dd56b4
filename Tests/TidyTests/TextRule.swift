/// Rules that look at every line as it stands, comments and texts included.
enum TextRule {
    /// The most columns; a line with a text is left to `swift format`, which knows where a text must stay whole.
    static let width = 120

    /// Marks of unfinished work; spelled in two parts so that this file does not find itself.
    private static let marks = ["TO" + "DO", "FIX" + "ME", "XX" + "X"]

    /// Folders of the machines this was written on.
    private static let machine = ["/wo" + "rk/", "/tm" + "p/h"]

    static func findings(in file: SourceFile) -> [Finding] {
        zip(file.lines, file.code).enumerated().flatMap { index, line in
            problems(line.0, code: line.1, in: file).map { file.finding(index + 1, $0) }
        }
    }

    private static func problems(_ line: String, code: String, in file: SourceFile) -> [String] {
        var problems: [String] = []
        let isSwift = file.path.hasSuffix(".swift")
        if isSwift, line.count > width, !holdsText(line, code: code) {
            problems.append("the line has \(line.count) columns; at most \(width)")
        }
        if isSwift, let mark = marks.first(where: { comment(of: line).contains(word: $0) }) {
            problems.append("\(mark): finish it, or write an issue")
        }
        for path in machine where line.contains(path) { problems.append("\(path) is a folder of one machine") }
        return problems
    }

    /// True for a line with a quote, and for one within a text of several lines.
    private static func holdsText(_ line: String, code: String) -> Bool {
        let isBlank = code.allSatisfy { $0 == " " }
        return line.contains("\"") || isBlank && !line.drop { $0 == " " }.hasPrefix("//")
    }

    /// What stands behind `//`; a text that holds two slashes is looked at too, which does no harm.
    private static func comment(of line: String) -> Substring {
        var rest = line[...]
        while let slash = rest.firstIndex(of: "/") {
            rest = rest[rest.index(after: slash)...]
            if rest.first == "/" { return rest }
        }
        return ""
    }
}

extension Substring {
    /// True when the word stands in the text with no letter or digit at either side.
    fileprivate func contains(word: String) -> Bool {
        split { !$0.isLetter && !$0.isNumber }.contains { $0 == word }
    }
}
