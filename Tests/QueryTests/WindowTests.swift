import Exchange
import Query
import Testing

/// The time a query looks at.
@Suite struct WindowTests {
    private static let midnight: Int64 = -43_200
    private static let day: Int64 = 86_400

    @Test(
        arguments: [
            ("", -86_400, nil),
            ("time:-1h", -3_600, nil),
            ("time:-90s", -90, nil),
            ("time:-2w", -14 * day, nil),
            ("time:-1.5h", -5_400, nil),
            ("time:-2h..-1h", -7_200, -3_600 + 0),
            ("time:2026-11-23", midnight, midnight + day),
            ("time:2026-11-20..2026-11-22", midnight - 3 * day, midnight),
            ("time:>2026-11-22", midnight, nil),
            ("time:>=2026-11-22", midnight - day, nil),
            ("time:>=2026-11-22 time:<2026-11-23", midnight - day, midnight),
            ("time:2026-11-23T11:00", -3_600, -3_540),
            ("time:2026-11-23T11:00:00Z", -3_600, -3_599),
            ("time:2026-11-23t13:00:00+02:00", -3_600, -3_599),
            ("time:2026-11-23T06:00:00-05:00..2026-11-23T11:59:59Z", -3_600, 0),
            ("time:\"2026-11-23 11:00\"", -3_600, -3_540),
        ] as [(String, Int64, Int64?)]
    )
    func `a time is a window`(_ text: String, _ start: Int64, _ end: Int64?) throws {
        let window = try #require(try read(text).window)
        #expect(window.lowerBound.microseconds == fromNoon(start))
        // A relative end is an instant, which is part of the range.
        let last = end.map { fromNoon($0) + (text.hasSuffix("..-1h") ? 1 : 0) }
        if let last { #expect(window.upperBound.microseconds == last) }
        #expect((window.upperBound.microseconds == 9_000_000_000_000_000) == (end == nil))
    }

    @Test func `a fraction of a second is one microsecond`() throws {
        let window = try #require(try read("time:2026-11-23T12:00:00.25Z").window)
        #expect(window.lowerBound.microseconds == noon.microseconds + 250_000)
        #expect(window.upperBound.microseconds == noon.microseconds + 250_001)
    }

    @Test func `before and up to a time begin at 1970`() throws {
        #expect(try read("time:<-1h").window?.lowerBound.nanoseconds == 0)
        #expect(try read("time:<-1h").window?.upperBound.microseconds == fromNoon(-3_600))
        #expect(try read("time:<=2026-11-22").window?.upperBound.microseconds == fromNoon(Self.midnight))
    }

    @Test func `windows that share nothing are empty`() throws {
        let query = try read("time:<2026-11-20 time:>2026-11-21")
        #expect(query.window?.isEmpty == true)
        #expect(query.page(selecting: "*", limit: 5).statement.text.contains("started_us < ?"))
    }

    @Test func `conversations and ids lift the default window`() throws {
        #expect(try read("conv:a").window == nil)
        #expect(try read("conv:(a OR b) status:5xx").window == nil)
        #expect(try read("id:anything").window == nil)
        #expect(try read("-conv:a").window != nil)
        #expect(try read("has:conv").window != nil)
        #expect(try read("shadow_of:anything").window == nil)
        #expect(try read("has:shadow_of").window != nil && read("-shadow_of:a").window != nil)
        #expect(try read("conv:a time:-1h").window?.lowerBound.microseconds == fromNoon(-3_600))
    }

    @Test(arguments: ["id", "shadow_of"]) func `an id of weir's names the days around its own time`(
        field: String
    ) throws {
        // The ULID of 2026-11-23T12:00:00Z.
        let id = RequestID(ULID(at: noon, random: (1, 2))).description
        let window = try #require(try read("\(field):\(id)").window)
        #expect(window.lowerBound.microseconds == fromNoon(-86_400))
        #expect(window.upperBound.microseconds == fromNoon(86_400))
        // The window only chooses day files: the statement finds the id whenever it was.
        #expect(!(try condition("\(field):\(id)")).sql.contains("started_us"))
        #expect(try read("\(field):(\(id) OR mine)").window == nil)
    }

    @Test func `a window never begins before 1970`() throws {
        let early = try HistoryQuery.parse("", now: WallTime(nanoseconds: 5_000_000_000))
        #expect(early.window?.lowerBound.nanoseconds == 0)
        let negative = try HistoryQuery.parse("time:-1h", now: WallTime(nanoseconds: .min))
        #expect(negative.window?.lowerBound.nanoseconds == 0)
    }
}
