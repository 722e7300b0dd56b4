/// A document, taken apart into the sections of its headings.
struct Page {
    /// The whole text.
    let text: String
    private let sections: [(heading: String, body: String)]

    /// Takes the document of that path from the tree.
    init(_ path: String) {
        self.init(text: DocsTree.text(path))
    }

    /// Takes a text.
    init(text: String) {
        self.text = text
        var sections: [(heading: String, body: String)] = [("", "")]
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix("#") {
                sections.append((String(line.drop { $0 == "#" }.drop { $0 == " " }), ""))
            } else {
                sections[sections.count - 1].body += line + "\n"
            }
        }
        self.sections = sections
    }

    /// The text under a heading, down to the next one; nil when there is no such heading.
    func section(_ heading: String) -> String? { sections.first { $0.heading == heading }?.body }

    /// The cells of every row of every table, without rows of dashes and without heads.
    var rows: [[String]] {
        text.split(separator: "\n").filter { $0.hasPrefix("| `") }.map { row in
            row.split(separator: "|", omittingEmptySubsequences: false).dropFirst().dropLast().map {
                String($0.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
            }
        }
    }

    /// True when the words stand in the document between backticks.
    func names(_ words: String) -> Bool { Self.quoted(in: text).contains(words) }

    /// Everything between backticks, code blocks left out.
    static func quoted(in text: String) -> Set<String> {
        var quoted: Set<String> = []
        var isBlock = false
        for line in text.split(separator: "\n") {
            if line.hasPrefix("```") { isBlock.toggle() }
            if isBlock { continue }
            for (index, part) in line.split(separator: "`", omittingEmptySubsequences: false).enumerated()
            where index % 2 == 1 { quoted.insert(String(part)) }
        }
        return quoted
    }
}

extension String {
    /// Every run of the given characters that begins with `mark`, such as every `x-weir-…`.
    func runs(from mark: String, of isPart: (Character) -> Bool) -> Set<String> {
        var runs: Set<String> = []
        var rest = self[...]
        var before: Character?
        while let first = rest.first {
            guard rest.hasPrefix(mark), before.map({ !isPart($0) }) ?? true else {
                before = first
                rest = rest.dropFirst()
                continue
            }
            let run = rest.prefix(while: isPart)
            runs.insert(String(run))
            before = run.last
            rest = rest.dropFirst(max(run.count, 1))
        }
        return runs
    }

    /// The text behind each occurrence of `mark`, up to the next quote.
    func quotedTexts(behind mark: String) -> [String] {
        split(separator: mark, omittingEmptySubsequences: false).dropFirst().map { String($0.prefix { $0 != "\"" }) }
    }
}
