import Dialects
import Exchange
import Testing

/// Scans a text.
func scan(_ text: String, _ format: WireFormat = .openAIChat) throws(ScanFailure) -> RequestScan {
    try scan(Array(text.utf8), format)
}

func scan(_ bytes: [UInt8], _ format: WireFormat = .openAIChat) throws(ScanFailure) -> RequestScan {
    try bytes.span.bytes.withUnsafeBytes { (body) throws(ScanFailure) in
        try RequestScan.scan(body, format: format)
    }
}

@Suite struct RequestScanTests {
    @Test func `all members that matter are found in any order and with any blanks`() throws {
        let text = """
             { "messages" : [ { "role":"user", "content":"{\\"model\\":\\"x\\"}" } ] ,\t"stream" : true,
            "tools":[{},{"a":[1,2]}], "max_tokens": 10, "max_completion_tokens":20, "model" : "gpt-4o",
            "stream_options" : { "include_usage" : true } , "metadata":{"session_id":"s1","conversation_id":"c1"}}
            """
        let found = try scan(text)
        #expect(found.model == "gpt-4o")
        #expect(found.isStream)
        #expect(found.includesUsage)
        #expect(found.tools == 2)
        #expect(found.maxTokens == 20)
        #expect(found.conversation == ConversationHint(id: "c1", source: .body))
        let range = try #require(found.modelRange)
        #expect(Array(Array(text.utf8)[range]) == Array("\"gpt-4o\"".utf8))
        #expect(Array(text.utf8)[found.insertionPoint - 1] == UInt8(ascii: "{"))
    }

    @Test(
        arguments: [
            ("{\"model\":\"a\\u0062c\"}", "abc"), ("{\"mod\\u0065l\":\"m\"}", "m"),
            ("{\"model\":\"\\ud83d\\ude00\"}", "😀"),
            ("{\"model\":\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"}", "\"\\/\u{8}\u{c}\n\r\t"), ("{\"model\":\"\"}", ""),
            ("{\"model\":\"zwölf\"}", "zwölf"),
        ]
    )
    func `the model and its name are decoded`(text: String, model: String) throws {
        #expect(try scan(text).model == model)
    }

    @Test(
        arguments: [
            ("{\"a\":1,\"a\":2}", "a"), ("{\"model\":\"x\",\"mod\\u0065l\":\"y\"}", "model"),
            ("{\"\\u0061\":1,\"b\":0,\"a\":2}", "a"),
            ("{\"stream_options\":{\"include_usage\":false,\"include_usage\":true}}", "stream_options.include_usage"),
        ]
    )
    func `duplicate members are refused, also through escapes`(text: String, key: String) {
        #expect(throws: ScanFailure.duplicateKey(key)) { try scan(text) }
    }

    @Test func `duplicate members further down are not ours to judge`() throws {
        #expect(try scan("{\"x\":{\"a\":1,\"a\":2}}").isEmptyObject == false)
    }

    @Test(
        arguments: [
            "", " ", "{", "}", "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{,}", "{\"a\":1}x", "{\"a\":1} {}", "{'a':1}",
            "{a:1}",
            "{\"a\":01}", "{\"a\":-}", "{\"a\":1.}", "{\"a\":.5}", "{\"a\":+1}", "{\"a\":1e}", "{\"a\":0x1}",
            "{\"a\":NaN}",
            "{\"a\":tru}", "{\"a\":nulll}", "{\"a\":[1,]}", "{\"a\":[,1]}", "{\"a\":[1 2]}", "{\"a\":\"\\x\"}",
            "{\"a\":\"\\u12g4\"}",
            "{\"a\":\"\\u12\"}", "{\"a\":\"\n\"}", "{\"a\":\"\u{0}\"}", "{\"a\":\"x}", "{\"a\":\"x\\", "{\"a\":[}",
            "{\"a\":{]}",
            "{/**/\"a\":1}", "{\"a\":1}//", "{\"a\" 1}", "{\"a\"::1}", "{\"a\":1,,\"b\":2}", "{\"a\":1}\u{0}", "nul",
            "tru",
        ]
    )
    func `what is no JSON object is refused`(text: String) {
        #expect(throws: ScanFailure.self) { try scan(text) }
    }

    @Test(arguments: ["[]", "\"x\"", "1", "true", "null", "[{\"model\":\"m\"}]"])
    func `other values are refused as such`(text: String) {
        #expect(throws: ScanFailure.notAnObject) { try scan(text) }
    }

    @Test(
        arguments: [
            [0xEF, 0xBB, 0xBF, 0x7B, 0x7D], [0xFF, 0xFE, 0x7B, 0x00], [0x7B, 0x00, 0x7D, 0x00],
            [0x00, 0x7B, 0x00, 0x7D],
        ] as [[UInt8]]
    )
    func `a byte order mark and wide encodings are refused`(bytes: [UInt8]) {
        #expect(throws: ScanFailure.notUTF8(offset: 0)) { try scan(bytes) }
    }

    @Test(
        arguments: [
            [0x80], [0xC0, 0xAF], [0xC1, 0x81], [0xE0, 0x80, 0x80], [0xED, 0xA0, 0x80], [0xF0, 0x80, 0x80, 0x80],
            [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xC3], [0xE2, 0x82], [0xF0, 0x9F, 0x98], [0xFF],
        ] as [[UInt8]]
    )
    func `bytes that are not UTF-8 are refused wherever they stand`(bad: [UInt8]) {
        for key in ["model", "x"] {
            let body = Array("{\"\(key)\":\"ab".utf8) + bad + Array("\"}".utf8)
            #expect(throws: ScanFailure.notUTF8(offset: 8 + key.utf8.count - 1)) { try scan(body) }
        }
        let nested = Array("{\"x\":[{\"y\":\"some longer text ".utf8) + bad + Array("\"}]}".utf8)
        #expect(throws: ScanFailure.self) { try scan(nested) }
    }

    @Test func `every character there is passes`() throws {
        var text = "{\"x\":\""
        for value in stride(from: UInt32(0x20), to: 0x11_0000, by: 97) {
            guard let scalar = Unicode.Scalar(value), scalar != "\"", scalar != "\\" else { continue }
            text.unicodeScalars.append(scalar)
        }
        #expect(try scan(text + "\"}").isEmptyObject == false)
    }

    @Test func `128 levels pass and 129 do not`() throws {
        let nested = { (levels: Int) in
            "{\"a\":" + String(repeating: "[", count: levels - 1) + String(repeating: "]", count: levels - 1) + "}"
        }
        #expect(try scan(nested(128)).isEmptyObject == false)
        #expect(throws: ScanFailure.tooDeep) { try scan(nested(129)) }
        #expect(throws: ScanFailure.tooDeep) { try scan("{\"tools\":" + String(repeating: "[", count: 200_000)) }
        #expect(throws: ScanFailure.tooDeep) { try scan("{\"metadata\":" + String(repeating: "{\"a\":", count: 200)) }
    }

    @Test func `more members than any request has are refused`() throws {
        let body = { (count: Int) in "{" + (0..<count).map { "\"k\($0)\":0" }.joined(separator: ",") + "}" }
        #expect(try scan(body(128)).isEmptyObject == false)
        #expect(throws: ScanFailure.tooManyKeys) { try scan(body(129)) }
    }

    @Test(
        arguments: [
            ("{\"model\":1}", "model"), ("{\"model\":null}", "model"), ("{\"model\":\"\\ud800\"}", "model"),
            ("{\"stream\":\"true\"}", "stream"), ("{\"stream\":1}", "stream"),
            ("{\"stream_options\":1}", "stream_options"),
            ("{\"stream_options\":{\"include_usage\":1}}", "stream_options.include_usage"),
            ("{\"max_tokens\":1e308}", "max_tokens"), ("{\"max_tokens\":1e400}", "max_tokens"),
            ("{\"max_tokens\":1.5}", "max_tokens"), ("{\"max_output_tokens\":9007199254740993}", "max_output_tokens"),
        ]
    )
    func `values of the wrong type or size are refused`(text: String, key: String) {
        #expect(throws: ScanFailure.wrongType(key)) { try scan(text) }
    }

    @Test func `lone surrogates are refused in names and taken in text`() throws {
        #expect(throws: ScanFailure.brokenName) { try scan("{\"a\\ud800\":1}") }
        #expect(try scan("{\"messages\":[\"\\ud800\",\"\\udc00\\ud800x\"]}").isEmptyObject == false)
    }

    @Test func `a model beyond 4096 bytes is refused`() throws {
        let name = String(repeating: "m", count: 4_096)
        #expect(try scan("{\"model\":\"\(name)\"}").model == name)
        #expect(throws: ScanFailure.wrongType("model")) { try scan("{\"model\":\"\(name)m\"}") }
    }

    @Test(arguments: [("12", 12), ("12.0", 12), ("1.2e1", 12), ("0", 0), ("-1", nil), ("\"9\"", nil), ("null", nil)])
    func `max tokens is read as a whole number`(value: String, tokens: Int64?) throws {
        #expect(try scan("{\"max_tokens\":\(value)}").maxTokens == tokens)
    }

    @Test(
        arguments: [
            ("{\"conversation\":\"conv_1\",\"previous_response_id\":\"r\"}", "conv_1"),
            ("{\"conversation\":{\"x\":{\"id\":\"no\"},\"id\":\"conv_2\"}}", "conv_2"),
            ("{\"previous_response_id\":\"resp_1\",\"metadata\":{\"session_id\":\"s\"}}", "s"),
            ("{\"previous_response_id\":\"resp_1\"}", "resp_1"), ("{\"metadata\":{\"user_id\":\"u\"}}", nil),
            ("{\"conversation\":null}", nil), ("{\"metadata\":{\"session_id\":\"a\\nb\"}}", nil),
            ("{\"metadata\":\"x\",\"conversation\":[\"a\"]}", nil), ("{\"conversation\":\"\"}", nil),
        ]
    )
    func `the conversation is found where callers name it`(text: String, id: String?) throws {
        #expect(try scan(text, .openAIResponses).conversation?.id == id)
    }

    @Test func `an id beyond 128 bytes is no hint`() throws {
        let id = String(repeating: "i", count: 128)
        #expect(try scan("{\"conversation\":\"\(id)\"}").conversation?.id == id)
        #expect(try scan("{\"conversation\":\"\(id)i\"}").conversation == nil)
    }

    @Test func `every cut of a body is refused without reading beyond it`() {
        let text =
            "{\"model\":\"g\\u0041ö\",\"stream\":true,\"n\":-1.5e+3,\"tools\":[{\"a\":[null,false]}],\"metadata\":{}}"
        let bytes = Array(text.utf8)
        for length in 0..<bytes.count {
            #expect(throws: ScanFailure.self) { try scan(Array(bytes[..<length])) }
        }
    }

    @Test func `every failure tells the caller what is wrong`() {
        let failures: [ScanFailure] = [
            .notUTF8(offset: 3), .notJSON(offset: 4), .notAnObject, .duplicateKey("model"), .brokenName, .tooManyKeys,
            .tooDeep,
            .wrongType("stream"),
        ]
        #expect(Set(failures.map(\.message)).count == failures.count)
        #expect(ScanFailure.duplicateKey("model").message.contains("'model'"))
    }
}
