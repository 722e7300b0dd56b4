/// The bytes of lines that wait for the writer, in a ring of fixed size, and what each line weighs.
///
/// One eighth of the room is kept for warnings and worse, so that a flood of requests cannot silence
/// the reason for it. The writer reads the oldest run of bytes in place: `oldest` stays untouched
/// until `remove` gives its room back.
struct LogRing: ~Copyable {
    private let memory: UnsafeMutableRawBufferPointer
    private var head = 0
    private var used = 0
    /// The length of each line, shifted by three, and its level.
    private var lines: [UInt32]
    private var firstLine = 0
    private var lineCount = 0
    /// Bytes of the oldest line that are written already.
    private var partial = 0
    /// What became of the lines, by level.
    private(set) var tallies = Array(repeating: LogCounts.Tally(), count: LogLevel.allCases.count)

    /// Makes a ring of `capacity` bytes, at least 4,096, and one line for every 128 of them.
    init(capacity: Int) {
        let size = max(capacity, 4_096)
        memory = .allocate(byteCount: size, alignment: 16)
        lines = Array(repeating: 0, count: size / 128)
    }

    deinit {
        memory.deallocate()
    }

    /// True when nothing waits.
    var isEmpty: Bool { lineCount == 0 }

    /// The number of lines that wait.
    var waiting: Int { lineCount }

    /// Takes a line, or counts it as dropped; tells which.
    mutating func push(_ line: UnsafeRawBufferPointer, level: LogLevel) -> Bool {
        tallies[level.rawValue].offered += 1
        let reserve = level >= .warning ? 0 : memory.count / 8
        let lineReserve = level >= .warning ? 0 : lines.count / 8
        guard line.count > 0, line.count <= memory.count - used - reserve, lineCount < lines.count - lineReserve else {
            tallies[level.rawValue].full += 1
            return false
        }
        let tail = (head + used) % memory.count
        let first = min(line.count, memory.count - tail)
        UnsafeMutableRawBufferPointer(rebasing: memory[tail..<tail + first])
            .copyMemory(from: UnsafeRawBufferPointer(rebasing: line[..<first]))
        if first < line.count {
            memory.copyMemory(from: UnsafeRawBufferPointer(rebasing: line[first...]))
        }
        used += line.count
        lines[(firstLine + lineCount) % lines.count] = UInt32(line.count) << 3 | UInt32(level.rawValue)
        lineCount += 1
        return true
    }

    /// The oldest bytes, as far as they lie in one piece, at most `most`.
    func oldest(_ most: Int) -> UnsafeRawBufferPointer {
        let length = min(used, memory.count - head, most)
        return UnsafeRawBufferPointer(rebasing: memory[head..<head + length])
    }

    /// Gives the room of written bytes back and counts the lines that are whole.
    mutating func remove(_ bytes: Int) {
        take(bytes)
        partial += bytes
        while lineCount > 0, partial >= firstLength {
            partial -= firstLength
            tallies[firstLevel].written += 1
            dropFirstLine()
        }
    }

    /// Gives up every line that begins within the oldest `bytes`; tells whether one of them was begun.
    mutating func fail(_ bytes: Int) -> Bool {
        let wasBegun = partial > 0
        var rest = bytes
        while lineCount > 0, rest > 0 {
            let length = firstLength - partial
            tallies[firstLevel].failed += 1
            rest -= length
            partial = 0
            take(length)
            dropFirstLine()
        }
        return wasBegun
    }

    private var firstLength: Int { Int(lines[firstLine] >> 3) }

    private var firstLevel: Int { Int(lines[firstLine] & 7) }

    /// Gives room back; an empty ring starts over, so that a quiet log touches few pages.
    private mutating func take(_ bytes: Int) {
        used -= bytes
        head = used == 0 ? 0 : (head + bytes) % memory.count
    }

    private mutating func dropFirstLine() {
        lineCount -= 1
        firstLine = lineCount == 0 ? 0 : (firstLine + 1) % lines.count
    }
}
