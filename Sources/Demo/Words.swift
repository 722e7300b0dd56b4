/// The demo provider's token rule: a token is a word, a run of bytes other than space, tab, CR and LF.
///
/// Whoever checks a count needs no tokenizer: `text.split(whereSeparator:)` gives the same number.
package enum Words {
    /// How many tokens `text` has.
    package static func count(_ text: String) -> Int {
        var words = 0
        var inWord = false
        for byte in text.utf8 {
            let isBlank = isBlank(byte)
            if !isBlank, !inWord { words += 1 }
            inWord = !isBlank
        }
        return words
    }

    /// The first `limit` words of `text`, as they stand.
    static func prefix(_ text: String, _ limit: Int) -> String {
        let ends = wordEnds(text)
        guard ends.count > limit else { return text }
        guard limit > 0 else { return "" }
        return String(text[..<ends[limit - 1]])
    }

    /// `text` cut into at most `groups` pieces of whole words; without `groups`, one word each.
    ///
    /// The blanks before a word belong to it; joined, the pieces are `text` again.
    static func pieces(_ text: String, groups: Int?) -> [String] {
        var ends = wordEnds(text)
        guard !ends.isEmpty else { return text.isEmpty ? [] : [text] }
        ends[ends.count - 1] = text.endIndex
        let groups = min(max(groups ?? ends.count, 1), ends.count)
        var start = text.startIndex
        return (1...groups).map { group in
            let end = ends[group * ends.count / groups - 1]
            defer { start = end }
            return String(text[start..<end])
        }
    }

    /// `text` cut into pieces of at most `size` characters.
    static func slices(_ text: String, of size: Int) -> [String] {
        var rest = text[...]
        var slices: [String] = []
        while !rest.isEmpty {
            slices.append(String(rest.prefix(size)))
            rest = rest.dropFirst(size)
        }
        return slices
    }

    private static func wordEnds(_ text: String) -> [String.Index] {
        var ends: [String.Index] = []
        var inWord = false
        for index in text.utf8.indices {
            let isBlank = isBlank(text.utf8[index])
            if isBlank, inWord { ends.append(index) }
            inWord = !isBlank
        }
        if inWord { ends.append(text.endIndex) }
        return ends
    }

    private static func isBlank(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09
    }
}
