import Testing

/// The rules over the tree as it is.
@Suite struct TreeTests {
    @Test func `the tree is there`() {
        #expect(Tree.swift.contains { $0.path == "Sources/Proxy/Line.swift" })
        #expect(Tree.documents.contains { $0.path == "README.md" })
        #expect(!Tree.others.isEmpty)
    }

    @Test func `rooms import only from rows below`() {
        let findings = Tree.swift.flatMap(RowRule.findings)
        #expect(findings.isEmpty, "\(findings.report)")
        let rooms = Set(Tree.swift.filter(\.isSource).compactMap(\.room)).subtracting(["CZlib"])
        #expect(rooms == Set(RowRule.rows.keys))
    }

    @Test func `files have at most 400 lines and functions at most 60`() {
        let findings = (Tree.swift + Tree.others).flatMap(SizeRule.findings)
        #expect(findings.isEmpty, "\(findings.report)")
    }

    @Test func `every package declaration has a sentence above it`() {
        let findings = Tree.swift.flatMap(DocumentationRule.findings)
        #expect(findings.isEmpty, "\(findings.report)")
    }

    @Test func `no name says nothing`() {
        let findings = Tree.swift.flatMap(NameRule.findings)
        #expect(findings.isEmpty, "\(findings.report)")
    }

    @Test func `no word stops the process or leaves the package`() {
        let findings = Tree.swift.flatMap(WordRule.findings)
        #expect(findings.isEmpty, "\(findings.report)")
    }

    @Test func `no error is swallowed on the data path without a reason`() {
        let findings = Tree.swift.flatMap(SwallowRule.findings) + SwallowRule.stale(in: Tree.swift)
        #expect(findings.isEmpty, "\(findings.report)")
    }

    @Test func `what the compiler must believe is proved in a sentence`() {
        let findings = Tree.swift.flatMap(ProofRule.findings)
        #expect(findings.isEmpty, "\(findings.report)")
    }

    @Test func `lines are short, finished and of no one machine`() {
        let findings = (Tree.swift + Tree.documents + Tree.others).flatMap(TextRule.findings)
        #expect(findings.isEmpty, "\(findings.report)")
    }

    @Test func `links lead somewhere`() {
        let findings = Tree.documents.flatMap { LinkRule.findings(in: $0, target: Tree.file, holds: Tree.holds) }
        #expect(findings.isEmpty, "\(findings.report)")
    }

    @Test func `the readme is read in a minute`() throws {
        let readme = try #require(Tree.file("README.md"))
        #expect(readme.lines.count <= 100)
        #expect(readme.lines.flatMap { $0.split(separator: " ") }.count <= 500)
    }
}
