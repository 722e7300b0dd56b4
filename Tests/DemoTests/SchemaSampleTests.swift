import Demo
import Testing

@Suite struct SchemaSampleTests {
    @Test(arguments: [
        (#"{}"#, #"{}"#), (#"true"#, #"{}"#), (#"{"type":"string"}"#, #""demo""#),
        (#"{"type":"string","minLength":6}"#, #""demooo""#), (#"{"type":"string","maxLength":2}"#, #""de""#),
        (#"{"type":"string","format":"date"}"#, #""2026-01-01""#), (#"{"type":"integer","minimum":7}"#, "7"),
        (#"{"type":"integer","exclusiveMaximum":0}"#, "-1"), (#"{"type":"number"}"#, "1.0"),
        (#"{"type":["null","boolean"]}"#, "true"), (#"{"type":"null"}"#, "null"), (#"{"enum":["b","a"]}"#, #""b""#),
        (#"{"const":null}"#, "null"), (#"{"anyOf":[{"type":"integer"},{"type":"null"}]}"#, "1"),
        (#"{"type":"array","items":{"type":"boolean"},"minItems":2}"#, "[true,true]"),
        (#"{"type":"array","maxItems":0}"#, "[]"), (#"{"type":"string","minLength":-1}"#, #""demo""#),
        (
            ##"{"properties":{"z":{"$ref":"#/$defs/p"},"a":{"type":"integer"}},"$defs":{"p":{"const":1}}}"##,
            #"{"z":1,"a":1}"#
        ),
        (
            #"{"allOf":[{"properties":{"a":{"const":1}}},{"properties":{"b":{"const":2}}}]}"#,
            #"{"a":1,"b":2}"#
        ),
    ])
    func `a value fits its schema`(schema: String, value: String) throws {
        #expect(try SchemaSample.value(for: JSONReader.read(Array(schema.utf8))).rendered == value)
    }

    @Test(arguments: [
        ##"{"$ref":"#"}"##, ##"{"anyOf":[{"$ref":"#"}]}"##,
        ##"{"properties":{"a":{"$ref":"#"},"b":{"$ref":"#"}},"required":["a","b"]}"##,
        ##"{"type":"array","items":{"$ref":"#"},"minItems":1000000000}"##,
    ])
    func `a schema without end ends`(schema: String) throws {
        let value = try SchemaSample.value(for: JSONReader.read(Array(schema.utf8)))
        #expect(value.bytes.count < 500_000)
    }
}
