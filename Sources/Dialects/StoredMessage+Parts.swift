extension StoredMessage {
    /// How the bytes that say what a message says are to be read.
    package enum Coding: String, Sendable, CaseIterable {
        /// The message has nothing but its role and words: the inside of a JSON string, canonically escaped.
        case words
        /// The whole message, or a list of several: canonical JSON.
        case message
    }

    /// Lends the bytes that, with the role, say all that the message says, as they stand: nothing is copied.
    ///
    /// They are JSON, so none of them is a control character.
    package func withBytes<R, E: Error>(_ body: (UnsafeRawBufferPointer, Coding) throws(E) -> R) throws(E) -> R {
        switch form {
        case .plain(let words): try words.withCanonical { (bytes) throws(E) in try body(bytes, .words) }
        case .whole(let content, _, _):
            try content.withUnsafeBufferPointer { (bytes) throws(E) in
                try body(UnsafeRawBufferPointer(bytes), .message)
            }
        }
    }

    /// The content and the text of the message whose bytes `withBytes` lent; nil when they are not such bytes.
    package static func parts(role: String, _ bytes: [UInt8], _ coding: Coding) -> (content: [UInt8], text: String)? {
        switch coding {
        case .words:
            var content: [UInt8] = []
            content.reserveCapacity(bytes.count + 64)
            content.append(contentsOf: #"{"content":""#.utf8)
            content.append(contentsOf: bytes)
            content.append(contentsOf: #"","role":"#.utf8)
            content.appendJSONString(role)
            content.append(UInt8(ascii: "}"))
            return (content, text(words: bytes))
        case .message:
            guard let value = try? JSONValue(parsing: bytes) else { return nil }
            // Instructions in several messages are a list of these.
            let said = (value.elements ?? [value]).map { ConversationText.words(of: $0, role: role) }
            return (bytes, said.joined(separator: "\n"))
        }
    }

    /// What the bytes of `Coding.words` say.
    private static func text(words: [UInt8]) -> String {
        var decoded: [UInt8] = []
        decoded.reserveCapacity(words.count)
        words.withUnsafeBytes { _ = JSONText.decode($0, into: &decoded) }
        return String(decoding: decoded, as: UTF8.self)
    }

    /// Lends the part of `identity` that may be long: what stands in `{"content":"…","role":…}`, else all of it.
    ///
    /// The flag tells which; with it and the role the part says no less than `identity`. Equal messages lend
    /// equal parts, in whatever way they were read.
    package func withLongPart<R>(_ body: (UnsafeRawBufferPointer, _ isInside: Bool) -> R) -> R {
        switch form {
        case .plain(let words): return words.withCanonical { body($0, true) }
        case .whole(_, let identity, _):
            let head = Array(#"{"content":""#.utf8)
            var tail = Array(#"","role":"#.utf8)
            tail.appendJSONString(role)
            tail.append(UInt8(ascii: "}"))
            return identity.withUnsafeBytes { all in
                let end = all.count - tail.count
                let isInside =
                    end >= head.count && all.starts(with: head) && all.part(end..<all.count).elementsEqual(tail)
                return isInside ? body(all.part(head.count..<end), true) : body(all, false)
            }
        }
    }
}
