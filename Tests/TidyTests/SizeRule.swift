/// Small on purpose: a file has at most 400 lines, a function at most 60.
enum SizeRule {
    static let fileLimit = 400
    static let functionLimit = 60

    static func findings(in file: SourceFile) -> [Finding] {
        var findings: [Finding] = []
        if file.lines.count > fileLimit {
            findings.append(file.finding(1, "the file has \(file.lines.count) lines; at most \(fileLimit)"))
        }
        guard file.path.hasSuffix(".swift") else { return findings }
        for function in functions(of: file) where function.length > functionLimit {
            findings.append(
                file.finding(
                    function.line,
                    "`\(function.name)` has \(function.length) lines; at most \(functionLimit)"
                )
            )
        }
        return findings
    }

    /// A function and how many lines it takes from its name to its last brace.
    struct Function: Hashable {
        let name: String
        let line: Int
        let length: Int
    }

    /// Every function, initialiser and subscript that has a body, nested ones too.
    static func functions(of file: SourceFile) -> [Function] {
        file.code.enumerated().flatMap { index, line in
            starts(in: line).compactMap { start in
                Body(lines: file.code, line: index, column: start.column).lastLine.map {
                    Function(name: start.name, line: index + 1, length: $0 - index + 1)
                }
            }
        }
    }

    private static func starts(in line: String) -> [(name: String, column: Int)] {
        var starts: [(name: String, column: Int)] = []
        let words = Word.all(of: line, number: 0)
        var from = line.startIndex
        for (index, word) in words.enumerated() {
            guard let range = line[from...].range(of: word.text) else { continue }
            from = range.upperBound
            guard ["func", "init", "deinit", "subscript"].contains(word.text), word.before != "." else { continue }
            let name = word.text == "func" && index + 1 < words.count ? words[index + 1].text : word.text
            starts.append((name, line.utf8.distance(from: line.startIndex, to: range.upperBound)))
        }
        return starts
    }
}

extension Substring {
    /// The first place of a word.
    fileprivate func range(of word: String) -> Range<Index>? {
        var start = startIndex
        while start < endIndex {
            if self[start...].hasPrefix(word) { return start..<index(start, offsetBy: word.count) }
            start = index(after: start)
        }
        return nil
    }
}

/// Finds the end of a declaration's body by its braces.
private struct Body {
    let lines: [String]
    let line: Int
    let column: Int

    /// What may begin the line behind a declaration that has no body, as in a protocol.
    private static let next: Set<String> = [
        "func", "init", "var", "let", "static", "mutating", "subscript", "associatedtype", "case", "typealias", "@",
        "package", "private", "struct", "enum", "class", "extension",
    ]

    /// The line of the last brace, or nil when there is no body.
    var lastLine: Int? {
        var round = 0
        var curly = 0
        for number in line..<lines.count {
            let text = number == line ? Array(lines[number].utf8.dropFirst(column)) : Array(lines[number].utf8)
            if number > line, round == 0, curly == 0, beginsAnother(lines[number]) { return nil }
            for byte in text {
                switch byte {
                case UInt8(ascii: "("), UInt8(ascii: "["): round += curly == 0 ? 1 : 0
                case UInt8(ascii: ")"), UInt8(ascii: "]"): round -= curly == 0 ? 1 : 0
                case UInt8(ascii: "{") where round == 0: curly += 1
                case UInt8(ascii: "}") where round == 0:
                    curly -= 1
                    if curly == 0 { return number }
                    if curly < 0 { return nil }
                default: break
                }
            }
        }
        return nil
    }

    private func beginsAnother(_ line: String) -> Bool {
        guard let first = line.split(separator: " ").first else { return false }
        return Self.next.contains { first == $0 || ($0 == "@" && first.hasPrefix("@")) }
    }
}
