/// Links between documents lead to a file, and to a heading where they name one.
enum LinkRule {
    /// Checks the links of one document; `target` gives the file of a path, `holds` tells whether something is there.
    static func findings(
        in file: SourceFile,
        target: (String) -> SourceFile?,
        holds: (String) -> Bool
    ) -> [Finding] {
        guard file.path.hasSuffix(".md") else { return [] }
        return prose(of: file).flatMap { index, line in
            links(in: line).compactMap { link -> Finding? in
                if link.contains("://") || link.hasPrefix("mailto:") { return nil }
                let parts = link.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
                let path = parts[0].isEmpty ? file.path : resolve(String(parts[0]), from: file.path)
                guard holds(path) else { return file.finding(index + 1, "the link \(link) leads nowhere") }
                guard parts.count == 2, let document = target(path), !anchors(of: document).contains(String(parts[1]))
                else { return nil }
                return file.finding(index + 1, "\(path) has no heading #\(parts[1])")
            }
        }
    }

    /// The lines outside of code blocks.
    private static func prose(of file: SourceFile) -> [(Int, String)] {
        var isCode = false
        return file.lines.enumerated().filter { _, line in
            let isFence = line.hasPrefix("```")
            if isFence { isCode.toggle() }
            return !isCode && !isFence
        }
    }

    /// The targets of `[text](target)`.
    static func links(in line: String) -> [String] {
        var links: [String] = []
        var rest = withoutCode(line)[...]
        while let close = rest.firstIndex(of: "]") {
            rest = rest[rest.index(after: close)...]
            guard rest.first == "(", let end = rest.firstIndex(of: ")") else { continue }
            links.append(String(rest[rest.index(after: rest.startIndex)..<end]))
        }
        return links
    }

    private static func withoutCode(_ line: String) -> String {
        line.split(separator: "`", omittingEmptySubsequences: false).enumerated()
            .filter { $0.offset % 2 == 0 }.map { String($0.element) }.joined()
    }

    /// The names of a document's headings, as GitHub makes them.
    static func anchors(of document: SourceFile) -> Set<String> {
        var anchors: Set<String> = []
        for (_, line) in prose(of: document) where line.hasPrefix("#") {
            let title = line.drop { $0 == "#" }.drop { $0 == " " }
            let kept = title.lowercased().filter { $0.isLetter || $0.isNumber || $0 == " " || $0 == "-" || $0 == "_" }
            anchors.insert(String(kept.map { $0 == " " ? "-" : $0 }))
        }
        return anchors
    }

    private static func resolve(_ link: String, from path: String) -> String {
        var parts = path.split(separator: "/").dropLast().map { String($0) }
        for part in link.split(separator: "/") where part != "." {
            if part == ".." { _ = parts.popLast() } else { parts.append(String(part)) }
        }
        return parts.joined(separator: "/")
    }
}
