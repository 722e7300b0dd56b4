/// What an expression says, as the parser understood it.
indirect enum ExpressionTree: Sendable {
    /// One byte of a set.
    case byte(ByteSet)
    /// One character: a byte of ASCII in the set, or any beyond ASCII.
    case character(ByteSet)
    /// One after the other.
    case sequence([ExpressionTree])
    /// One of some.
    case choice([ExpressionTree])
    /// So often; without an end when `most` is nil.
    case repeated(ExpressionTree, least: Int, most: Int?)
    /// A place where a word begins or ends, or where none does.
    case boundary(isOne: Bool)

    /// True when it can match nothing at all.
    var isNullable: Bool {
        switch self {
        case .byte, .character: false
        case .sequence(let parts): parts.allSatisfy(\.isNullable)
        case .choice(let parts): parts.contains(where: \.isNullable)
        case .repeated(let part, let least, _): least == 0 || part.isNullable
        case .boundary: true
        }
    }
}

/// An expression as steps, to be followed all at once.
struct ExpressionProgram: Sendable {
    /// One step.
    enum Step: Sendable {
        case byte(ByteSet, next: Int)
        case split(Int, Int)
        case boundary(isOne: Bool, next: Int)
        case match
    }

    private(set) var steps: [Step] = [.match]
    /// Where it begins.
    private(set) var start = 0
    /// The bytes a match can begin with.
    private(set) var first = ByteSet()

    /// Makes the steps, from the end to the beginning.
    init(_ tree: ExpressionTree) throws(ExpressionFault) {
        start = try emit(tree, next: 0)
        first = firstBytes()
    }

    private mutating func add(_ step: Step) throws(ExpressionFault) -> Int {
        guard steps.count < Expression.mostSteps else {
            throw ExpressionFault(at: 0, "repeats too much: it takes more than \(Expression.mostSteps) steps")
        }
        steps.append(step)
        return steps.count - 1
    }

    /// Adds the steps of `tree`, behind which `next` follows; the first of them.
    private mutating func emit(_ tree: ExpressionTree, next: Int) throws(ExpressionFault) -> Int {
        switch tree {
        case .byte(let set): return try add(.byte(set, next: next))
        case .character(let set):
            // The first byte of a character, and as many that continue it as there are.
            let more = try add(.split(next, next))
            steps[more] = .split(try add(.byte(ByteSet(0x80...0xBF), next: more)), next)
            var lead = ByteSet(0xC0...0xFF)
            lead.formUnion(set)
            return try add(.byte(lead, next: more))
        case .sequence(let parts):
            var entry = next
            for part in parts.reversed() { entry = try emit(part, next: entry) }
            return entry
        case .choice(let parts):
            var entry: Int?
            for part in parts.reversed() {
                let one = try emit(part, next: next)
                entry = try entry.map { (other) throws(ExpressionFault) in try add(.split(one, other)) } ?? one
            }
            return entry ?? next
        case .repeated(let part, let least, let most): return try emit(part, least, most, next: next)
        case .boundary(let isOne): return try add(.boundary(isOne: isOne, next: next))
        }
    }

    private mutating func emit(_ part: ExpressionTree, _ least: Int, _ most: Int?, next: Int) throws(ExpressionFault)
        -> Int
    {
        var entry = next
        if let most {
            for _ in least..<max(most, least) { entry = try add(.split(try emit(part, next: entry), next)) }
        } else {
            entry = try add(.split(next, next))
            steps[entry] = .split(try emit(part, next: entry), next)
        }
        for _ in 0..<least { entry = try emit(part, next: entry) }
        return entry
    }

    private func firstBytes() -> ByteSet {
        var (bytes, seen, open) = (ByteSet(), Set<Int>(), [start])
        while let step = open.popLast() {
            guard seen.insert(step).inserted else { continue }
            switch steps[step] {
            case .byte(let set, _): bytes.formUnion(set)
            case .split(let one, let other): open += [one, other]
            case .boundary(_, let next): open.append(next)
            case .match: break
            }
        }
        return bytes
    }
}
