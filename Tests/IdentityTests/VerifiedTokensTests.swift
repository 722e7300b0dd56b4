import Exchange
import Foundation
import Identity
import Testing

/// How long verified tokens are remembered, how many, and what the gate does meanwhile.
struct VerifiedTokensTests {
    private let wall = WallTime(nanoseconds: Mint.second * 1_000_000_000)
    private let start = Moment(nanoseconds: 5_000_000_000)

    private func claims(_ user: String, for life: Duration) -> VerifiedClaims {
        let now = WallTime(nanoseconds: Mint.second * 1_000_000_000)
        return VerifiedClaims(issuer: "main", user: user, team: nil, organisation: nil, expires: now + life)
    }

    private func digest(_ text: String) -> TokenDigest {
        Array(text.utf8).withUnsafeBytes { TokenDigest(of: $0) }
    }

    @Test(arguments: [
        (3_600, 59, true), (3_600, 60, false), (10, 9, true), (10, 10, false), (0, 0, false), (-30, 0, false),
    ])
    func `a token is remembered for a minute, and never past its end`(_ life: Int, _ second: Int, _ isKnown: Bool) {
        var tokens = VerifiedTokens()
        tokens.remember(claims("ada", for: .seconds(life)), of: digest("a"), at: start, wall: wall)
        #expect((tokens.claims(of: digest("a"), at: start + .seconds(second)) != nil) == isKnown)
        #expect(tokens.claims(of: digest("b"), at: start) == nil)
    }

    @Test func `the first to come is the first to go, and is counted while it is good`() {
        var tokens = VerifiedTokens(capacity: 3)
        for name in ["a", "b", "c", "d", "e"] {
            tokens.remember(claims(name, for: .seconds(3_600)), of: digest(name), at: start, wall: wall)
        }
        #expect(tokens.count == 3 && tokens.forgotten == 2)
        #expect(
            ["a", "b", "c", "d", "e"].filter { tokens.claims(of: digest($0), at: start) != nil } == ["c", "d", "e"]
        )
        tokens.remember(claims("f", for: .seconds(3_600)), of: digest("f"), at: start + .seconds(60), wall: wall)
        #expect(tokens.count == 3 && tokens.forgotten == 2)
        tokens.forgetAll()
        #expect(tokens.count == 0 && tokens.claims(of: digest("e"), at: start) == nil)
    }

    @Test func `a token that comes again takes no second place`() {
        var tokens = VerifiedTokens(capacity: 2)
        for _ in 0..<10 { tokens.remember(claims("a", for: .seconds(99)), of: digest("a"), at: start, wall: wall) }
        tokens.remember(claims("b", for: .seconds(99)), of: digest("b"), at: start, wall: wall)
        #expect(tokens.count == 2 && tokens.forgotten == 0)
        #expect(tokens.claims(of: digest("a"), at: start)?.user == "a")
    }

    @Test(arguments: ["RS256", "PS256", "ES256", "EdDSA", "HS256"])
    func `tokens that begin alike are told apart to the last byte`(_ algorithm: String) async throws {
        let door = try await Doorway()
        let good = try door.mint.good(algorithm)
        #expect(door.claims(good)?.user == "ada", "and from now on it is remembered")
        let other = try door.mint.good(algorithm == "ES256" ? "EdDSA" : "ES256")
        for count in [20, 40, 64, good.count / 2, good.count - 8, good.count - 1] {
            let forged = Array(good.prefix(count)) + other.suffix(good.count - count)
            #expect(forged == good || door.claims(forged) == nil, "the first \(count) bytes")
        }
        let header = algorithm == "HS256" ? #"{"alg":"HS256"}"# : Mint.header("ES256", "ec")
        let issuer = algorithm == "HS256" ? "https://shared.example/" : "https://id.example/"
        let users = try ["eve", "ada", "bob"].map { name in
            let claims = Mint.claims(issuer: issuer, ["sub": "\"\(name)\""])
            let token = try door.mint.token(header, claims, algorithm == "HS256" ? .hs256 : .es256)
            return door.claims(token)?.user
        }
        #expect(users == ["eve", "ada", "bob"])
    }

    @Test func `100,000 tokens take no more than their room`() {
        var tokens = VerifiedTokens(capacity: 100)
        for number in 0..<100_000 {
            let now = start + .milliseconds(number)
            tokens.remember(claims("u", for: .seconds(3_600)), of: digest("\(number)"), at: now, wall: wall)
        }
        #expect(tokens.count == 100 && tokens.forgotten == 99_900)
    }

    /// A source that has nothing, or what is no key set.
    private struct Broken: KeySetSource {
        struct Nothing: Error {}

        let document: String?

        func document(at url: String, limit: Int) async throws -> [UInt8] {
            guard let document else { throw Nothing() }
            return Array(document.utf8)
        }
    }

    @Test func `a gate without keys asks for them, and refuses when they cannot be had`() async throws {
        let mint = try Mint()
        let clocks = Doorway.Clocks()
        let gate = try TokenGate(Doorway.issuers(secret: mint.keys.secret))
        let token = try mint.good("RS256")
        func ask(_ mayWait: Bool = true) -> TokenGate.Answer {
            token.withUnsafeBytes { gate.check($0, at: clocks.now, wall: clocks.wall, mayWait: mayWait) }
        }
        let first = ask()
        guard case .askAgain(let issuer) = first.verdict, let fetch = first.fetch else {
            Issue.record("no fetch is asked for")
            return
        }
        #expect(issuer == "main" && fetch.issuer == "main")
        #expect(ask().fetch == nil)
        guard case .refused(.noKeys) = ask(false).verdict else {
            Issue.record("who may not wait is not refused")
            return
        }
        let end = await gate.refresh(fetch, from: Broken(document: "{}"), time: clocks)
        #expect(Self.error(end) is KeySetFault)
        guard case .refused(.noKeys) = ask().verdict else {
            Issue.record("a token is not refused without keys")
            return
        }
        #expect(gate.readings(at: clocks.now).keySets.map(\.failed) == [1, 0])
    }

    private static func error(_ end: TokenGate.Refreshed) -> (any Error)? {
        guard case .failed(let error) = end else { return nil }
        return error
    }

    @Test func `a source that throws and one that is too late change nothing`() async throws {
        let mint = try Mint()
        let clocks = Doorway.Clocks()
        let gate = try TokenGate(Doorway.issuers(secret: mint.keys.secret))
        let token = try mint.good("RS256")
        func fetch(after time: Duration) -> KeySetFetch? {
            let clocks = clocks.later(time)
            return token.withUnsafeBytes { gate.check($0, at: clocks.now, wall: clocks.wall).fetch }
        }
        let first = try #require(fetch(after: .zero))
        #expect(fetch(after: .seconds(30)) == nil)
        let good = Broken(document: try mint.keys.document())
        guard case .tooLate = await gate.refresh(first, from: good, time: clocks.later(.seconds(31))) else {
            Issue.record("keys are taken from a fetch that was given up")
            return
        }
        let second = try #require(fetch(after: .seconds(40)))
        let end = await gate.refresh(second, from: Broken(document: nil), time: clocks.later(.seconds(41)))
        #expect(Self.error(end) is Broken.Nothing)
        let third = try #require(fetch(after: .seconds(51)))
        guard case .fetched(4, 4) = await gate.refresh(third, from: good, time: clocks.later(.seconds(52))) else {
            Issue.record("good keys are not taken")
            return
        }
    }

    @Test func `a token of an issuer with a secret needs no fetch`() throws {
        let mint = try Mint()
        let clocks = Doorway.Clocks()
        let gate = try TokenGate(Doorway.issuers(secret: mint.keys.secret))
        let answer = try mint.good("HS256").withUnsafeBytes { gate.check($0, at: clocks.now, wall: clocks.wall) }
        guard case .verified(let claims) = answer.verdict else {
            Issue.record("\(answer.verdict)")
            return
        }
        #expect(claims.issuer == "shared" && answer.fetch == nil)
    }

    @Test func `a refused token is not remembered`() async throws {
        let door = try await Doorway()
        let before = door.gate.readings(at: door.clocks.now).remembered
        for hostile in HostileToken.all { _ = door.refusal(try hostile.make(door.mint)) }
        #expect(door.gate.readings(at: door.clocks.now).remembered == before)
    }
}
