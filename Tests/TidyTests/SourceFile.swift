/// A file of the tree, or one planted by a test.
struct SourceFile {
    /// The path from the root of the checkout, such as `Sources/Proxy/Line.swift`.
    let path: String
    /// Its lines, without their ends.
    let lines: [String]
    /// The same lines with comments and texts blanked out; the lines as they are in files that are not Swift.
    let code: [String]

    /// Takes a file apart.
    init(path: String, text: String) {
        self.path = path
        lines = Self.split(Array(text.utf8))
        code = path.hasSuffix(".swift") ? Self.split(SwiftMask.blank(Array(text.utf8))) : lines
    }

    /// The parts of the path.
    var parts: [Substring] { path.split(separator: "/") }

    /// The room or the test target it belongs to, or nil for files outside of `Sources` and `Tests`.
    var room: String? {
        guard parts.count > 2, parts[0] == "Sources" || parts[0] == "Tests" else { return nil }
        return String(parts[1])
    }

    /// True below `Sources`.
    var isSource: Bool { parts.first == "Sources" }

    /// The file's name without its ending.
    var name: String { parts.last.map { String($0.split(separator: ".").first ?? $0) } ?? "" }

    /// Every word of the code, in order.
    var words: [Word] {
        code.enumerated().flatMap { index, line in Word.all(of: line, number: index + 1) }
    }

    /// Makes a finding on a line of this file.
    func finding(_ line: Int, _ message: String) -> Finding {
        Finding(path: path, line: line, message: message)
    }

    private static func split(_ bytes: [UInt8]) -> [String] {
        var lines = bytes.split(separator: 10, omittingEmptySubsequences: false).map {
            String(decoding: $0, as: UTF8.self)
        }
        if lines.last == "" { lines.removeLast() }
        return lines
    }
}

/// An identifier or keyword and what stands around it.
struct Word: Hashable {
    /// The word.
    let text: String
    /// Its line, counted from 1.
    let line: Int
    /// The character before it, blanks left out; nil at the start of the line.
    let before: Character?
    /// The character right behind it; nil at the end of the line.
    let after: Character?

    static func all(of line: String, number: Int) -> [Word] {
        var words: [Word] = []
        var before: Character?
        var rest = line[...]
        while let first = rest.first {
            guard isPart(first) else {
                if first != " " { before = first }
                rest = rest.dropFirst()
                continue
            }
            let text = rest.prefix(while: isPart)
            rest = rest.dropFirst(text.count)
            words.append(Word(text: String(text), line: number, before: before, after: rest.first))
            before = text.last
        }
        return words
    }

    private static func isPart(_ character: Character) -> Bool {
        character.isLetter || character.isNumber || character == "_"
    }
}
