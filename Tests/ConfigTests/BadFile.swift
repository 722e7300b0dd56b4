import Testing

/// A file that deserves a remark, and every remark it gets.
struct BadFile: Sendable, CustomTestStringConvertible {
    let name: String
    let text: String
    let findings: [String]

    init(_ name: String, _ text: String, _ findings: String...) {
        self.name = name
        self.text = text
        self.findings = findings
    }

    var testDescription: String { name }
}
