import Demo
import Testing

@Suite struct JSONTests {
    @Test(arguments: [
        #"null"#, #"true"#, #"false"#, #"0"#, #"-12"#, #"1.5"#, #""""#, #""aé😀""#, #"[]"#, #"{}"#,
        #"{"b":[1,{"a":null}],"a":"\"\\\n\r\t"}"#, #"9223372036854775807"#,
    ])
    func `what is read is written again`(text: String) throws {
        #expect(try JSONReader.read(Array(text.utf8)).rendered == text)
    }

    @Test(arguments: [
        (#" [ 1 , 2 ] "#, JSON.array([1, 2])), (#""\u0041\ud83d\ude00\/\b\f""#, "A😀/\u{8}\u{c}"),
        (#"1e2"#, 100.0), (#"-0.5E-1"#, -0.05), (#"9223372036854775808"#, 9_223_372_036_854_775_808.0),
    ])
    func `every form of a value is understood`(text: String, value: JSON) throws {
        #expect(try JSONReader.read(Array(text.utf8)) == value)
    }

    @Test(arguments: [
        "", " ", "nul", "tru", "truex", "01", "1.", ".5", "-", "+1", "1e", "NaN", "1e999", "[1,]", "[1", "[,]", "{",
        #"{"a"}"#, #"{"a":}"#, #"{"a":1,}"#, #"{a:1}"#, #""a"#, "\"\n\"", #""\x""#, #""\u12""#, #""\ud800""#,
        #""\ud800\u0041""#, #""\udc00""#, "1 2", "{} {}", "'a'",
    ])
    func `what is not JSON is refused`(text: String) {
        #expect(throws: JSONReader.Fault.self) { try JSONReader.read(Array(text.utf8)) }
    }

    @Test func `bytes that are not UTF-8 are refused`() {
        #expect(throws: JSONReader.Fault.self) { try JSONReader.read([0x22, 0xFF, 0x22]) }
    }

    @Test func `nesting has a bound`() throws {
        let deep = { (levels: Int) in
            Array((String(repeating: "[", count: levels) + String(repeating: "]", count: levels)).utf8)
        }
        #expect(throws: JSONReader.Fault.self) { try JSONReader.read(deep(129)) }
        #expect(try JSONReader.read(deep(128)).elements.count == 1)
        #expect(throws: JSONReader.Fault.self) { try JSONReader.read(deep(1_000_000)) }
    }

    @Test func `the last of two members with one name counts`() throws {
        var object = try JSONReader.read(Array(#"{"a":1,"b":2,"a":3}"#.utf8))
        #expect(object["a"] == 3)
        object["b"] = "x"
        object["c"] = nil
        #expect(object.rendered == #"{"a":1,"b":"x","a":3,"c":null}"#)
    }

    @Test func `control characters and numbers that JSON lacks are escaped`() {
        #expect(JSON.string("\u{1}\u{1f}").rendered == #""\u0001\u001f""#)
        #expect(JSON.number(.infinity).rendered == "null")
    }
}
