import Exchange
import Glibc
import Policy
import Storage
import Testing

@Suite struct FlightRecoveryTests {
    /// Leaves open slots behind, as a killed server does: exchanges that ran, and one that had ended.
    private func leave(_ bench: FlightBench, running: Range<UInt64>, ended: UInt64? = nil, at wall: WallTime = .noon)
        throws
    {
        let time = StillTime()
        let table = try bench.table(time: time)
        for number in running {
            var exchange = Sample.exchange(number, at: wall)
            let slot = try #require(table.claim(exchange))
            exchange.answer.bytes = 100
            exchange.usage = Usage(input: 5)
            time.move(to: exchange.timeline.accepted + .milliseconds(1_500))
            table.note(exchange, in: slot)
        }
        guard let ended else { return }
        let exchange = Sample.exchange(ended, at: wall)
        table.noteEnd(exchange, in: try #require(table.claim(exchange)))
    }

    @Test func `open slots become rows, once`() throws {
        let bench = try FlightBench()
        try leave(bench, running: 1..<4, ended: 9)
        let report = bench.recover()
        #expect(report.recovered == 4 && report.crashed == 3 && report.left == 0 && report.known == 0)
        let rows = try bench.rows()
        #expect(Set(rows.map(\.id)) == Set([1, 2, 3, 9].map { Sample.exchange($0).id.description }))
        let crashed = rows.filter { $0.text(.outcome) == "gateway_crashed" }
        #expect(crashed.allSatisfy { $0.text(.errorType) == "internal" })
        #expect(crashed.count == 3)
        for row in crashed {
            #expect(row.integer(.startedUs) == WallTime.noon.microseconds)
            #expect(row.integer(.endedUs) == WallTime.noon.microseconds + 1_500_000)
            #expect(row.integer(.responseBytes) == 100 && row.integer(.inputTokens) == 5)
            #expect(row.integer(.bodyDropped) == 1)
        }
        #expect(bench.told.all.count == 4 && bench.told.all.allSatisfy { $0.persisted == .stored })
        #expect(bench.ledger.counts.recovered == 4 && bench.ledger.counts.stored == 0)
        #expect(bench.names("flight") == [])
        #expect(bench.recover().isEmpty)
        #expect(try bench.rows().count == 4)
    }

    @Test func `a slot whose row had been committed leaves no second row and no second line`() throws {
        let bench = try FlightBench()
        try leave(bench, running: 1..<3, ended: 9)
        let writer = bench.writer()
        #expect(writer.keep(Sample.exchange(9)) == .queued && writer.keep(Sample.exchange(2)) == .queued)
        writer.close(within: .seconds(10))
        let report = bench.recover()
        #expect(report.recovered == 1 && report.known == 2 && report.crashed == 1)
        let outcomes = try bench.rows().map { $0.text(.outcome) }
        #expect(outcomes.count == 3 && outcomes.filter { $0 == "gateway_crashed" }.count == 1)
        #expect(bench.told.all.map(\.id) == [Sample.exchange(1).id])
    }

    @Test func `rows go to the day their exchange began in`() throws {
        let bench = try FlightBench()
        try leave(bench, running: 1..<3, at: .noon + .seconds(-3 * 86_400))
        #expect(bench.recover().recovered == 2)
        #expect(try bench.data.history.days().map(\.description) == ["2026-11-20"])
    }

    @Test func `what is not to be kept is not kept`() throws {
        let bench = try FlightBench()
        let table = try bench.table()
        var exchange = Sample.exchange(1)
        let slot = try #require(table.claim(exchange))
        exchange.capture = .off
        table.note(exchange, in: slot)
        _ = table.claim(Sample.exchange(2, capture: .off))
        let report = bench.recover()
        #expect(report.off == 2 && report.recovered == 0 && report.left == 0)
        #expect(try bench.rows().isEmpty && bench.told.all.isEmpty)
        #expect(bench.names("flight") == [])
    }

    @Test func `slots wait for a store that takes rows`() throws {
        let bench = try FlightBench()
        try leave(bench, running: 1..<4)
        bench.disk.refuse { _ in FlightBench.full }
        let report = bench.recover()
        #expect(report.left == 3 && report.recovered == 0)
        #expect(bench.names("flight.kept-").count == 1 && !bench.names("flight").contains("flight"))
        // the next server has its own file and is killed too
        try leave(bench, running: 4..<6)
        #expect(bench.recover(at: .noon + .seconds(120)).left == 5)
        #expect(bench.names("flight.kept-").count == 2)
        bench.disk.refuse(nil)
        #expect(bench.recover(at: .noon + .seconds(180)).recovered == 5)
        #expect(bench.names("flight") == [])
        #expect(try bench.rows().count == 5)
    }

    @Test func `a store that refuses in the middle is asked for the rest at the next start`() throws {
        let bench = try FlightBench()
        try leave(bench, running: 0..<10, at: .noon + .seconds(-86_400))
        let kept = Image.read(bench.data.flight.current)
        #expect(unlink(bench.data.flight.current) == 0)
        try leave(bench, running: 10..<20)
        Image.write(kept, to: bench.data.path + "/flight.kept-00000000000000001")
        let late = Set((10..<20).map { Sample.exchange($0).id })
        bench.disk.refuse { rows in rows.contains { late.contains($0) } ? FlightBench.full : nil }
        let report = bench.recover()
        #expect(report.recovered == 10 && report.left == 10)
        bench.disk.refuse(nil)
        #expect(bench.recover(at: .noon + .seconds(180)).recovered == 10)
        #expect(try bench.rows().count == 20)
    }

    @Test func `a row the database refuses for good is counted and keeps no other back`() throws {
        let bench = try FlightBench()
        try leave(bench, running: 1..<5)
        let bad = Sample.exchange(2).id
        bench.disk.refuse { rows in
            rows.contains(bad) ? .database(code: 18, reason: "string or blob too big") : nil
        }
        let report = bench.recover()
        #expect(report.refused == 1 && report.recovered == 3 && report.left == 0)
        #expect(bench.names("flight") == [])
    }

    @Test func `a row behind an error of unclear cause is found and keeps no other back`() throws {
        let bench = try FlightBench()
        try leave(bench, running: 1..<5)
        let bad = Sample.exchange(3).id
        bench.disk.refuse { $0.contains(bad) ? FlightBench.bare : nil }
        let report = bench.recover()
        #expect(report.refused == 1 && report.recovered == 3 && report.left == 0)
        #expect(bench.disk.tries < 20)
    }

    @Test func `only so many files are kept, and what had to make room is counted`() throws {
        let bench = try FlightBench()
        bench.disk.refuse { _ in FlightBench.full }
        var lost = 0
        for start in 0..<10 as Range<UInt64> {
            try leave(bench, running: start..<start + 1)
            lost += bench.recover(at: .noon + .seconds(Int64(start))).lost
        }
        #expect(bench.names("flight.kept-").count == FlightFiles.mostKept && lost == 2)
        bench.disk.refuse(nil)
        #expect(bench.recover(at: .noon + .seconds(60)).recovered == 8)
    }

    @Test(arguments: ["", "no flight recorder", "\u{31}\u{74}\u{6C}\u{66}", "cut", "version", "words"])
    func `a file that is none is put aside and said`(kind: String) throws {
        let bench = try FlightBench()
        try leave(bench, running: 1..<3)
        var image = Image.read(bench.data.flight.current)
        switch kind {
        case "cut": image.removeLast(2_000)
        case "version": image[8] = 9
        case "words": image[16] = 3
        default: image = Array(kind.utf8)
        }
        Image.write(image, to: bench.data.flight.current)
        let report = bench.recover()
        #expect(report.putAside.count == 1 && report.recovered == 0)
        #expect(report.text.contains("flight.unreadable-"))
        #expect(bench.names("flight.unreadable-").count == 1)
        let table = try bench.table()
        #expect(table.claim(Sample.exchange(1)) != nil)
    }

    @Test func `a folder in the file's place does not stop a start`() throws {
        let bench = try FlightBench()
        #expect(mkdir(bench.data.flight.current, 0o700) == 0)
        #expect(bench.recover().putAside.count == 1)
        #expect(try bench.table().statistics.capacity == 64)
    }

    @Test func `words a later version no longer knows are left out, the rest is told`() throws {
        let bench = try FlightBench()
        try leave(bench, running: 1..<2)
        var image = Image.read(bench.data.flight.current)
        let word = Array("/v1/chat/completions".utf8)
        let place = try #require((0..<8_192).first { image[$0..<$0 + word.count].elementsEqual(word) })
        image[place + 4] = UInt8(ascii: "C")
        Image.write(image, to: bench.data.flight.current)
        #expect(bench.recover().recovered == 1)
        let row = try #require(try bench.rows().first)
        #expect(row.text(.route) == "unmatched" && row.text(.path) == "/v1/chat/completions")
        #expect(row.text(.model) == "gpt-5")
    }

    @Test func `slots of a version that knew no reasons of attempts are told`() throws {
        let bench = try FlightBench()
        try leave(bench, running: 1..<2)
        var image = Image.read(bench.data.flight.current)
        let last = ChoiceReason.allCases.reduce(1) { $0 + 1 + $1.rawValue.utf8.count }
        let length = Int(image[16]) | Int(image[17]) << 8
        image[16] = UInt8(truncatingIfNeeded: length - last)
        image[17] = UInt8(truncatingIfNeeded: (length - last) >> 8)
        Image.write(image, to: bench.data.flight.current)
        #expect(bench.recover().recovered == 1)
        #expect(try bench.rows().first?.text(.model) == "gpt-5")
    }

    @Test(arguments: 0..<8 as Range<UInt64>) func `an exchange that was in flight says who asked`(number: UInt64) throws
    {
        let bench = try FlightBench()
        let table = try bench.table()
        var exchange = Sample.exchange(1)
        let slot = try #require(table.claim(exchange))
        let caller = Sample.caller(of: number)
        exchange.caller = caller
        table.note(exchange, in: slot)
        #expect(bench.recover().crashed == 1)
        let row = try #require(try bench.rows().first)
        #expect(row.text(.organisationID) == caller.principals.organisation?.id)
        #expect(row.text(.teamID) == caller.principals.team?.id)
        #expect(row.text(.userID) == caller.principals.user?.id)
        #expect(bench.told.all.first?.caller?.principals.owner?.id == caller.principals.owner?.id)
    }

    @Test func `however long everything else is, an exchange that was in flight says who asked`() throws {
        let bench = try FlightBench()
        let table = try bench.table()
        let long = String(repeating: "x", count: 200)
        var exchange = Sample.exchange(1)
        let slot = try #require(table.claim(exchange))
        let id = "01KASPGZJ0TM4V7XQ2BEC9HDN6"
        var principals = Principals()
        principals.organisation = Principal(.organisation, id: "org_\(id)", name: "acme")
        principals.team = Principal(.team, id: "team_\(id)", name: "search")
        principals.user = Principal(.user, id: "user_\(id)", name: "ann")
        let permission = Permission(KeyPermission())
        exchange.caller = Caller(
            keyID: "key_\(id)",
            keyName: long,
            permission: permission,
            principals: principals,
            expires: nil
        )
        exchange.ask.model = long
        exchange.ask.conversation = ConversationHint(id: String(long.prefix(128)), source: .header)
        exchange.answer.model = String(long.prefix(64))
        exchange.answer.id = String(long.prefix(64))
        exchange.ask.user = String(long.prefix(128))
        let target = Target(
            provider: long,
            upstream: long,
            origin: Origin(isTLS: true, host: long, port: 1),
            basePath: "",
            credentialStyle: .bearer,
            credentialID: String(long.prefix(40)),
            credential: nil,
            surfaces: []
        )
        let start = exchange.timeline.accepted
        exchange.attempts = [Attempt(target: target, model: "y" + long, modelLabel: "m", started: start)]
        table.note(exchange, in: slot)
        #expect(bench.recover().crashed == 1)
        let row = try #require(try bench.rows().first)
        #expect(row.text(.keyID) == "key_\(id)" && row.text(.organisationID) == "org_\(id)")
        #expect(row.text(.teamID) == "team_\(id)" && row.text(.userID) == "user_\(id)")
    }

    @Test func `a shadow copy that was in flight is still one`() throws {
        let bench = try FlightBench()
        let table = try bench.table()
        var exchange = Sample.exchange(2)
        exchange.shadowOf = Sample.exchange(1).id
        _ = table.claim(exchange)
        #expect(bench.recover().crashed == 1)
        #expect(try bench.rows().first?.text(.shadowOf) == Sample.exchange(1).id.description)
    }
}
