/// Tells keys that no random source made: placeholders of documentation, patterns, words.
enum KeyWeakness {
    private static let placeholders = [
        "changeme", "change-me", "change_me", "your-secret", "your_secret", "yoursecret", "secret-key", "secretkey",
        "example", "placeholder", "password", "replace-me", "replaceme", "insert-key", "default", "xxxxxxxx",
    ]

    /// The first placeholder that `text` contains in any case, or nil.
    static func placeholder(in text: some Collection<UInt8>) -> String? {
        let lower = text.map { (0x41...0x5A).contains($0) ? $0 + 32 : $0 }
        return placeholders.first { contains(lower, Array($0.utf8)) }
    }

    /// Why 32 bytes are no random key, or nil when nothing speaks against them.
    ///
    /// A random key fails here with a probability far below 2^-40.
    static func of(_ bytes: UnsafeRawBufferPointer) -> String? {
        guard bytes.count == 32 else { return "it has \(bytes.count) bytes; 32 are needed" }
        if bytes.allSatisfy({ $0 == 0 }) { return "it is all zero" }
        if let period = (1...16).first(where: { period in (period..<32).allSatisfy { bytes[$0] == bytes[$0 - period] } }
        ) {
            return "it repeats every \(period) byte\(period == 1 ? "" : "s")"
        }
        if let word = placeholder(in: bytes) { return "it contains the placeholder '\(word)'" }
        let step = bytes[1] &- bytes[0]
        if (2..<32).allSatisfy({ bytes[$0] &- bytes[$0 - 1] == step }) { return "its bytes are a sequence" }
        if bytes.allSatisfy({ (0x20...0x7E).contains($0) }) { return "it is readable text, not random bytes" }
        if Set(bytes).count < 16 { return "it has too few different bytes" }
        return nil
    }

    private static func contains(_ text: [UInt8], _ word: [UInt8]) -> Bool {
        guard text.count >= word.count else { return false }
        return (0...text.count - word.count).contains { text[$0..<$0 + word.count].elementsEqual(word) }
    }
}
