import Testing

/// The page of abuse cases names tests that are there.
@Suite struct AbuseCaseTests {
    private let page = Page("docs/abuse-cases.md")

    /// What a line such as "- `Room/File`: name" names.
    private struct Reference: Hashable {
        let place: String
        let name: String

        init?(_ line: Substring) {
            guard line.hasPrefix("- `"), let end = line.firstRange(of: "`: ") else { return nil }
            place = String(line[line.index(line.startIndex, offsetBy: 3)..<end.lowerBound])
            name = String(line[end.upperBound...])
        }

        /// True when the test is in the tree.
        var isThere: Bool {
            let parts = place.split(separator: "/").map { String($0) }
            guard parts.count == 2 else { return false }
            if parts[0] == "Conformance" {
                let source = DocsTree.conformance(parts[1])
                // of a corpus whole inputs are named, between backticks
                guard name.hasPrefix("`") else { return source.contains("\"\(name)\"") }
                return name.split(separator: ", ").allSatisfy { source.contains("\"\($0.dropFirst().dropLast())\"") }
            }
            return DocsTree.texts(named: "\(parts[1]).swift", in: "Tests/\(parts[0])").contains {
                $0.contains("func `\(name)`")
            }
        }
    }

    private static func references(in text: String) -> [Reference] {
        text.split(separator: "\n").compactMap { Reference($0) }
    }

    @Test func `every test that is named is there, once`() {
        let all = Self.references(in: page.text)
        #expect(all.filter { !$0.isThere }.map { "\($0.place): \($0.name)" } == [])
        #expect(all.count > 80)
        for (place, number) in Dictionary(all.map { ($0.name, 1) }, uniquingKeysWith: +) where number > 1 {
            #expect(place.hasPrefix("`"), "\(place) stands there twice")
        }
    }

    @Test func `each of the twenty cases has tests of its own`() {
        let headings = page.text.split(separator: "\n").filter { $0.hasPrefix("### ") }.map { String($0.dropFirst(4)) }
        #expect(headings.map { $0.prefix { $0 != "." } } == (1...20).map { "\($0)" })
        for heading in headings {
            let references = Self.references(in: page.section(heading) ?? "")
            #expect(references.count { !$0.place.hasPrefix("Conformance/") } >= 2 || references.count > 3, "\(heading)")
        }
    }

    @Test func `every class of published weaknesses belongs to cases that are there`() {
        let classes = page.rows
        #expect(classes.count >= 16)
        for row in classes {
            let cases = (row.last ?? "").split(separator: ", ").map { Int($0) }
            #expect(!cases.isEmpty && cases.allSatisfy { $0.map { (1...20).contains($0) } ?? false }, "\(row)")
            #expect(!row[1].isEmpty)
        }
    }

    @Test(arguments: [
        "- `StorageTests/VaultTests`: every flipped bit keeps the blob ajar", "- `StorageTests/Vault`: a blob",
        "- `Conformance/nothing`: x", "- `Conformance/corpus`: `nothing`",
    ]) func `a test that is not there is found`(_ line: String) {
        #expect(Reference(line[...])?.isThere == false)
    }
}
