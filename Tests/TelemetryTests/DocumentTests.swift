import Exchange
import Glibc
import Telemetry
import Testing

@Suite struct DocumentTests {
    /// The bytes of a file of the checkout.
    private func read(_ path: String) throws -> String {
        var root = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        root = "/" + root + "/" + path
        let file = open(root, O_RDONLY)
        defer { close(file) }
        try #require(file >= 0, "\(root) cannot be read")
        return String(decoding: readAll(file), as: UTF8.self)
    }

    @Test func `docs/metrics.md is what the catalogue says`() throws {
        let isSame = try read("docs/metrics.md") == Catalogue.markdown()
        #expect(isSame, "write this to docs/metrics.md:\n\(isSame ? "" : Catalogue.markdown())")
    }

    @Test func `docs/log-line.md is what the encoder writes`() throws {
        let isSame = try read("docs/log-line.md") == LogField.markdown()
        #expect(isSame, "write this to docs/log-line.md:\n\(isSame ? "" : LogField.markdown())")
    }

    /// The properties of docs/log-line.schema.json.
    private func schema() throws -> JSONReader.Value {
        var isText = false
        var isEscaped = false
        let dense = try read("docs/log-line.schema.json").utf8.filter { byte in
            if byte == UInt8(ascii: "\""), !isEscaped { isText.toggle() }
            isEscaped = isText && byte == UInt8(ascii: "\\") && !isEscaped
            return isText || byte > UInt8(ascii: " ")
        }
        return try #require(try JSONReader.read(Array(dense))["properties"])
    }

    @Test func `docs/log-line.schema.json knows every field, in the order of the line`() throws {
        let order = try schema().keys
        let places = try LogField.all.map { try #require(order.firstIndex(of: $0.key), "\($0.key) is not in it") }
        #expect(places == places.sorted())
        for field in LogField.all { #expect(try schema()[field.key]?["type"]?.text == field.type, "\(field.key)") }
    }

    @Test func `docs/log-line.schema.json has the closed sets whole`() throws {
        let schema = try schema()
        func values(_ rule: JSONReader.Value?) -> [String] {
            guard case .array(let list) = rule?["enum"] else { return [] }
            return list.compactMap(\.text)
        }
        func item(_ field: String, _ key: String) -> JSONReader.Value? {
            schema[field]?["items"]?["properties"]?[key]
        }
        #expect(values(item("weir.upstream.trail", "reason")) == ChoiceReason.allCases.map(\.rawValue))
        #expect(values(item("weir.upstream.passed_over", "reason")) == PassReason.allCases.map(\.rawValue))
        #expect(values(item("weir.upstream.trail", "error_type")) == ["none"] + ErrorType.allCases.map(\.rawValue))
        #expect(values(schema["weir.retry.stop"]) == RetryStop.allCases.map(\.rawValue))
        #expect(values(schema["weir.ending"]) == Ending.allCases.map(\.rawValue))
        #expect(values(schema["weir.outcome"]) == Outcome.allCases.map(\.rawValue))
    }
}
