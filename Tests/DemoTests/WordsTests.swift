import Demo
import Testing

@Suite struct WordsTests {
    @Test(arguments: [
        ("", 0), (" \t\r\n", 0), ("one", 1), (" one ", 1), ("one two", 2), ("one\n\ntwo\tthree", 3), ("日本 語", 2),
        ("a\u{a0}b", 1),
    ])
    func `a token is a run of bytes that are not blank`(text: String, count: Int) {
        #expect(Words.count(text) == count)
        #expect(text.utf8.split { " \t\r\n".utf8.contains($0) }.count == count)
    }
}
