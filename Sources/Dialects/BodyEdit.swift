/// One change to a body's bytes: what stands at `range` becomes `replacement`.
package struct BodyEdit: Sendable, Hashable {
    /// The bytes that go; empty for an insertion.
    package let range: Range<Int>
    /// The bytes that come.
    package let replacement: [UInt8]

    /// Makes an edit.
    package init(range: Range<Int>, replacement: [UInt8]) {
        self.range = range
        self.replacement = replacement
    }

    /// How many bytes longer the body becomes; below 0 when it becomes shorter.
    package var growth: Int { replacement.count - range.count }
}

extension RequestScan {
    /// The changes that make the body fit its target, in order and apart from one another.
    ///
    /// `model` takes the place of the caller's model, or is added where neither body nor path names one.
    /// `injectUsage` makes an OpenAI chat or completions stream report its usage; elsewhere it changes nothing.
    package func edits(model: String?, injectUsage: Bool) -> [BodyEdit] {
        var edits: [BodyEdit] = []
        var added: [UInt8] = []
        if let model { edit(model: model, &edits, &added) }
        if injectUsage, isStream, asksForUsage, !includesUsage { editUsage(&edits, &added) }
        if !added.isEmpty {
            if !isEmptyObject { added.append(JSONByte.comma) }
            edits.append(BodyEdit(range: insertionPoint..<insertionPoint, replacement: added))
        }
        return edits.sorted { $0.range.lowerBound < $1.range.lowerBound }
    }

    private func edit(model: String, _ edits: inout [BodyEdit], _ added: inout [UInt8]) {
        var value: [UInt8] = []
        JSONText.encode((path?.namePrefix ?? "") + model, into: &value)
        if let modelRange {
            edits.append(BodyEdit(range: modelRange, replacement: value))
        } else if path == nil {
            added.append(contentsOf: "\"model\":".utf8)
            added.append(contentsOf: value)
        }
    }

    private func editUsage(_ edits: inout [BodyEdit], _ added: inout [UInt8]) {
        if let includeUsageRange {
            edits.append(BodyEdit(range: includeUsageRange, replacement: Array("true".utf8)))
            return
        }
        guard let streamOptionsRange, streamOptions != .absent else {
            if !added.isEmpty { added.append(JSONByte.comma) }
            added.append(contentsOf: "\"stream_options\":{\"include_usage\":true}".utf8)
            return
        }
        if streamOptions == .null {
            let object = Array("{\"include_usage\":true}".utf8)
            edits.append(BodyEdit(range: streamOptionsRange, replacement: object))
            return
        }
        let place = streamOptionsRange.lowerBound + 1
        let member = streamOptions == .empty ? "\"include_usage\":true" : "\"include_usage\":true,"
        edits.append(BodyEdit(range: place..<place, replacement: Array(member.utf8)))
    }
}
