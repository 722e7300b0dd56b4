/// Blanks out the comments and texts of Swift, so that what is left is code; every byte keeps its place.
struct SwiftMask {
    private let source: [UInt8]
    private var result: [UInt8]
    private var index = 0

    private init(_ source: [UInt8]) {
        self.source = source
        result = source
    }

    /// The source with every comment and text literal replaced by blanks; line ends stay.
    static func blank(_ source: [UInt8]) -> [UInt8] {
        var mask = SwiftMask(source)
        mask.run()
        return mask.result
    }

    private mutating func run() {
        while index < source.count {
            if starts(with: "//") {
                skipLine()
            } else if starts(with: "/*") {
                skipBlock()
            } else if let hashes = textStart() {
                skipText(hashes: hashes)
            } else {
                index += 1
            }
        }
    }

    private func starts(with text: StaticString, at offset: Int = 0) -> Bool {
        let count = text.utf8CodeUnitCount
        guard index + offset + count <= source.count else { return false }
        return (0..<count).allSatisfy { source[index + offset + $0] == text.utf8Start[$0] }
    }

    private mutating func erase(_ count: Int) {
        for _ in 0..<count where index < source.count {
            if source[index] != 10 { result[index] = 0x20 }
            index += 1
        }
    }

    private mutating func skipLine() {
        while index < source.count, source[index] != 10 { erase(1) }
    }

    private mutating func skipBlock() {
        var depth = 0
        repeat {
            if starts(with: "/*") {
                depth += 1
                erase(2)
            } else if starts(with: "*/") {
                depth -= 1
                erase(2)
            } else {
                erase(1)
            }
        } while depth > 0 && index < source.count
    }

    /// How many `#` stand before the quote that begins a text here; nil when none begins.
    private func textStart() -> Int? {
        var hashes = 0
        while starts(with: "#", at: hashes) { hashes += 1 }
        return starts(with: "\"", at: hashes) ? hashes : nil
    }

    private mutating func skipText(hashes: Int) {
        erase(hashes)
        let isLong = starts(with: "\"\"\"")
        let quotes = isLong ? 3 : 1
        erase(quotes)
        while index < source.count {
            if isEscape(hashes) {
                erase(1 + hashes)
                if starts(with: "(") { skipInterpolation() } else { erase(1) }
            } else if isEnd(isLong, hashes) {
                return erase(quotes + hashes)
            } else if !isLong, source[index] == 10 {
                return
            } else {
                erase(1)
            }
        }
    }

    private func isEscape(_ hashes: Int) -> Bool {
        starts(with: "\\") && (0..<hashes).allSatisfy { starts(with: "#", at: 1 + $0) }
    }

    private func isEnd(_ isLong: Bool, _ hashes: Int) -> Bool {
        let isQuoted = isLong ? starts(with: "\"\"\"") : starts(with: "\"")
        return isQuoted && (0..<hashes).allSatisfy { starts(with: "#", at: (isLong ? 3 : 1) + $0) }
    }

    private mutating func skipInterpolation() {
        var depth = 0
        repeat {
            if let hashes = textStart() {
                skipText(hashes: hashes)
                continue
            }
            if starts(with: "(") { depth += 1 }
            if starts(with: ")") { depth -= 1 }
            erase(1)
        } while depth > 0 && index < source.count
    }
}
