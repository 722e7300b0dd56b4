import Exchange
import Foundation
import Identity
import Testing

/// A key set cache whose choices are told in words.
private final class Cache {
    private var cache: KeySetCache

    init() throws {
        cache = KeySetCache(try Doorway.issuers(secret: try Keys.made.get().secret))
    }

    func choose(_ keyID: String, of issuer: String, at now: Moment) -> (String, KeySetFetch?) {
        switch cache.choose(keyID, of: issuer, at: now) {
        case .use: ("use", nil)
        case .useAndFetch(_, let fetch): ("use and fetch", fetch)
        case .fetchFirst(let fetch): ("fetch first", fetch)
        case .waitForFetch: ("wait", nil)
        case .refuse(let refusal): ("refuse \(refusal.rawValue)", nil)
        }
    }

    @discardableResult
    func finish(_ fetch: KeySetFetch, with keys: KeySet?, at now: Moment) -> Bool {
        cache.finish(fetch, with: keys, at: now)
    }

    func readings(at now: Moment) -> [KeySetCache.Reading] { cache.readings(at: now) }
}

/// When keys are used, fetched, waited for and given up.
struct KeySetCacheTests {
    /// A second, what happens in it, and what comes of it.
    enum Step: Sendable {
        case ask(Int, String, String)
        case bring(Int)
        case fail(Int)
    }

    struct Tale: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let steps: [Step]

        init(_ name: String, _ steps: [Step]) {
            testDescription = name
            self.steps = steps
        }
    }

    static let tales: [Tale] = [
        Tale("keys are fetched first, then used", [.ask(0, "ec", "fetch first"), .bring(1), .ask(1, "ec", "use")]),
        Tale(
            "one fetch at a time",
            [
                .ask(0, "ec", "fetch first"), .ask(0, "ed", "wait"), .ask(5, "ec", "wait"), .bring(6),
                .ask(6, "ec", "use"),
            ]
        ),
        Tale(
            "no keys to be had",
            [
                .ask(0, "ec", "fetch first"), .fail(2), .ask(2, "ec", "refuse no_keys"),
                .ask(11, "ec", "refuse no_keys"), .ask(12, "ec", "fetch first"), .bring(13), .ask(13, "ec", "use"),
            ]
        ),
        Tale(
            "fresh keys are used for 8 minutes",
            [
                .ask(0, "ec", "fetch first"), .bring(0), .ask(479, "ec", "use"), .ask(480, "ec", "use and fetch"),
                .ask(481, "ec", "use"), .bring(482), .ask(961, "ec", "use"), .ask(962, "ec", "use and fetch"),
            ]
        ),
        Tale(
            "old keys wait for new ones",
            [
                .ask(0, "ec", "fetch first"), .bring(0), .ask(599, "ec", "use and fetch"), .ask(600, "ec", "wait"),
                .bring(601), .ask(601, "ec", "use"),
            ]
        ),
        Tale(
            "after 10 minutes of silence a fetch comes first",
            [.ask(0, "ec", "fetch first"), .bring(0), .ask(600, "ec", "fetch first"), .ask(600, "ec", "wait")]
        ),
        Tale(
            "stale keys serve when new ones cannot be had",
            [
                .ask(0, "ec", "fetch first"), .bring(0), .ask(600, "ec", "fetch first"), .fail(601),
                .ask(601, "ec", "use"),
                .ask(610, "ec", "use"), .ask(611, "ec", "use and fetch"), .ask(612, "ec", "use"), .fail(613),
                .ask(613, "ec", "use"), .ask(672, "ec", "use and fetch"), .fail(673), .ask(733, "ec", "fetch first"),
                .ask(733, "ec", "wait"), .fail(734), .ask(734, "ec", "use"), .ask(86_390, "ec", "fetch first"),
                .fail(86_395), .ask(86_399, "ec", "use"), .ask(86_400, "ec", "refuse no_keys"),
                .ask(86_405, "ec", "fetch first"),
            ]
        ),
        Tale(
            "stale keys end after 24 hours",
            [.ask(0, "ec", "fetch first"), .bring(0), .ask(86_400, "ec", "fetch first")]
        ),
        Tale(
            "an unknown key has keys fetched once a minute",
            [
                .ask(0, "x", "fetch first"), .bring(1), .ask(1, "x", "refuse unknown_key"),
                .ask(59, "y", "refuse unknown_key"), .ask(60, "x", "fetch first"), .ask(60, "y", "wait"),
                .ask(60, "ec", "use"), .bring(61), .ask(61, "x", "refuse unknown_key"),
                .ask(119, "z", "refuse unknown_key"), .ask(120, "z", "fetch first"),
            ]
        ),
        Tale(
            "an unknown key does not hurry what fails",
            [
                .ask(0, "ec", "fetch first"), .bring(0), .ask(100, "x", "fetch first"), .fail(101),
                .ask(101, "x", "refuse unknown_key"), .ask(111, "x", "refuse unknown_key"),
                .ask(160, "x", "fetch first"),
            ]
        ),
        Tale(
            "a fetch whose end nobody reports is given up",
            [
                .ask(0, "ec", "fetch first"), .ask(29, "ec", "wait"), .ask(30, "ec", "refuse no_keys"),
                .ask(40, "ec", "fetch first"),
            ]
        ),
    ]

    private func moment(_ second: Int) -> Moment { Moment(nanoseconds: Int64(second) * 1_000_000_000) }

    @Test(arguments: tales)
    func `keys are used and fetched in their time`(_ tale: Tale) throws {
        let keys = try KeySet(parsing: Array(try Keys.made.get().document().utf8))
        let cache = try Cache()
        var running: KeySetFetch?
        for step in tale.steps {
            switch step {
            case .ask(let second, let kid, let expected):
                let (words, fetch) = cache.choose(kid, of: "main", at: moment(second))
                #expect(words == expected, "second \(second)")
                running = fetch ?? running
            case .bring(let second):
                #expect(cache.finish(try #require(running), with: keys, at: moment(second)))
            case .fail(let second):
                #expect(cache.finish(try #require(running), with: nil, at: moment(second)))
            }
        }
    }

    @Test func `what comes after a fetch was given up is not taken`() throws {
        let keys = try KeySet(parsing: Array(try Keys.made.get().document().utf8))
        let cache = try Cache()
        let first = try #require(cache.choose("ec", of: "main", at: moment(0)).1)
        #expect(first.url == "https://id.example/jwks")
        _ = cache.choose("ec", of: "main", at: moment(30))
        let second = try #require(cache.choose("ec", of: "main", at: moment(40)).1)
        #expect(!cache.finish(first, with: keys, at: moment(41)))
        #expect(cache.choose("ec", of: "main", at: moment(41)).0 == "wait")
        #expect(cache.finish(second, with: keys, at: moment(42)))
        #expect(!cache.finish(second, with: nil, at: moment(43)))
        let reading = try #require(cache.readings(at: moment(44)).first)
        #expect(reading.issuer == "main" && reading.keys == 4 && reading.fetched == 1 && reading.failed == 1)
        #expect(reading.age == .seconds(2))
    }

    @Test func `issuers have their own keys, and who publishes none has none`() throws {
        let cache = try Cache()
        #expect(cache.choose("ec", of: "main", at: moment(0)).1?.issuer == "main")
        #expect(cache.choose("ec", of: "strict", at: moment(0)).1?.issuer == "strict")
        #expect(cache.choose("ec", of: "shared", at: moment(0)).0 == "refuse no_keys")
        #expect(cache.choose("ec", of: "nobody", at: moment(0)).0 == "refuse no_keys")
    }

    @Test func `10,000 unknown keys in ten minutes ask for at most ten fetches`() throws {
        let keys = try KeySet(parsing: Array(try Keys.made.get().document().utf8))
        let cache = try Cache()
        var fetches = 0
        for number in 0..<10_000 {
            let now = Moment(nanoseconds: Int64(number) * 60_000_000)
            guard let fetch = cache.choose("k\(number)", of: "main", at: now).1 else { continue }
            fetches += 1
            cache.finish(fetch, with: keys, at: now)
        }
        #expect(fetches == 10)
    }

    @Test func `a key that is withdrawn is refused once the set is fetched`() throws {
        let document = try Keys.made.get().document()
        let cache = try Cache()
        let first = try #require(cache.choose("ec", of: "main", at: moment(0)).1)
        cache.finish(first, with: try KeySet(parsing: Array(document.utf8)), at: moment(0))
        let second = try #require(cache.choose("ec", of: "main", at: moment(500)).1)
        let rest = document.replacing("\"kid\":\"ec\"", with: "\"kid\":\"new\"")
        cache.finish(second, with: try KeySet(parsing: Array(rest.utf8)), at: moment(501))
        #expect(cache.choose("ec", of: "main", at: moment(502)).0 == "refuse unknown_key")
        #expect(cache.choose("new", of: "main", at: moment(502)).0 == "use")
    }
}
