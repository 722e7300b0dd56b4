import Config
import Testing

@Suite struct DiagnosticsTests {
    private func finding(_ severity: Diagnostic.Severity, _ line: Int, _ column: Int = 1) -> Diagnostic {
        Diagnostic(severity, at: Position(line: line, column: column), path: "a.b", "is wrong")
    }

    @Test func `findings are shown in the order of the file, then counted`() {
        let all = Diagnostics(
            file: "weir.yaml",
            [finding(.warning, 31, 9), finding(.error, 14, 5), finding(.error, 14, 3)]
        )
        #expect(
            all.text == """
                weir.yaml:14:3  error    a.b: is wrong
                weir.yaml:14:5  error    a.b: is wrong
                weir.yaml:31:9  warning  a.b: is wrong
                2 errors, 1 warning

                """
        )
        #expect(all.hasErrors)
        #expect(all.errors.count == 2)
        #expect(all.warnings.count == 1)
    }

    @Test(arguments: [(0, 0, "0 errors, 0 warnings"), (1, 0, "1 error, 0 warnings"), (0, 2, "0 errors, 2 warnings")])
    func `the counts agree with their nouns`(_ errors: Int, _ warnings: Int, _ text: String) {
        let findings = (0..<errors).map { _ in finding(.error, 1) } + (0..<warnings).map { _ in finding(.warning, 1) }
        #expect(Diagnostics(file: "f", findings).counts == text)
    }

    @Test func `only so many findings are shown, errors before warnings`() {
        let many = (1...300).map { finding(.warning, $0) } + (1...150).map { finding(.error, $0) }
        let shown = Diagnostics(file: "f", many)
        #expect(shown.all.count == Diagnostics.capacity)
        #expect(shown.errors.count == 151)
        #expect(shown.errors.last?.message == "more findings are not shown")
    }

    @Test func `a file full of unknown keys is answered soon and briefly`() {
        let text = (0..<20_000).map { "k\($0):\n" }.joined()
        let result = Sample.load(text)
        #expect(result.settings == nil)
        #expect(result.diagnostics.all.count == Diagnostics.capacity)
        #expect(result.diagnostics.all.last?.message == "more findings are not shown")
    }

    @Test func `a name is cut before it is shown`() {
        let result = Sample.load(String(repeating: "a", count: 900) + ": 1\n")
        #expect(result.diagnostics.all.map(\.path) == [String(repeating: "a", count: 63) + "…"])
    }
}
