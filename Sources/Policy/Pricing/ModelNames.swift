/// The names one entry of the price table answers to; matching takes no regular expression and no allocation.
struct ModelNames: Sendable {
    private var wanted: [Form] = []
    private var barred: [Form] = []

    /// Adds a form: a name in lower case with `*` for anything at its ends, `#` for a digit, `!` in front of what must
    /// not match; false for a text that is none.
    mutating func add(_ text: some StringProtocol) -> Bool {
        let isBarred = text.hasPrefix("!")
        guard let form = Form(isBarred ? text.dropFirst() : text[...]) else { return false }
        if isBarred { barred.append(form) } else { wanted.append(form) }
        return true
    }

    /// Tells whether any form matches and none that is barred; `name` is in lower case.
    func match(_ name: UnsafeBufferPointer<UInt8>) -> Bool {
        wanted.contains { $0.matches(name) } && !barred.contains { $0.matches(name) }
    }

    var isEmpty: Bool { wanted.isEmpty }
}

extension ModelNames {
    private struct Form: Sendable {
        private static let digit = UInt8(ascii: "#")
        private static let anything = UInt8(ascii: "*")

        let literal: [UInt8]
        let hasAnyStart: Bool
        let hasAnyEnd: Bool

        init?(_ text: some StringProtocol) {
            var bytes = Array(text.utf8)
            hasAnyStart = bytes.first == Self.anything
            if hasAnyStart { bytes.removeFirst() }
            hasAnyEnd = bytes.last == Self.anything
            if hasAnyEnd { bytes.removeLast() }
            literal = bytes
            guard !bytes.isEmpty, !bytes.contains(Self.anything) else { return nil }
        }

        /// Takes at most the length of the name times that of the literal; names are bounded.
        func matches(_ name: UnsafeBufferPointer<UInt8>) -> Bool {
            let last = name.count - literal.count
            guard last >= 0, hasAnyStart || hasAnyEnd || last == 0 else { return false }
            if !hasAnyStart { return stands(at: 0, in: name) }
            if !hasAnyEnd { return stands(at: last, in: name) }
            return (0...last).contains { stands(at: $0, in: name) }
        }

        private func stands(at start: Int, in name: UnsafeBufferPointer<UInt8>) -> Bool {
            for index in literal.indices {
                let (wanted, byte) = (literal[index], name[start + index])
                guard wanted == byte || wanted == Self.digit && (0x30...0x39).contains(byte) else { return false }
            }
            return true
        }
    }
}
