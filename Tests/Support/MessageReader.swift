/// Reads HTTP/1 messages off a byte stream in the simplest way: what weir writes is judged by a second reader.
package struct MessageReader: Sendable {
    /// What stands on the wire.
    package enum Kind: Sendable {
        /// A caller's messages.
        case requests
        /// A provider's or weir's messages; interim ones are counted and left out.
        case answers
    }

    private enum State {
        case head
        case length(Int)
        case untilClose
        case chunkSize
        case chunkData(Int)
        case chunkEnd
        case trailers
    }

    /// The messages so far; the last one may not be whole.
    package private(set) var messages: [WireMessage] = []
    /// How many interim answers came.
    package private(set) var interims = 0
    /// What is not HTTP, when something is not.
    package private(set) var complaint: String?
    /// Tells for each answer, by its number, whether it has no body whatever its head says.
    package var bodiless: Set<Int> = []
    private let kind: Kind
    private var state = State.head
    private var buffer: [UInt8] = []
    private var at = 0

    /// Makes a reader at the beginning of a connection.
    package init(_ kind: Kind) {
        self.kind = kind
    }

    /// How many messages are whole.
    package var wholeCount: Int { messages.count { $0.isWhole } }

    /// True between two messages.
    package var isAtBorder: Bool {
        if case .head = state { return at == buffer.count }
        return false
    }

    /// Takes what came.
    package mutating func feed(_ bytes: [UInt8]) {
        if at == buffer.count {
            buffer = bytes
            at = 0
        } else {
            buffer += bytes
        }
        while complaint == nil, step() {}
    }

    /// The connection is closed; a body that ends with it is whole.
    package mutating func end() {
        if case .untilClose = state { finish() }
    }

    private mutating func step() -> Bool {
        switch state {
        case .head: return head()
        case .untilClose: return take(buffer.count - at) > 0
        case .length(let left):
            let count = take(left)
            state = .length(left - count)
            if left == count { finish() }
            return left == count
        case .chunkData(let left):
            let count = take(left)
            state = left == count ? .chunkEnd : .chunkData(left - count)
            return left == count
        case .chunkSize:
            guard let line = line() else { return false }
            guard let size = Int(line.prefix { $0 != ";" }, radix: 16) else { return complain("chunk size \(line)") }
            state = size == 0 ? .trailers : .chunkData(size)
            return true
        case .chunkEnd:
            guard let line = line() else { return false }
            state = .chunkSize
            return line.isEmpty ? true : complain("bytes behind a chunk")
        case .trailers:
            guard let line = line() else { return false }
            if line.isEmpty { finish() }
            return true
        }
    }

    private mutating func head() -> Bool {
        guard let end = headEnd() else { return false }
        let lines = String(decoding: buffer[at..<end], as: UTF8.self).split(separator: "\r\n")
        at = end
        guard let first = lines.first else { return complain("an empty head") }
        var fields: [(name: String, value: String)] = []
        for line in lines.dropFirst() {
            guard let colon = line.firstIndex(of: ":") else { return complain("a field without a colon: \(line)") }
            let value = line[line.index(after: colon)...].drop { $0 == " " }
            fields.append((line[..<colon].lowercased(), String(value)))
        }
        let message = WireMessage(firstLine: String(first), fields: fields)
        if kind == .answers {
            guard message.status >= 100 else { return complain("not an answer: \(first.prefix(60))") }
            if message.status < 200 {
                interims += 1
                return true
            }
        }
        messages.append(message)
        return frame(message)
    }

    private mutating func frame(_ message: WireMessage) -> Bool {
        let status = message.status
        if kind == .answers, status == 204 || status == 304 || bodiless.contains(messages.count - 1) {
            finish()
        } else if message["transfer-encoding"] == "chunked" {
            guard message["content-length"] == nil else { return complain("two framings") }
            state = .chunkSize
        } else if let text = message["content-length"] {
            guard let length = Int(text) else { return complain("length \(text)") }
            state = .length(length)
        } else if kind == .answers {
            state = .untilClose
            messages[messages.count - 1].endsWithClose = true
        } else {
            finish()
        }
        return true
    }

    private func headEnd() -> Int? {
        var index = at
        while index + 3 < buffer.count {
            if buffer[index] == 13, buffer[index + 1] == 10, buffer[index + 2] == 13, buffer[index + 3] == 10 {
                return index + 4
            }
            index += 1
        }
        return nil
    }

    private mutating func line() -> String? {
        guard let end = buffer[at...].firstIndex(of: 10) else { return nil }
        defer { at = end + 1 }
        guard end > at, buffer[end - 1] == 13 else {
            complaint = "a line ends in a bare LF"
            return nil
        }
        return String(decoding: buffer[at..<(end - 1)], as: UTF8.self)
    }

    private mutating func take(_ most: Int) -> Int {
        let count = min(most, buffer.count - at)
        messages[messages.count - 1].body += buffer[at..<(at + count)]
        at += count
        return count
    }

    private mutating func finish() {
        messages[messages.count - 1].isWhole = true
        state = .head
    }

    private mutating func complain(_ what: String) -> Bool {
        complaint = what
        return false
    }
}
