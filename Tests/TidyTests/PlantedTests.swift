import Testing

/// Planted violations, so that a rule that finds nothing is known to look.
@Suite struct PlantedTests {
    private func swift(_ text: String, _ path: String = "Sources/Proxy/Planted.swift") -> SourceFile {
        SourceFile(path: path, text: text)
    }

    @Test(arguments: [
        ("Sources/Exchange/A.swift", "import Proxy", 1), ("Sources/Policy/A.swift", "\npackage import Dialects", 2),
        ("Sources/Storage/A.swift", "@testable import struct Telemetry.Metrics", 1),
        ("Sources/Admin/A.swift", "import Config", 1), ("Sources/Nowhere/A.swift", "import Exchange", 1),
        ("Sources/Proxy/A.swift", "import Proxy", 1),
    ])
    func `an import from the same row or above is found`(path: String, text: String, line: Int) {
        #expect(RowRule.findings(in: swift(text, path)).map(\.line) == [line])
    }

    @Test(arguments: [
        ("Sources/Proxy/A.swift", "import NIOCore\npackage import Exchange\nimport Dialects"),
        ("Sources/weir/A.swift", "import Admin // and import weir"),
        ("Sources/Exchange/A.swift", "let text = \"\"\"\n    import Proxy\n    \"\"\""),
    ])
    func `an import from below, in a comment or in a text is none`(path: String, text: String) {
        #expect(RowRule.findings(in: swift(text, path)).isEmpty)
    }

    @Test func `a file of 401 lines is found and one of 400 is not`() {
        let line = "let a = 1\n"
        #expect(SizeRule.findings(in: swift(String(repeating: line, count: 401))).map(\.line) == [1])
        #expect(SizeRule.findings(in: swift(String(repeating: line, count: 400))).isEmpty)
        let python = SourceFile(path: "Benchmarks/a.py", text: String(repeating: "pass\n", count: 401))
        #expect(SizeRule.findings(in: python).count == 1)
    }

    @Test(arguments: [
        "func f(\n    a: Int = { 1 }()\n) -> Int", "init(a: [Int])", "deinit", "subscript(i: Int) -> Int",
    ])
    func `a function of 61 lines is found and one of 60 is not`(head: String) {
        let taken = head.split(separator: "\n").count
        func text(_ lines: Int) -> String {
            "struct A {\n\(head) {\n" + String(repeating: "if true { print(\"}\") } // }\n", count: lines - taken - 1)
                + "}\n}\n"
        }
        #expect(SizeRule.findings(in: swift(text(61))).map(\.line) == [2])
        #expect(SizeRule.findings(in: swift(text(60))).isEmpty)
        #expect(SizeRule.functions(of: swift(text(60))).map(\.length) == [60])
    }

    @Test func `a requirement without a body has no length`() {
        let text = "protocol A {\n    func f(a: Int) async throws -> Int\n    init()\n    func g()\n}\nfunc h() {\n}\n"
        #expect(SizeRule.functions(of: swift(text)).map(\.name) == ["h"])
    }

    @Test(arguments: [
        ("package struct A {}", "no doc comment"), ("// why\npackage func f() {}", "no doc comment"),
        ("/// No sentence\npackage let a = 1", "no sentence"),
        ("/// One thing. Another thing.\npackage let a = 1", "more than one sentence"),
        ("/// A summary.\n/// More of it.\npackage let a = 1", "blank line"),
        ("    @discardableResult\n    package static func f() {}", "no doc comment"),
        ("package(set) var a = 1", "no doc comment"), ("static package let a = 1", "no doc comment"),
    ])
    func `a package declaration without its sentence is found`(text: String, problem: String) {
        let findings = DocumentationRule.findings(in: swift(text))
        #expect(findings.count == 1)
        #expect(findings.first?.message.contains(problem) == true)
    }

    @Test(arguments: [
        "/// A sentence.\npackage struct A {}", "/// A sentence, e.g. this one.\n///\n/// More.\npackage let a = 1",
        "/// A sentence.\n@inlinable\npackage func f() {}", "package import Exchange",
        "let text = \"\"\"\n    package let\n\"\"\"",
    ])
    func `a package declaration under its sentence is none`(text: String) {
        #expect(DocumentationRule.findings(in: swift(text)).isEmpty)
    }

    @Test(arguments: [
        "struct KeyManager {}", "enum Utils {}", "final class HTTPHandler {}", "protocol ServiceBase {}",
        "typealias CoreThing = Int", "extension A { actor JobProcessor {} }",
    ])
    func `a type whose name says nothing is found`(text: String) {
        #expect(NameRule.findings(in: swift(text)).count == 1)
    }

    @Test(arguments: ["struct BaseURL {}", "struct Score {}", "class Baseline {}", "let struct_ = 1 // class Helper"])
    func `a name that only looks so is none`(text: String) {
        #expect(NameRule.findings(in: swift(text)).isEmpty)
    }

    @Test(arguments: ["Sources/Proxy/StringUtils.swift", "Tests/ProxyTests/Array+Helper.swift"])
    func `a file whose name says nothing is found`(path: String) {
        #expect(NameRule.findings(in: swift("", path)).count == 1)
    }

    @Test(arguments: [
        "let a = try! f()", "let a = b as! C", "fatalError()", "public struct A {}", "print(1)", "    print(\"a\")",
    ])
    func `a word that has no place is found`(text: String) {
        #expect(WordRule.findings(in: swift(text)).map(\.line) == [1])
    }

    @Test(arguments: [
        "let a = try f() // try! as! fatalError( public print(", "let a = \"try! \\(f(\"as!\")) print(\"",
        "let a = #\"public \"# + \"\"\"\n  fatalError(\n  \"\"\"", "/* try! /* as! */ print( */ let a = 1",
        "log.print(1)", "let publicKey = a as? B",
    ])
    func `a word in a comment, a text or another word is none`(text: String) {
        #expect(WordRule.findings(in: swift(text)).isEmpty)
    }

    @Test func `print is for the program alone`() {
        #expect(WordRule.findings(in: swift("print(1)", "Sources/weir/A.swift")).isEmpty)
    }

    @Test func `a swallowed error is found on the data path only`() {
        let text = "\nlet a = try? f()"
        #expect(SwallowRule.findings(in: swift(text)).map(\.line) == [2])
        #expect(SwallowRule.findings(in: swift(text, "Sources/Storage/A.swift")).isEmpty)
        let known = swift("try? await Task.sleep(for: .seconds(1))", "Sources/Proxy/Listener.swift")
        #expect(SwallowRule.findings(in: known).isEmpty)
    }

    @Test func `an exception nobody needs is found`() {
        #expect(SwallowRule.stale(in: []).count == SwallowRule.allowed.count)
    }

    @Test(arguments: [
        "final class A: @unchecked Sendable {}", "/// A thing.\nfinal class A: @unchecked Sendable {}",
        "nonisolated(unsafe) var a = 1", "/// Proof of `@unchecked Sendable`.\n\nfinal class A: @unchecked Sendable {}",
    ])
    func `a claim without its proof is found`(text: String) {
        #expect(ProofRule.findings(in: swift(text)).count == 1)
    }

    @Test(arguments: [
        "/// A thing.\n///\n/// `@unchecked Sendable`: it never changes.\nfinal class A: @unchecked Sendable {}",
        "// Written once, before any other thread runs.\nnonisolated(unsafe) var a = 1",
        "nonisolated(unsafe) var a = 1  // Written once.",
    ])
    func `a claim with its proof is none`(text: String) {
        #expect(ProofRule.findings(in: swift(text)).isEmpty)
    }

    @Test func `a long line, a mark and a machine's folder are found`() {
        let mark = "TO" + "DO"
        let folder = "/wo" + "rk/main"
        #expect(TextRule.findings(in: swift(String(repeating: "a", count: 121))).count == 1)
        #expect(TextRule.findings(in: swift(String(repeating: "a", count: 120))).isEmpty)
        #expect(TextRule.findings(in: swift("// " + String(repeating: "a", count: 118))).count == 1)
        let text = "let a = \"\"\"\n\(String(repeating: "a", count: 121))\n\"\"\""
        #expect(TextRule.findings(in: swift(text)).isEmpty)
        #expect(TextRule.findings(in: swift("let a = 1 // \(mark): later")).count == 1)
        #expect(TextRule.findings(in: swift("let a = \"\(mark)S\"")).isEmpty)
        #expect(TextRule.findings(in: swift("let a = \"\(folder)\"")).count == 1)
        #expect(TextRule.findings(in: SourceFile(path: "docs/a.md", text: "in \(folder)")).map(\.line) == [1])
    }

    @Test(arguments: [
        ("[a](b.md)", 0), ("[a](../README.md#a-heading)", 0), ("[a](c.md)", 1), ("x [a](b.md) [b](../c.md)", 1),
        ("[a](../README.md#another)", 1), ("[a](#here)", 1), ("[a](https://example.org/x)", 0), ("`[a](c.md)`", 0),
        ("```\n[a](c.md)\n```", 0),
    ])
    func `a link that leads nowhere is found`(text: String, count: Int) {
        let readme = SourceFile(path: "README.md", text: "# A `heading`\n")
        let file = SourceFile(path: "docs/a.md", text: text)
        let findings = LinkRule.findings(
            in: file,
            target: { $0 == "README.md" ? readme : $0 == "docs/a.md" ? file : nil },
            holds: { ["README.md", "docs/b.md", "docs/a.md"].contains($0) }
        )
        #expect(findings.count == count)
    }
}
