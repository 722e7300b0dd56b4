/// The JSON payloads of a captured event stream (html.spec.whatwg.org, section 9.2.6), one after the other.
///
/// Comments, event names, `[DONE]` and payloads that are not JSON are passed over. An event cut by the
/// end of the capture is tried, and counts when its JSON is whole.
struct ConversationEvents {
    private let bytes: [UInt8]
    private var place: Int

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        place = bytes.starts(with: [0xef, 0xbb, 0xbf]) ? 3 : 0
    }

    mutating func next() -> JSONValue? {
        var data: [UInt8] = []
        while place < bytes.count {
            let line = line()
            if let piece = payload(of: line) {
                if !data.isEmpty { data.append(UInt8(ascii: "\n")) }
                data.append(contentsOf: piece)
            } else if line.isEmpty, !data.isEmpty {
                if let value = try? JSONValue(parsing: data) { return value }
                data.removeAll(keepingCapacity: true)
            }
        }
        return data.isEmpty ? nil : try? JSONValue(parsing: data)
    }

    /// The next line without its end: LF, CR LF or CR.
    private mutating func line() -> ArraySlice<UInt8> {
        let start = place
        while place < bytes.count, bytes[place] != UInt8(ascii: "\n"), bytes[place] != UInt8(ascii: "\r") {
            place += 1
        }
        let line = bytes[start..<place]
        if place < bytes.count, bytes[place] == UInt8(ascii: "\r") {
            place += 1
            if place < bytes.count, bytes[place] == UInt8(ascii: "\n") { place += 1 }
        } else if place < bytes.count {
            place += 1
        }
        return line
    }

    private func payload(of line: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        guard line.starts(with: "data:".utf8) else { return nil }
        let rest = line.dropFirst(5)
        return rest.first == UInt8(ascii: " ") ? rest.dropFirst() : rest
    }
}
