import Dialects
import Exchange
import Storage
import Testing

@testable import Admin

/// The small parts that read what administrators send.
@Suite struct ReadingTests {
    @Test(arguments: [
        ("2026-11-23T12:03:41.207Z", "2026-11-23T12:03:41.207Z"), ("2026-11-23T12:03:41Z", "2026-11-23T12:03:41.000Z"),
        ("2024-02-29T23:59:59+23:59", "2024-02-29T00:00:59.000Z"),
        ("2000-01-01T00:00:00-00:01", "2000-01-01T00:01:00.000Z"),
        ("2099-12-31T23:59:59.123456Z", "2099-12-31T23:59:59.123Z"),
    ])
    func `a time is read and written`(_ text: String, _ written: String) throws {
        #expect(RFC3339.text(try #require(RFC3339.wall(text))) == written)
    }

    @Test(arguments: [
        "", "2026-11-23", "2026-11-23T12:03:41", "2026-02-29T00:00:00Z", "2026-13-01T00:00:00Z", "2026-00-01T00:00:00Z",
        "2026-01-01T24:00:00Z", "2026-01-01T00:60:00Z", "2026-01-01T00:00:60Z", "1999-01-01T00:00:00Z",
        "2100-01-01T00:00:00Z", "2026-01-01t00:00:00Z", "2026-01-01T00:00:00z", "2026-01-01T00:00:00.Z",
        "2026-01-01T00:00:00+24:00", "2026-01-01T00:00:00+1:00", "2026-01-01T00:00:00.1234567Z", "２026-01-01T00:00:00Z",
        "2026-01-01T00:00:00Z ", "2026-01-01T00:00:0\u{0}Z",
    ])
    func `what is no time is none`(_ text: String) {
        #expect(RFC3339.wall(text) == nil)
    }

    @Test(arguments: [
        ("/a/{id}", "/a/x", ["id": "x"]), ("/a/{id}", "/a/%41%20b", ["id": "A b"]),
        ("/a/{id}:go", "/a/x:go", ["id": "x"]),
        ("/a/{name}", "/a/llama:8b", ["name": "llama:8b"]),
    ])
    func `a template takes a path`(_ template: String, _ path: String, _ places: [String: String]) {
        #expect(PathTemplate(template).match(path) == places)
    }

    @Test(arguments: [
        "/a", "/a/", "/a/x/", "//a/x", "/a//x", "/a/%2f", "/a/%2Fx", "/a/%00", "/a/%0d%0a", "/a/%zz", "/a/%4", "/a/%ff",
        "/A/x",
        "/a/x:y", "/a/../a/x", "a/x", "/%61/x", "/a/x?y", "",
    ])
    func `a path that is written in another way is another path`(_ path: String) {
        #expect(PathTemplate("/a/{id}").match(path) == nil || path == "/a/x?y")
    }

    @Test func `logins are bounded for an account and for an address, and forgotten after a minute`() {
        var limit = LoginLimit()
        var now = Moment(nanoseconds: 0)
        for _ in 0..<5 { #expect(limit.decide(account: "ann", address: "a", now: now) == .admitted) }
        #expect(limit.decide(account: "ann", address: "b", now: now) == .refused(for: .seconds(60)))
        #expect(limit.decide(account: "bob", address: "a", now: now) == .refused(for: .seconds(60)))
        #expect(limit.decide(account: "bob", address: "b", now: now) == .admitted)
        now = now + .seconds(60)
        #expect(limit.decide(account: "ann", address: "a", now: now) == .admitted)
        for number in 0..<20_000 {
            _ = limit.decide(account: "n\(number)", address: "x\(number)", now: now + .milliseconds(number))
        }
        let text = String(reflecting: limit)
        #expect(text.utf8.count < 1_000_000, "what is remembered is bounded")
    }

    @Test func `a cursor that was changed anywhere is none`() throws {
        let stock = try Stock()
        let cursor = Cursor(stock.store.mac(.cursor))
        let text = cursor.text("key_01", of: "q")
        #expect(try cursor.place(text, of: "q") == "key_01")
        #expect(throws: Problem.self) { try cursor.place(text, of: "r") }
        for place in text.indices {
            var changed = text
            changed.replaceSubrange(place...place, with: text[place] == "A" ? "B" : "A")
            #expect(throws: Problem.self) { try cursor.place(changed, of: "q") }
        }
        for length in 0..<text.count {
            #expect(throws: Problem.self) { try cursor.place(String(text.prefix(length)), of: "q") }
        }
    }

    @Test(arguments: [(#"{"a":1,"a":2}"#, "/a"), (#"{"b":[{"c":1},{"d":{"e":1,"\u0065":2}}]}"#, "/b/1/d/e")])
    func `a name that is given twice is found at any depth`(_ text: String, _ pointer: String) throws {
        #expect(try JSONValue(parsing: text).repeatedName(depth: 0) == pointer)
    }
}
