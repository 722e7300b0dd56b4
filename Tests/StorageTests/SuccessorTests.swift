import Exchange
import Glibc
import Policy
import Storage
import Testing

/// Two servers on one state directory: one finishes what it has, the other has taken over.
@Suite struct SuccessorTests {
    private static let brief = Duration.milliseconds(60)

    @Test func `who waits for the directory gets it when it is left, and is seen while waiting`() async throws {
        let folder = try Folder()
        let data = try DataDirectory(path: "\(folder.path)/weir-data")
        let claim = try data.claim()
        #expect(!data.hasSuccessor)
        // asking takes the file for an instant, so only who is known to wait is asked for
        let (begun, begin) = AsyncStream<Void>.makeStream()
        async let waiting = Self.waiting(data) { begin.finish() }
        for await _ in begun {}
        #expect(data.hasSuccessor)
        #expect(claim.whileHeld { 7 } == 7)
        claim.release()
        #expect(claim.whileHeld { 7 } == nil)
        let next = try await waiting
        #expect(!data.hasSuccessor)
        #expect(throws: StorageError.inUse(path: data.path)) { try data.claim() }
        withExtendedLifetime(next) {}
        #expect(folder.mode(of: "weir-data/successor") == 0o600)
    }

    @concurrent private static func waiting(
        _ data: DataDirectory,
        _ whenWaiting: @Sendable () -> Void
    ) async throws -> DataDirectoryClaim {
        try data.claim(within: .seconds(600), time: SystemTime(), whenWaiting: whenWaiting)
    }

    @Test func `waiting ends in time, and only one may wait`() async throws {
        let folder = try Folder()
        let data = try DataDirectory(path: "\(folder.path)/weir-data")
        let claim = try data.claim()
        #expect(throws: StorageError.inUse(path: data.path)) { try data.claim(within: Self.brief, time: SystemTime()) }
        let other = open("\(data.path)/successor", O_RDWR)
        #expect(flock(other, LOCK_EX | LOCK_NB) == 0 && data.hasSuccessor)
        #expect(throws: StorageError.inUse(path: data.path)) { try data.claim(within: Self.brief, time: SystemTime()) }
        close(other)
        withExtendedLifetime(claim) {}
    }

    @Test func `a free directory is had at once`() throws {
        let folder = try Folder()
        let data = try DataDirectory(path: "\(folder.path)/weir-data")
        let claim = try data.claim(within: .seconds(60), time: SystemTime())
        withExtendedLifetime(claim) {}
        #expect(!folder.names.contains("successor"))
    }

    @Test func `the slots of a server that finishes are left alone, and its file goes with it`() throws {
        let bench = try FlightBench()
        let old = try bench.table()
        let slot = try #require(old.claim(Sample.exchange(1)))
        #expect(old.leave(bench.data.flight, at: .noon))
        #expect(old.leave(bench.data.flight, at: .noon))
        #expect(bench.names("flight") == bench.names("flight.kept-"))
        #expect(bench.recover().isEmpty)
        let new = try bench.table()
        old.noteEnd(Sample.exchange(1), in: slot)
        old.end()
        #expect(bench.names("flight.kept-").count == 1)
        old.release([slot])
        old.end()
        #expect(bench.names("flight.kept-").isEmpty)
        withExtendedLifetime(new) {}
    }

    @Test func `the slots of a server that died while it finished become rows at the next start`() throws {
        let bench = try FlightBench()
        do {
            let old = try bench.table()
            #expect(old.claim(Sample.exchange(1)) != nil)
            #expect(old.leave(bench.data.flight, at: .noon))
            #expect(bench.recover().recovered == 0)
        }
        #expect(bench.recover().recovered == 1)
        #expect(bench.names("flight.kept-").isEmpty)
    }

    @Test func `two writers of one day lose no row and no word`() throws {
        let bench = try FlightBench()
        let (old, new) = (bench.writer(), bench.writer())
        var words: [String: String] = [:]
        for turn in 0..<60 {
            let writer = turn % 2 == 0 ? old : new
            for part in 0..<3 {
                let number = UInt64(turn * 3 + part + 1)
                let said = String(repeating: "word \(number) ", count: part == 0 ? 1 : 40_000 * part)
                let exchange = Sample.talk(number, [said], answer: nil)
                words[exchange.id.description] = said
                #expect(writer.keep(exchange) == .queued)
            }
            if turn % 7 == 0 {
                // a batch that fails after its words were written must not cut off the other's
                bench.disk.refuse { _ in FlightBench.full }
                #expect(!writer.flush(within: .seconds(10)))
                bench.disk.refuse(nil)
            }
            #expect(writer.flush(within: .seconds(10)))
        }
        old.close(within: .seconds(10))
        new.close(within: .seconds(10))
        for (id, said) in words {
            #expect(try bench.reader.show(id)?.messages.map(\.text) == [said], "\(id)")
        }
        #expect(bench.ledger.counts.stored == words.count)
    }
}
