/// Finds the word that was probably meant.
enum Spelling {
    /// The word with the fewest changes, at most one for each three letters and at least one; nil when none is near.
    static func nearest(to word: String, among words: some Sequence<String>) -> String? {
        let letters = Array(word.unicodeScalars)
        guard 1...64 ~= letters.count else { return nil }
        var best: (word: String, changes: Int)?
        for candidate in words {
            let other = Array(candidate.unicodeScalars)
            guard abs(other.count - letters.count) <= 3 else { continue }
            let changes = changes(letters, other)
            if changes < best?.changes ?? max(1, letters.count / 3) + 1 { best = (candidate, changes) }
        }
        return best?.word
    }

    /// How many letters are to be changed, put in, left out or swapped with their neighbour.
    private static func changes(_ left: [Unicode.Scalar], _ right: [Unicode.Scalar]) -> Int {
        var beforeLast = [Int](repeating: 0, count: right.count + 1)
        var last = Array(0...right.count)
        for row in left.indices {
            var current = [row + 1] + [Int](repeating: 0, count: right.count)
            for column in right.indices {
                let isSame = left[row] == right[column]
                var least = min(last[column + 1], current[column]) + 1
                least = min(least, last[column] + (isSame ? 0 : 1))
                if row > 0, column > 0, left[row] == right[column - 1], left[row - 1] == right[column] {
                    least = min(least, beforeLast[column - 1] + 1)
                }
                current[column + 1] = least
            }
            beforeLast = last
            last = current
        }
        return last[right.count]
    }
}
