import Exchange
import Testing

@Suite struct IdentifiersTests {
    // github.com/ulid/spec and github.com/ulid/javascript name these times and this text.
    @Test(arguments: [
        (Int64(0), "0000000000"),
        (1_469_918_176_385, "01ARYZ6S41"),
        (1_469_922_850_259, "01ARZ3NDEK"),
        (9_223_372_036_854, "08CDXX0PQP"),
    ])
    func `the first ten characters of a ULID are its milliseconds`(_ milliseconds: Int64, _ text: String) {
        let ulid = ULID(at: WallTime(nanoseconds: milliseconds * 1_000_000), random: (0, 0))
        #expect(ulid.text == text + "0000000000000000")
    }

    @Test func `the ULID of the specification is written as it writes it`() {
        let wall = WallTime(nanoseconds: 1_469_922_850_259_000_000)
        let ulid = ULID(at: wall, random: (0xD676, 0x4C61_EFB9_9302_BD5B))
        #expect(ulid.text == "01ARZ3NDEKTSV4RRFFQ69G5FAV")
        #expect(ulid.high == 0x0156_3E3A_B5D3_D676)
        #expect(ulid.low == 0x4C61_EFB9_9302_BD5B)
        #expect(ulid.withASCII { Array($0) } == Array("01ARZ3NDEKTSV4RRFFQ69G5FAV".utf8))
    }

    @Test func `all bits set are the largest ULID`() {
        let ulid = ULID(at: WallTime(nanoseconds: -1_000_000), random: (.max, .max))
        #expect(ulid.text == "7ZZZZZZZZZZZZZZZZZZZZZZZZZ")
    }

    @Test func `every ULID has 26 characters of Crockford's alphabet and holds its bits`() {
        var draw = Draw(seed: 20)
        let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ".utf8)
        for _ in 0..<1_000 {
            let wall = WallTime(nanoseconds: Int64.random(in: 0 ... .max, using: &draw))
            let ulid = ULID(at: wall, using: &draw)
            var high = UInt64(0)
            var low = UInt64(0)
            for byte in ulid.text.utf8 {
                let digit = alphabet.firstIndex(of: byte)
                #expect(digit != nil)
                high = high << 5 | low >> 59
                low = low << 5 | UInt64(digit ?? 0)
            }
            #expect(ulid.text.utf8.count == 26)
            #expect(high == ulid.high && low == ulid.low)
            #expect(Int64(high >> 16) == wall.milliseconds)
        }
    }

    @Test func `texts sort as times do`() {
        var draw = Draw(seed: 21)
        var before = ""
        for step in 0..<1_000 {
            let wall = WallTime(nanoseconds: 1_795_000_000_000_000_000 + Int64(step) * 1_000_000)
            let text = ULID(at: wall, using: &draw).text
            #expect(before < text)
            before = text
        }
    }

    @Test func `a request's id is req_ and its ULID`() {
        let id = RequestID(ULID(at: WallTime(nanoseconds: 0), random: (0, 31)))
        #expect("\(id)" == "req_0000000000000000000000000Z")
        #expect("\(id)".utf8.count == 30)
    }

    @Test(arguments: [UInt64(0), .max, 1])
    func `a fresh trace has no id of zero, whatever is drawn`(_ word: UInt64) {
        var stuck = Stuck(word: word)
        let trace = Trace.fresh(using: &stuck)
        #expect(trace.traceID.high | trace.traceID.low != 0)
        #expect(trace.spanID != 0)
        #expect(trace.parentID == nil)
        #expect(trace.flags == 0b11)
    }

    @Test func `traces are the same when every part is`() {
        let trace = Trace(traceID: (1, 2), spanID: 3, parentID: 4, flags: 1)
        let others = [
            Trace(traceID: (9, 2), spanID: 3, parentID: 4, flags: 1),
            Trace(traceID: (1, 9), spanID: 3, parentID: 4, flags: 1),
            Trace(traceID: (1, 2), spanID: 9, parentID: 4, flags: 1),
            Trace(traceID: (1, 2), spanID: 3, parentID: nil, flags: 1),
            Trace(traceID: (1, 2), spanID: 3, parentID: 4, flags: 0),
        ]
        #expect(others.allSatisfy { $0 != trace })
        #expect(Set(others + [trace, trace]).count == 6)
    }
}
