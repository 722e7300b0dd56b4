import Dialects
import Exchange
import Testing

@Suite struct BodyEditTests {
    /// The body with its edits applied, after checking that these are in order and apart.
    private func edited(_ text: String, model: String?, usage: Bool, _ format: WireFormat) throws -> String {
        let bytes = Array(text.utf8)
        var result: [UInt8] = []
        var at = 0
        let edits = try scan(bytes, format).edits(model: model, injectUsage: usage)
        for edit in edits {
            #expect(edit.range.lowerBound >= at)
            result += bytes[at..<edit.range.lowerBound] + edit.replacement
            at = edit.range.upperBound
        }
        result += bytes[at...]
        #expect(result.count == bytes.count + edits.reduce(0) { $0 + $1.growth })
        return String(decoding: result, as: UTF8.self)
    }

    @Test(
        arguments: [
            ("{\"model\":\"a\",\"n\":1}", "{\"model\":\"x\\\"y\\\\\\u0001\",\"n\":1}"),
            ("{ \"n\":1, \"mod\\u0065l\" : \"a\\n\" }", "{ \"n\":1, \"mod\\u0065l\" : \"x\\\"y\\\\\\u0001\" }"),
            ("{\"n\":1}", "{\"model\":\"x\\\"y\\\\\\u0001\",\"n\":1}"), ("{}", "{\"model\":\"x\\\"y\\\\\\u0001\"}"),
        ]
    )
    func `the model is put in the place of the caller's, escaped`(before: String, after: String) throws {
        #expect(try edited(before, model: "x\"y\\\u{1}", usage: false, .openAIChat) == after)
    }

    @Test(
        arguments: [
            ("{\"stream\":true}", "{\"stream_options\":{\"include_usage\":true},\"stream\":true}"),
            (
                "{\"stream\":true,\"stream_options\":null}",
                "{\"stream\":true,\"stream_options\":{\"include_usage\":true}}"
            ),
            (
                "{\"stream\":true,\"stream_options\":{ }}",
                "{\"stream\":true,\"stream_options\":{\"include_usage\":true }}"
            ),
            (
                "{\"stream\":true,\"stream_options\":{\"a\":[{}]}}",
                "{\"stream\":true,\"stream_options\":{\"include_usage\":true,\"a\":[{}]}}"
            ),
            (
                "{\"stream_options\":{\"include_usage\": false},\"stream\":true}",
                "{\"stream_options\":{\"include_usage\": true},\"stream\":true}"
            ),
            (
                "{\"stream_options\":{\"b\":0,\"include_us\\u0061ge\":null},\"stream\":true}",
                "{\"stream_options\":{\"b\":0,\"include_us\\u0061ge\":true},\"stream\":true}"
            ),
        ]
    )
    func `usage is asked for in every shape of stream options`(before: String, after: String) throws {
        for format in [WireFormat.openAIChat, .openAICompletions] {
            let result = try edited(before, model: nil, usage: true, format)
            #expect(result == after)
            #expect(try scan(result, format).includesUsage)
        }
    }

    @Test(
        arguments: [
            ("{\"stream\":false}", WireFormat.openAIChat), ("{}", .openAIChat), ("{\"stream\":null}", .openAIChat),
            ("{\"stream\":true,\"stream_options\":{\"include_usage\":true}}", .openAIChat),
            ("{\"stream\":true}", .anthropicMessages), ("{\"stream\":true,\"stream_options\":7}", .openAIResponses),
            ("{\"input\":\"x\"}", .openAIEmbeddings),
        ]
    )
    func `nothing changes where usage is not to be asked for`(text: String, format: WireFormat) throws {
        #expect(try edited(text, model: nil, usage: true, format) == text)
    }

    @Test func `both edits go together, whatever stands first`() throws {
        let first = "{\"model\":\"a\",\"stream\":true,\"stream_options\":{}}"
        let second = "{\"stream_options\":{},\"stream\":true,\"model\":\"a\"}"
        let usage = "{\"include_usage\":true}"
        #expect(
            try edited(first, model: "bb", usage: true, .openAIChat)
                == "{\"model\":\"bb\",\"stream\":true,\"stream_options\":\(usage)}"
        )
        #expect(
            try edited(second, model: "bb", usage: true, .openAIChat)
                == "{\"stream_options\":\(usage),\"stream\":true,\"model\":\"bb\"}"
        )
        #expect(
            try edited("{\"stream\":true}", model: "m", usage: true, .openAIChat)
                == "{\"model\":\"m\",\"stream_options\":\(usage),\"stream\":true}"
        )
    }
}
