import Testing

/// How documents are taken apart, so that a comparison that finds nothing is known to look.
@Suite struct PageTests {
    private let page = Page(
        text: """
            # First
            Words and `a name`.
            ## `second`
            | head | b |
            |---|---|
            | `x` | 1 |
            | `y` |  two words  |
            ```
            `not quoted`
            ```
            """
    )

    @Test func `sections end at the next heading`() {
        #expect(page.section("First") == "Words and `a name`.\n")
        #expect(page.section("`second`")?.contains("two words") == true)
        #expect(page.section("third") == nil)
    }

    @Test func `rows are cells without their blanks`() {
        #expect(page.rows == [["`x`", "1"], ["`y`", "two words"]])
    }

    @Test func `names stand between backticks and not in blocks of code`() {
        #expect(page.names("a name") && page.names("second"))
        #expect(!page.names("not quoted") && !page.names("name"))
    }

    @Test func `runs begin at the mark and not within a word`() {
        let text = "x-weir-a, ax-weir-b and \"x-weir-c\": x-weir-a"
        #expect(text.runs(from: "x-weir-") { $0.isLetter || $0 == "-" } == ["x-weir-a", "x-weir-c"])
        #expect("get(\"/a\") get(\"/b\")".quotedTexts(behind: "get(\"") == ["/a", "/b"])
    }

    @Test func `columns are read out of the statements`() {
        #expect(
            HistoryColumns.cases(in: "    case requestID, startedUs\n    case traceID\n") == [
                "request_id", "started_us", "trace_id",
            ]
        )
    }
}
