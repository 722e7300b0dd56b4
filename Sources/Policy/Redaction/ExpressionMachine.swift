/// Follows all steps of an expression at once over a text.
///
/// For each step that is reached it knows the earliest place from which: so of all matches that end at a place the
/// longest is known, and the longest of all places cover whatever any match covers.
struct ExpressionMachine {
    private struct Thread {
        let step: Int
        let start: Int
    }

    private let program: ExpressionProgram
    private let steps: UnsafeBufferPointer<ExpressionProgram.Step>
    private let text: UnsafeBufferPointer<UInt8>
    // The threads in the order of their starts, so that the first to reach a step has the earliest.
    private var threads: [Thread] = []
    private var next: [Thread] = []
    private var reached: [Int]
    private var open: [Int] = []
    /// Behind the last exception; nothing before counts.
    private var floor = 0
    /// What matched, in order.
    private(set) var found: [Range<Int>] = []

    /// Takes a program and, lent for as long, its steps.
    init(
        _ program: ExpressionProgram,
        _ steps: UnsafeBufferPointer<ExpressionProgram.Step>,
        _ text: UnsafeBufferPointer<UInt8>
    ) {
        self.program = program
        self.steps = steps
        self.text = text
        reached = [Int](repeating: -1, count: steps.count)
    }

    /// Goes over the whole text, except for where it says one of `exceptions`.
    mutating func run(except exceptions: [[UInt8]]) {
        var at = 0
        while true {
            if threads.isEmpty {
                while at < text.count, !program.first.contains(text[at]), text[at] != UInt8(ascii: "[") { at += 1 }
            }
            guard at < text.count || !threads.isEmpty else { return }
            if let end = Self.exceptionEnd(text, at, exceptions) {
                threads.removeAll(keepingCapacity: true)
                reached.withUnsafeMutableBufferPointer { $0.update(repeating: -1) }
                (at, floor) = (end, end)
                continue
            }
            guard at < text.count else { return }
            if program.first.contains(text[at]) { begin(at) }
            step(over: text[at], at)
            at += 1
        }
    }

    /// Begins a match at a place, behind those that began before.
    private mutating func begin(_ at: Int) {
        swap(&threads, &next)
        reach(program.start, from: at, at: at)
        swap(&threads, &next)
    }

    private mutating func step(over byte: UInt8, _ at: Int) {
        next.removeAll(keepingCapacity: true)
        var index = 0
        while index < threads.count {
            let thread = threads[index]
            index += 1
            if case .byte(let set, let following) = steps[thread.step], set.contains(byte) {
                reach(following, from: thread.start, at: at + 1)
            }
        }
        swap(&threads, &next)
    }

    /// Adds to `next` the steps that can be reached from `first` without a byte.
    private mutating func reach(_ first: Int, from start: Int, at: Int) {
        var following: Int? = first
        while let step = following ?? open.popLast() {
            following = nil
            guard reached[step] != at else { continue }
            reached[step] = at
            switch steps[step] {
            case .byte: next.append(Thread(step: step, start: start))
            case .split(let one, let other):
                open.append(other)
                following = one
            case .boundary(let isOne, let behind): if isBoundary(at) == isOne { following = behind }
            case .match: note(start..<at)
            }
        }
    }

    private mutating func note(_ range: Range<Int>) {
        var range = range
        while let last = found.last, last.upperBound > range.lowerBound {
            range = min(last.lowerBound, range.lowerBound)..<max(last.upperBound, range.upperBound)
            found.removeLast()
        }
        found.append(range)
    }

    private func isBoundary(_ at: Int) -> Bool {
        let before = at > floor && text[at - 1].isWord
        let behind = at < text.count && text[at].isWord
        return before != behind
    }

    private static func exceptionEnd(_ text: UnsafeBufferPointer<UInt8>, _ at: Int, _ exceptions: [[UInt8]]) -> Int? {
        guard at < text.count, text[at] == UInt8(ascii: "[") else { return nil }
        for words in exceptions where text.count - at >= words.count {
            var offset = 1
            while offset < words.count, text[at + offset] == words[offset] { offset += 1 }
            if offset == words.count { return at + offset }
        }
        return nil
    }
}
