import Exchange
import FoundationEssentials
import Policy
import Testing

@Suite struct RedactionJSONTests {
    private func redacted(_ json: String) -> String? {
        var counts = RedactionCounts()
        let result = Array(json.utf8).withUnsafeBytes { Redaction().redact(json: $0, counting: &counts) }
        return result.map { String(decoding: $0, as: UTF8.self) }
    }

    @Test(arguments: [
        (#"{"content":"x@y.zz","role":"user"}"#, #"{"content":"[redacted:email]","role":"user"}"#),
        (#"["x\u0040y.zz","\u0078@y\u002ezz"]"#, #"["[redacted:email]","[redacted:email]"]"#),
        (#"{"x@y.zz":1}"#, #"{"[redacted:email]":1}"#),
        (#"{"card":4111111111111111,"n":4111111111111112}"#, #"{"card":"[redacted:card]","n":4111111111111112}"#),
        (#"[4111111111111111]"#, #"["[redacted:card]"]"#),
        (#"[4111111111111111.5,-4111111111111111,4111111111111111e1]"#, nil),
        (
            #"{"arguments":"{\"to\":\"x\\u0040y.zz\",\"n\":4111111111111111}"}"#,
            #"{"arguments":"{\"to\":\"[redacted:email]\",\"n\":\"[redacted:card]\"}"}"#
        ),
        (
            #"{"a":"line\nx@y.zz \"q\" \\ \/ \u00e9 \ud83d\ude00"}"#,
            "{\"a\":\"line\\n[redacted:email] \\\"q\\\" \\\\ / é 😀\"}"
        ),
        (#"{"a":"line\nno \"find\" here \u00e9"}"#, nil), ("{}", nil), ("", nil),
        (#"{"a":"x@y.zz"#, #"{"a":"[redacted:email]"#),
        (
            #"{"k":"-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG\n-----END PRIVATE KEY-----\n"}"#,
            #"{"k":"[redacted:private_key]\n"}"#
        ),
        (#"["a@","b.co"]"#, nil), (#"["\ud800 x@y.zz"]"#, "[\"\u{FFFD} [redacted:email]\"]"),
        (#"["\q\u12 x@y.zz"]"#, #"["\\q\\u12 [redacted:email]"]"#),
    ])
    func `strings are read with their escapes and written anew`(_ json: String, _ expected: String?) {
        #expect(redacted(json) == expected)
        if let expected { #expect(redacted(expected) == nil) }
    }

    @Test func `JSON in JSON in JSON is looked into`() throws {
        var text = #"{"to":"x\u0040y.zz"}"#
        for _ in 0..<3 { text = try quoted(text) }
        let result = try #require(redacted("[\(text)]"))
        #expect(result.contains("[redacted:email]"))
        #expect(!result.contains("y.zz"))
    }

    @Test func `valid JSON stays valid, with the same shape and each string as if alone`() throws {
        var generator = SeededGenerator(state: 7)
        for _ in 0..<500 {
            let tree = JSONTree.random(&generator, depth: 4)
            let json = Array(try JSONEncoder().encode(tree))
            var counts = RedactionCounts()
            let result = json.withUnsafeBytes { Redaction().redact(json: $0, counting: &counts) }
            let expected = tree.redacted(Redaction())
            #expect(try JSONDecoder().decode(JSONTree.self, from: Data(result ?? json)) == expected)
            #expect((result == nil) == (expected == tree))
        }
    }

    private func quoted(_ text: String) throws -> String {
        String(decoding: try JSONEncoder().encode(text), as: UTF8.self)
    }
}

/// JSON as a tree, for comparing.
indirect enum JSONTree: Codable, Equatable {
    case text(String)
    case number(Int)
    case list([JSONTree])
    case members([String: JSONTree])

    init(from decoder: any Decoder) throws {
        let box = try decoder.singleValueContainer()
        if let text = try? box.decode(String.self) {
            self = .text(text)
        } else if let number = try? box.decode(Int.self) {
            self = .number(number)
        } else if let list = try? box.decode([JSONTree].self) {
            self = .list(list)
        } else {
            self = .members(try box.decode([String: JSONTree].self))
        }
    }

    func encode(to encoder: any Encoder) throws {
        var box = encoder.singleValueContainer()
        switch self {
        case .text(let text): try box.encode(text)
        case .number(let number): try box.encode(number)
        case .list(let list): try box.encode(list)
        case .members(let members): try box.encode(members)
        }
    }

    func redacted(_ redaction: Redaction) -> JSONTree {
        var counts = RedactionCounts()
        switch self {
        case .text(let text): return .text(redaction.redact(text, counting: &counts))
        case .number(let number): return number == 4_111_111_111_111_111 ? .text("[redacted:card]") : self
        case .list(let list): return .list(list.map { $0.redacted(redaction) })
        case .members(let members): return .members(members.mapValues { $0.redacted(redaction) })
        }
    }

    static func random(_ generator: inout SeededGenerator, depth: Int) -> JSONTree {
        switch Int.random(in: 0..<(depth > 0 ? 6 : 4), using: &generator) {
        case 0: return .number(4_111_111_111_111_111)
        case 1: return .number(Int.random(in: 0...99_999, using: &generator))
        case 2, 3: return .text(RedactionSoup.text(&generator, pieces: 5))
        case 4: return .list((0..<3).map { _ in random(&generator, depth: depth - 1) })
        default:
            let names = ["a", "b \"", "ü\n"]
            return .members(Dictionary(uniqueKeysWithValues: names.map { ($0, random(&generator, depth: depth - 1)) }))
        }
    }
}
