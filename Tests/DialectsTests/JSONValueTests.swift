import Dialects
import Testing

@Suite struct JSONValueTests {
    private func error(_ text: String) -> JSONValueError? {
        do {
            _ = try JSONValue(parsing: text)
            return nil
        } catch {
            return error
        }
    }

    private func text(_ value: JSONValue, sortedKeys: Bool = false) -> String {
        String(decoding: value.bytes(sortedKeys: sortedKeys), as: UTF8.self)
    }

    @Test func `every kind of value is read`() throws {
        let value = try JSONValue(parsing: " {\"a\":[null,true,false,-1,1.50,\"x\"],\"b\":{}}\r\n")
        #expect(value == ["a": [.null, true, false, -1, .number(text: "1.50"), "x"], "b": [:]])
        #expect(value["a"]?[5]?.text == "x")
        #expect(value["a"]?[3]?.integer == -1)
        #expect(value["a"]?[1]?.bool == true)
        #expect(value["a"]?[6] == nil)
        #expect(value["a"]?[-1] == nil)
        #expect(value["missing"] == nil)
        #expect(value["b"]?.isEmpty == true)
    }

    @Test(arguments: [
        ("\\\"\\\\\\/\\b\\f\\n\\r\\t", "\"\\/\u{8}\u{c}\n\r\t"),
        ("\\u00e9\\u20AC", "\u{e9}\u{20ac}"),
        ("\\ud83d\\ude00", "\u{1f600}"),
        ("a\\ud83db", "a\u{fffd}b"),
        ("\\ude00", "\u{fffd}"),
        ("\\ud83d\\u0041", "\u{fffd}A"),
        ("\\ud83d\\ud83d\\ude00", "\u{fffd}\u{1f600}"),
        ("\\ud83d\\n", "\u{fffd}\n"),
        ("\\u0000", "\0"),
        ("\u{e9}\u{1f600}\u{7f}", "\u{e9}\u{1f600}\u{7f}"),
    ])
    func `strings are read with their escapes`(written: String, meant: String) throws {
        let value = try JSONValue(parsing: "\"" + written + "\"")
        #expect(value.text?.unicodeScalars.elementsEqual(meant.unicodeScalars) == true)
    }

    @Test(arguments: [
        "", " ", "{", "[", "[1", "[1,", "{\"a\"", "{\"a\":", "{\"a\":1", "{\"a\":1,", "\"", "\"a", "\"\\", "\"\\u12",
        "\"\\ud83d\\u", "t", "nul", "-", "1.", "1e", "1e+",
    ])
    func `a text that ends early is truncated`(text: String) {
        #expect(error(text)?.reason == .truncated)
    }

    @Test(arguments: [
        "[1,]", "[,1]", "{,}", "{\"a\":1,}", "{a:1}", "{1:1}", "{\"a\" 1}", "'a'", "True", "nulL", "+1", ".5", "-a",
        "1.e5", "\"\\x\"", "\"\\u12g4\"", "\"\n\"", "\"\t\"", "\u{feff}1", "[1 2]", "//", "NaN", "-Infinity", "]",
    ])
    func `what the grammar forbids is refused`(text: String) {
        #expect(error(text)?.reason == .unexpected)
    }

    @Test(arguments: ["1 2", "01", "{}{}", "null,", "[]]", "1x", "-01"])
    func `what follows the value is refused`(text: String) {
        #expect(error(text)?.reason == .trailing)
    }

    @Test(arguments: [
        [0x22, 0xff, 0x5c, 0x6e, 0x22], [0x22, 0x5c, 0x6e, 0xff, 0x22], [0x22, 0xc3, 0x5c, 0x6e, 0xa9, 0x22],
        [0x22, 0xff, 0x22], [0x22, 0xc0, 0x80, 0x22], [0x22, 0xed, 0xa0, 0x80, 0x22], [0x22, 0xe2, 0x22],
    ])
    func `invalid UTF-8 is refused`(bytes: [UInt8]) {
        #expect(throws: JSONValueError.self) { try JSONValue(parsing: bytes) }
    }

    @Test(arguments: ["[", "{\"a\":"])
    func `depth is bounded`(opening: String) throws {
        let closing = opening == "[" ? "]" : "}"
        let deep = { (count: Int) in
            String(repeating: opening, count: count) + "0" + String(repeating: closing, count: count)
        }
        _ = try JSONValue(parsing: deep(JSONValue.maximumDepth))
        #expect(error(deep(JSONValue.maximumDepth + 1))?.reason == .tooDeep)
        #expect(error(String(repeating: opening, count: 1_000_000))?.reason == .tooDeep)
    }

    @Test func `closed brackets do not count as depth`() throws {
        let wide = "[" + Array(repeating: "[[],{}]", count: 500).joined(separator: ",") + "]"
        #expect(try JSONValue(parsing: wide).elements?.count == 500)
    }

    @Test func `the number of values is bounded`() {
        let many = "[" + String(repeating: "0,", count: JSONValue.maximumValues) + "0]"
        #expect(error(many)?.reason == .tooMany)
    }

    @Test(arguments: [
        ("0", JSONValue.integer(0)), ("-0", .number(text: "-0")), ("9223372036854775807", .integer(.max)),
        ("-9223372036854775808", .integer(.min)), ("9223372036854775808", .number(text: "9223372036854775808")),
        ("1.0", .number(text: "1.0")), ("1E+3", .number(text: "1E+3")), ("-1.5e-9", .number(text: "-1.5e-9")),
    ])
    func `numbers keep their text where an integer would not do`(written: String, value: JSONValue) throws {
        #expect(try JSONValue(parsing: written) == value)
        #expect(text(value) == written)
    }

    @Test func `of repeated names the last counts`() throws {
        let value = try JSONValue(parsing: "{\"a\":1,\"b\":2,\"a\":3}")
        #expect(value["a"] == 3)
        #expect(text(value) == "{\"a\":1,\"b\":2,\"a\":3}")
        #expect(text(value, sortedKeys: true) == "{\"a\":3,\"b\":2}")
    }

    @Test func `the canonical form sorts by bytes at every level`() throws {
        let value = try JSONValue(
            parsing: "{\"b\":{\"z\":1,\"y\":[{\"d\":1,\"c\":2}]},\"\u{e9}\":0,\"B\":1,\"a\":\"\u{e9}\"}"
        )
        let expected = "{\"B\":1,\"a\":\"\u{e9}\",\"b\":{\"y\":[{\"c\":2,\"d\":1}],\"z\":1},\"\u{e9}\":0}"
        #expect(text(value, sortedKeys: true) == expected)
    }

    @Test func `names that are only canonically equivalent stay apart`() throws {
        let value = try JSONValue(parsing: "{\"e\u{301}\":1,\"\u{e9}\":2}")
        #expect(text(value, sortedKeys: true) == "{\"e\u{301}\":1,\"\u{e9}\":2}")
    }

    @Test func `strings are written with the needed escapes only`() {
        var bytes: [UInt8] = []
        bytes.appendJSONString("a\"b\\c/\u{8}\t\n\u{c}\r\u{0}\u{1f}\u{7f}\u{e9}\u{1f600}")
        let expected = "\"a\\\"b\\\\c/\\b\\t\\n\\f\\r\\u0000\\u001f\u{7f}\u{e9}\u{1f600}\""
        #expect(String(decoding: bytes, as: UTF8.self) == expected)
    }

    @Test func `an escape is found at every place of a run`() throws {
        for length in 0..<40 {
            for place in 0..<max(length, 1) {
                for special in ["\"", "\\", "\u{1f}", "\u{0}", " ", "!", "#", "[", "]", "\u{80}", "\u{fffd}"] {
                    let run =
                        String(repeating: "x", count: place) + special
                        + String(repeating: "\u{e9}", count: length - place)
                    var bytes: [UInt8] = []
                    bytes.appendJSONString(run)
                    let back = try JSONValue(parsing: bytes)
                    #expect(back.text == run)
                }
            }
        }
    }

    @Test func `a substring is appended like its string`() {
        var bytes = Array("k=".utf8)
        bytes.appendJSONString("abcdef".dropFirst(2))
        #expect(String(decoding: bytes, as: UTF8.self) == "k=\"cdef\"")
    }

    @Test func `lent memory is read like an array`() throws {
        let bytes = Array("[1]".utf8)
        let value = try bytes.withUnsafeBytes { (raw) throws(JSONValueError) in try JSONValue(parsing: raw) }
        #expect(value == [1])
    }
}
