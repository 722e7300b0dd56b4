import Demo
import FoundationEssentials
import Testing

/// docs/demo.md says what the tables in the code say.
@Suite struct DocumentationTests {
    private let page: String

    init() throws {
        var root = URL(filePath: #filePath)
        for _ in 0..<3 { root.deleteLastPathComponent() }
        page = try String(contentsOf: root.appending(path: "docs/demo.md"), encoding: .utf8)
    }

    @Test(arguments: DemoModels.all.map(\.name))
    func `every model has its row`(name: String) throws {
        let model = try #require(DemoModels.all.first { $0.name == name })
        let knobs = model.defaults.map { "`\($0.knob.rawValue)=\(Self.written($0.value, of: $0.knob))` " }.joined()
        #expect(page.contains("| `\(model.name)` | \(model.doc) | \(knobs)|"))
    }

    @Test(arguments: Knob.allCases)
    func `every knob has its row`(knob: Knob) {
        let bounds =
            knob.words.isEmpty
            ? "\(Self.written(knob.bounds.lowerBound)) to \(Self.written(knob.bounds.upperBound))"
            : knob.words.map { "`\($0)`" }.joined(separator: " ")
        #expect(page.contains("| `\(knob.rawValue)` | \(bounds)\(knob.isTime ? " s" : "") | \(knob.doc) |"))
    }

    @Test func `no row speaks of a model that does not exist`() {
        let rows = page.split(separator: "\n").filter { $0.hasPrefix("| `demo-") }
        let names = rows.compactMap { $0.dropFirst(3).split { "`?".contains($0) }.first.map(String.init) }
        #expect(!names.isEmpty)
        #expect(Set(names) == Set(DemoModels.all.map(\.name)))
    }

    @Test func `names are unique and values lie within their bounds`() {
        #expect(Set(DemoModels.all.map(\.name)).count == DemoModels.all.count)
        for model in DemoModels.all {
            for (knob, value) in model.defaults { #expect(knob.bounds.contains(value), "\(model.name) \(knob)") }
        }
    }

    private static func written(_ value: Double, of knob: Knob? = nil) -> String {
        if let words = knob?.words, !words.isEmpty { return words[Int(value)] }
        return value == value.rounded() ? String(Int(value)) : String(value)
    }
}
