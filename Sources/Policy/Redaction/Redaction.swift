/// Takes secrets and personal data out of texts before they are hashed or stored.
///
/// Every byte that belongs to a find is taken out; finds that overlap become one, named after the first. In its place
/// stands `[redacted:KIND]` or, for a pattern of the configuration, `[redacted:NAME]`. What it makes of its own result
/// is the same again. The time is linear in the length of the text, times the size of the configured patterns.
///
/// It works on whole texts, so an answer that came in pieces is to be put together first. It errs towards taking out
/// too much, and is no proof that nothing is left: docs/privacy.md says what it does not see.
package struct Redaction: Sendable {
    /// How often the result is looked at again, in case what was taken out uncovered something else.
    private static let mostRounds = 8
    /// How deep JSON in a string of JSON is looked into.
    static let mostDepth = 4

    let anchors: RedactionAnchors
    let patterns: [RedactionPattern]
    let labels: [String]
    private let markers: [[UInt8]]

    /// Takes out these kinds and patterns.
    package init(kinds: [RedactionKind] = RedactionKind.standard, patterns: [RedactionPattern] = []) {
        anchors = RedactionAnchors(kinds)
        self.patterns = patterns
        labels = RedactionKind.allCases.map(\.rawValue) + patterns.map(\.name)
        markers = labels.map { Array("[redacted:\($0)]".utf8) }
    }

    /// The text without what is to be taken out, in UTF-8; nil when there is nothing.
    ///
    /// A text that is JSON itself, such as a tool's arguments, is read as such first, so that escapes hide nothing.
    package func redact(text: UnsafeRawBufferPointer, counting counts: inout RedactionCounts) -> [UInt8]? {
        text.withMemoryRebound(to: UInt8.self) { redact(text: $0, depth: 0, &counts) }
    }

    /// The text without what is to be taken out.
    package func redact(_ text: String, counting counts: inout RedactionCounts) -> String {
        var text = text
        let result = text.withUTF8 { redact(text: $0, depth: 0, &counts) }
        return result.map { String(decoding: $0, as: UTF8.self) } ?? text
    }

    /// The JSON with its strings redacted, names of members included; nil when there is nothing to take out.
    ///
    /// Valid JSON stays valid: strings are read with their escapes and written anew, and a card's number that is no
    /// string becomes one. What lies outside of strings stays as it is otherwise.
    package func redact(json: UnsafeRawBufferPointer, counting counts: inout RedactionCounts) -> [UInt8]? {
        json.withMemoryRebound(to: UInt8.self) { JSONRedaction(self, $0, depth: 0).run(&counts) }
    }

    /// Redacts a text that lies so deep in strings of JSON.
    func redact(text: UnsafeBufferPointer<UInt8>, depth: Int, _ counts: inout RedactionCounts) -> [UInt8]? {
        var result: [UInt8]?
        if depth < Self.mostDepth, JSONRedaction.isLikely(text) {
            result = JSONRedaction(self, text, depth: depth + 1).run(&counts)
        }
        for _ in 0..<Self.mostRounds {
            let next =
                result?.withUnsafeBufferPointer { once($0, &counts) } ?? (result == nil ? once(text, &counts) : nil)
            guard let next else { break }
            result = next
        }
        return result
    }

    private func once(_ text: UnsafeBufferPointer<UInt8>, _ counts: inout RedactionCounts) -> [UInt8]? {
        var scan = RedactionScan(text)
        scan.run(anchors)
        for (index, pattern) in patterns.enumerated() {
            let label = RedactionKind.allCases.count + index
            pattern.expression.matches(in: text, except: markers) { scan.spans.add($0, label) }
        }
        let spans = scan.spans.merged(in: text)
        guard !spans.isEmpty else { return nil }
        var result: [UInt8] = []
        result.reserveCapacity(text.count)
        var copied = 0
        for span in spans {
            result.append(contentsOf: text[copied..<span.start])
            result.append(contentsOf: markers[span.label])
            counts.note(labels[span.label])
            copied = span.end
        }
        result.append(contentsOf: text[copied...])
        return result
    }
}

/// A pattern of the configuration and the name that stands in the place of what it matches.
package struct RedactionPattern: Sendable {
    /// The name.
    package let name: String
    /// What is looked for.
    package let expression: Expression

    /// Makes a pattern.
    package init(name: String, expression: Expression) {
        self.name = name
        self.expression = expression
    }
}

/// How many finds were taken out, by kind or pattern.
package struct RedactionCounts: Sendable, Hashable {
    /// The counts by the word in `[redacted:…]`; a kind that was not found is not there.
    package private(set) var byLabel: [String: Int] = [:]

    /// Counts nothing yet.
    package init() {}

    /// All finds.
    package var total: Int { byLabel.values.reduce(0, +) }

    mutating func note(_ label: String) { byLabel[label, default: 0] += 1 }
}
