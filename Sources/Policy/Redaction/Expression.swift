/// A regular expression that is matched in linear time, whatever expression and text are.
///
/// Understood are literals, `.`, classes such as `[A-Z0-9_]` and `[^ ]`, `\d \w \s` and their negations, `\b`, `\B`,
/// groups, `|`, and `?`, `*`, `+`, `{m}`, `{m,}`, `{m,n}`; `(?i)` at the beginning makes ASCII letters of either case
/// alike. Everything else is refused with its place. It is made into at most `mostSteps` steps, all of which are
/// followed at once over the text, so nothing is ever tried twice (Thompson's construction, Pike's machine).
package struct Expression: Sendable, Hashable {
    /// The most bytes of an expression.
    package static let mostBytes = 512
    /// The most steps an expression may have; each counted repetition takes those of what it repeats so often.
    package static let mostSteps = 512

    /// The expression as it was written.
    package let text: String
    let program: ExpressionProgram

    /// How many steps it takes; each byte of a text costs as many, at the worst.
    package var steps: Int { program.steps.count }

    /// Reads an expression.
    package init(_ text: String) throws(ExpressionFault) {
        guard text.utf8.count <= Self.mostBytes else {
            throw ExpressionFault(at: Self.mostBytes, "is longer than \(Self.mostBytes) bytes")
        }
        var parser = ExpressionParser(text)
        let tree = try parser.parse()
        guard !tree.isNullable else { throw ExpressionFault(at: 0, "matches where there is nothing") }
        program = try ExpressionProgram(tree)
        self.text = text
    }

    /// Finds all that matches: every run of bytes that belongs to any match, in their order.
    ///
    /// Matches that overlap come as one. None begins in, ends in or goes over one of `exceptions`.
    func matches(in text: UnsafeBufferPointer<UInt8>, except exceptions: [[UInt8]], _ found: (Range<Int>) -> Void) {
        program.steps.withUnsafeBufferPointer { steps in
            var machine = ExpressionMachine(program, steps, text)
            machine.run(except: exceptions)
            for range in machine.found { found(range) }
        }
    }

    /// Tells whether two expressions are written alike.
    package static func == (one: Expression, other: Expression) -> Bool { one.text == other.text }

    /// Feeds the text to the hasher.
    package func hash(into hasher: inout Hasher) { hasher.combine(text) }
}

/// Why an expression is refused.
package struct ExpressionFault: Error, Sendable, Hashable, CustomStringConvertible {
    /// The byte at which it stands, counted from 0.
    package let offset: Int
    /// What is wrong.
    package let reason: String

    init(at offset: Int, _ reason: String) {
        self.offset = offset
        self.reason = reason
    }

    /// The reason and the place, counted from 1.
    package var description: String { "\(reason) (at character \(offset + 1))" }
}

/// A set of bytes.
struct ByteSet: Sendable, Hashable {
    private var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)

    static func == (one: ByteSet, other: ByteSet) -> Bool { one.words == other.words }

    func hash(into hasher: inout Hasher) {
        hasher.combine(words.0)
        hasher.combine(words.1)
        hasher.combine(words.2)
        hasher.combine(words.3)
    }

    init() {}

    init(_ bytes: some Sequence<UInt8>) { for byte in bytes { insert(byte) } }

    mutating func insert(_ byte: UInt8) {
        let bit: UInt64 = 1 << UInt64(byte & 63)
        switch byte >> 6 {
        case 0: words.0 |= bit
        case 1: words.1 |= bit
        case 2: words.2 |= bit
        default: words.3 |= bit
        }
    }

    func contains(_ byte: UInt8) -> Bool {
        let word =
            switch byte >> 6 {
            case 0: words.0
            case 1: words.1
            case 2: words.2
            default: words.3
            }
        return word >> UInt64(byte & 63) & 1 == 1
    }

    mutating func formUnion(_ other: ByteSet) {
        words.0 |= other.words.0
        words.1 |= other.words.1
        words.2 |= other.words.2
        words.3 |= other.words.3
    }

    /// The bytes of ASCII that are not in the set.
    var asciiComplement: ByteSet { ByteSet((0..<0x80).filter { !contains($0) }) }

    /// The set with the other case of each letter.
    var caseless: ByteSet {
        var result = self
        for byte in UInt8(0)..<0x80 where byte.isLetter && contains(byte) { result.insert(byte ^ 0x20) }
        return result
    }
}
