import Exchange

/// The time in which the exchanges of a query began.
enum QueryWindow {
    /// The latest time that is held: far beyond every clock, and within what nanoseconds can say.
    private static let end: Int64 = 9_000_000_000_000_000

    /// The intersection of the query's times; the last 24 hours where it tells no time, id, copy or conversation.
    static func of(_ terms: [Term], now: WallTime) -> Range<WallTime>? {
        if let asked = asked(terms) { return window(asked) }
        if let near = nearIDs(terms) { return window(near) }
        let isPointed = terms.contains { term in
            guard !term.isNegated, case .matches(let name, _) = term.condition else { return false }
            return !name.facts.needsWindow(name.field)
        }
        if isPointed { return nil }
        let start = now.microseconds - HistoryQuery.defaultWindow.inNanoseconds / 1_000
        return window(max(start, 0)..<end)
    }

    /// The bounds that a statement must hold itself, in microseconds; nil where ids or conversations lift them.
    static func bounds(_ query: HistoryQuery) -> Range<Int64>? {
        if let asked = asked(query.terms) { return asked }
        if nearIDs(query.terms) != nil { return nil }
        return query.window.map { $0.lowerBound.microseconds..<$0.upperBound.microseconds }
    }

    /// True when nothing can end behind the window.
    static func isOpenAtEnd(_ bounds: Range<Int64>) -> Bool { bounds.upperBound == end }

    /// What the terms of time say together; nil when there is none.
    private static func asked(_ terms: [Term]) -> Range<Int64>? {
        var start: Int64 = 0
        var end = Self.end
        var isAsked = false
        for term in terms {
            guard case .matches(let name, let matches) = term.condition, name.field == .time else { continue }
            for match in matches {
                isAsked = true
                let bounds = bounds(match)
                start = max(start, bounds.lowerBound)
                end = min(end, bounds.upperBound)
            }
        }
        guard isAsked else { return nil }
        return start < end ? start..<end : start..<start
    }

    private static func bounds(_ match: Match) -> Range<Int64> {
        func held(_ number: Int64?) -> Int64 { min(max(number ?? 0, 0), end) }
        switch match {
        case .equals(let time): return ordered(held(time.lowest), held(time.highest.map { $0 + 1 }))
        case .range(let first, let last): return ordered(held(first.lowest), held(last.highest.map { $0 + 1 }))
        case .compares(.above, let time): return ordered(held(time.highest.map { $0 + 1 }), end)
        case .compares(.atLeast, let time): return ordered(held(time.lowest), end)
        case .compares(.below, let time): return ordered(0, held(time.lowest))
        case .compares(.atMost, let time): return ordered(0, held(time.highest.map { $0 + 1 }))
        case .pattern: return 0..<end
        }
    }

    private static func ordered(_ start: Int64, _ end: Int64) -> Range<Int64> { start..<max(start, end) }

    private static func window(_ bounds: Range<Int64>) -> Range<WallTime> {
        let start = WallTime(nanoseconds: bounds.lowerBound * 1_000)
        return start..<WallTime(nanoseconds: bounds.upperBound * 1_000)
    }

    /// weir's ids hold the time they were made at: a day to either side of it is more than enough, for copies too.
    private static func nearIDs(_ terms: [Term]) -> Range<Int64>? {
        for term in terms where !term.isNegated {
            guard case .matches(let name, let matches) = term.condition, [.id, .shadowOf].contains(name.field) else {
                continue
            }
            let times = matches.map { match -> Int64? in
                guard case .equals(let literal) = match else { return nil }
                return IDText.milliseconds(literal.text).map { $0 * 1_000 }
            }
            guard let first = times.compactMap({ $0 }).min(), let last = times.compactMap({ $0 }).max(),
                times.allSatisfy({ $0 != nil })
            else { continue }
            let day: Int64 = 86_400_000_000
            return max(first - day, 0)..<min(last + day, end)
        }
        return nil
    }
}

/// weir's own ids of requests: `req_` and a ULID.
enum IDText {
    private static let digits = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ".utf8)

    /// The milliseconds since 1970 at which the id was made; nil for an id that is not weir's, or is beyond 2200.
    static func milliseconds(_ id: String) -> Int64? {
        let bytes = Array(id.utf8)
        guard bytes.count == 30, id.hasPrefix("req_") else { return nil }
        var time: Int64 = 0
        for (index, byte) in bytes.dropFirst(4).enumerated() {
            guard let digit = digits.firstIndex(of: byte) else { return nil }
            if index < 10 { time = time << 5 | Int64(digit) }
        }
        return time < 7_258_118_400_000 ? time : nil
    }
}
