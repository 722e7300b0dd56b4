import Glibc
import Telemetry
import Testing

@Suite struct LogSinkTests {
    private func line(_ number: Int, bytes: Int = 200) -> [UInt8] {
        let text = "\(number) "
        return Array(text.utf8) + Array(repeating: UInt8(ascii: "x"), count: bytes - text.utf8.count - 1) + [10]
    }

    private func write(_ line: [UInt8], to sink: LogSink, _ level: LogLevel = .info) -> Bool {
        line.withUnsafeBytes { sink.write($0, level: level) }
    }

    private func isBalanced(_ counts: LogCounts) -> Bool {
        let total = counts.total
        return total.offered == total.written + total.full + total.failed + Int64(counts.waiting)
    }

    @Test func `a blocked pipe makes no caller wait, and every line is accounted for`() throws {
        let (reader, writer) = try makePipe()
        let sink = try LogSink(.descriptor(writer), capacity: 1 << 18)
        var taken = 0
        for number in 0..<10_000 where write(line(number), to: sink) { taken += 1 }
        let blocked = sink.counts
        #expect(blocked[.info].offered == 10_000 && blocked[.info].full == Int64(10_000 - taken) && taken < 10_000)
        #expect(isBalanced(blocked))
        #expect(sink.flush(within: .zero) > 0)
        let read = Worker { readAll(reader) }
        #expect(sink.flush(within: .seconds(30)) == 0)
        close(writer)
        let lines = try read.join().split(separator: 10)
        #expect(lines.count == taken && lines.allSatisfy { $0.count == 199 })
        #expect(sink.counts[.info].written == Int64(taken) && isBalanced(sink.counts))
        close(reader)
    }

    @Test func `a flood of requests leaves room for warnings`() throws {
        let (reader, writer) = try makePipe()
        let sink = try LogSink(.descriptor(writer), capacity: 1 << 18)
        var refused = 0
        while refused < 100 { if !write(line(0), to: sink) { refused += 1 } }
        for number in 0..<50 { #expect(write(line(number), to: sink, .warning)) }
        #expect(sink.counts[.warning].full == 0 && sink.counts[.info].full == 100)
        close(reader)
        #expect(sink.flush(within: .seconds(30)) == 0)
        close(writer)
    }

    @Test func `a reader that went away costs lines, not the program`() throws {
        // A socket, because it is closed on exec from its first moment: nobody else holds its other end.
        var ends: [Int32] = [0, 0]
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
        try #require(socketpair(AF_UNIX, kind, 0, &ends) == 0)
        close(ends[0])
        let writer = ends[1]
        let sink = try LogSink(.descriptor(writer), capacity: 1 << 18)
        for number in 0..<500 { _ = write(line(number), to: sink, number % 2 == 0 ? .info : .error) }
        #expect(sink.flush(within: .seconds(30)) == 0)
        #expect(sink.counts.total.failed == 500 && sink.counts.total.written == 0)
        #expect(sink.counts[.error].failed == 250)
        close(writer)
    }

    @Test func `a descriptor that does not block is waited for`() throws {
        let (reader, writer) = try makePipe()
        #expect(fcntl(writer, F_SETFL, O_NONBLOCK) == 0)
        let sink = try LogSink(.descriptor(writer), capacity: 1 << 20)
        for number in 0..<2_000 { #expect(write(line(number), to: sink)) }
        let read = Worker { readAll(reader) }
        #expect(sink.flush(within: .seconds(30)) == 0)
        close(writer)
        #expect(try read.join() == (0..<2_000).flatMap { line($0) })
        close(reader)
    }

    @Test func `many writers around the ring's end keep their lines whole and in order`() throws {
        let (reader, writer) = try makePipe()
        let sink = try LogSink(.descriptor(writer), capacity: 1 << 16)
        let read = Worker { readAll(reader) }
        let writers = (0..<4).map { lane in
            Worker {
                for number in 0..<2_000 {
                    let line = line(lane * 10_000 + number, bytes: 50 + number % 333)
                    while !write(line, to: sink, .warning) { sched_yield() }
                }
            }
        }
        for writer in writers { try writer.join() }
        #expect(sink.flush(within: .seconds(30)) == 0)
        close(writer)
        var last = [-1, -1, -1, -1]
        var count = 0
        for line in try read.join().split(separator: 10) {
            let words = line.split(separator: 32)
            let number = try #require(Int(String(decoding: words[0], as: UTF8.self)))
            #expect(number % 10_000 == last[number / 10_000] + 1 && line.count == 49 + number % 10_000 % 333)
            last[number / 10_000] = number % 10_000
            count += 1
        }
        #expect(count == 8_000 && isBalanced(sink.counts))
        close(reader)
    }

    @Test func `a file is appended to, and one that cannot be opened is refused`() throws {
        var name = Array("/tmp/weir-log-XXXXXX".utf8CString)
        let made = mkstemp(&name)
        try #require(made >= 0)
        let path = String(decoding: name.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        defer {
            unlink(path)
            close(made)
        }
        for number in 0..<2 {
            let sink = try LogSink(.file(path))
            _ = write(line(number), to: sink)
            #expect(sink.flush(within: .seconds(30)) == 0)
        }
        #expect(readAll(made) == line(0) + line(1))
        #expect(throws: LogSink.CannotOpen(path: "/nowhere/at/all", errno: ENOENT)) {
            try LogSink(.file("/nowhere/at/all"))
        }
    }

    @Test func `a line larger than the ring, or empty, is dropped and counted`() throws {
        let (reader, writer) = try makePipe()
        let sink = try LogSink(.descriptor(writer), capacity: 4_096)
        #expect(!write(line(0, bytes: 5_000), to: sink, .critical))
        #expect(!write([], to: sink))
        #expect(write(line(1), to: sink))
        #expect(sink.flush(within: .seconds(30)) == 0)
        #expect(sink.counts.total.full == 2 && sink.counts.total.written == 1)
        close(writer)
        close(reader)
    }
}
