/// What was found in a text, in any order.
struct RedactionSpans {
    /// A run of bytes that is to be taken out, and what it is.
    struct Span {
        var start: Int
        var end: Int
        var label: Int
    }

    private var all: [Span] = []

    /// Adds a find.
    mutating func add(_ range: Range<Int>, _ label: Int) {
        all.append(Span(start: range.lowerBound, end: range.upperBound, label: label))
    }

    /// The finds in their order, those that overlap as one, none cutting a character of UTF-8 in two.
    func merged(in text: UnsafeBufferPointer<UInt8>) -> [Span] {
        guard !all.isEmpty else { return [] }
        var merged: [Span] = []
        for var span in all.sorted(by: { $0.start < $1.start }) {
            while span.start > 0, text[span.start].isContinuation { span.start -= 1 }
            while span.end < text.count, text[span.end].isContinuation { span.end += 1 }
            if let last = merged.last, span.start < last.end {
                merged[merged.count - 1].end = max(last.end, span.end)
            } else {
                merged.append(span)
            }
        }
        return merged
    }
}
