import Exchange
import Foundation
import Identity
import Synchronization
import Testing

/// The desk between event loops, issuers and those who are known here.
@Suite(.timeLimit(.minutes(1))) struct TokenDeskTests {
    /// Everybody is known but those called `nobody`.
    private struct Holders: HolderDirectory {
        func caller(holding holder: TokenHolder, at wall: WallTime) -> KeyAnswer {
            if holder.subject == "nobody" { return .refused(.disabled) }
            let permission = KeyPermission(models: holder.models ?? [])
            return .caller(Caller(keyID: holder.subject, keyName: holder.issuer, permission: permission, expires: nil))
        }
    }

    /// A source that answers when it is told to.
    private final class Gated: KeySetSource {
        let document: String
        let asked = Mutex(0)
        private let stream: AsyncStream<Void>
        private let go: AsyncStream<Void>.Continuation

        init(_ document: String) {
            self.document = document
            (stream, go) = AsyncStream.makeStream()
        }

        func open() { go.finish() }

        func document(at url: String, limit: Int) async throws -> [UInt8] {
            asked.withLock { $0 += 1 }
            for await _ in stream {}
            try Task.checkCancellation()
            return Array(document.utf8)
        }
    }

    private let mint: Mint
    private let desk: TokenDesk
    private let clocks = Doorway.Clocks()

    init() throws {
        mint = try Mint()
        desk = TokenDesk(try TokenGate(Doorway.issuers(secret: mint.keys.secret)), holders: Holders())
    }

    private func ask(_ token: [UInt8], mayWait: Bool = true) -> TokenAnswer {
        token.withUnsafeBytes {
            desk.caller(forToken: $0, at: TokenTime(now: clocks.now, wall: clocks.wall), mayWait: mayWait)
        }
    }

    private func words(_ answer: TokenAnswer) -> String {
        switch answer {
        case .caller(let caller): "\(caller.keyName) \(caller.keyID)"
        case .refused(let why): why.rawValue
        case .wait(let issuer): "wait \(issuer)"
        }
    }

    @Test func `a token that needs no fetch is answered at once`() throws {
        #expect(try words(ask(mint.good("HS256"))) == "shared ada")
        let changed = Mint.claims(issuer: "https://shared.example/", ["sub": #""nobody""#])
        #expect(try words(ask(mint.token(#"{"alg":"HS256"}"#, changed, .hs256))) == "disabled")
        #expect(words(ask(Array("a.b.c".utf8))) == "malformed")
    }

    @Test func `those who wait are woken once, when the fetch is over, and then get their answer`() async throws {
        let source = Gated(try mint.keys.document())
        let (woken, wakes) = AsyncStream<Int>.makeStream()
        let token = try mint.good("ES256")
        await withTaskGroup(of: Void.self) { group in
            group.addTask { [desk, clocks] in await desk.fetchKeySets(from: source, time: clocks) { _ in } }
            for number in 0..<100 {
                #expect(words(ask(token)) == "wait main")
                #expect(desk.whenFetched("main") { wakes.yield(number) })
            }
            #expect(desk.waitingCount("main") == 100)
            #expect(words(ask(token, mayWait: false)) == "unknown")
            source.open()
            var seen: Set<Int> = []
            for await number in woken {
                seen.insert(number)
                if seen.count == 100 { break }
            }
            #expect(seen.count == 100 && source.asked.withLock { $0 } == 1)
            #expect(words(ask(token)) == "main ada")
            #expect(desk.waitingCount("main") == 0)
            // nobody is left who could wake: who comes now does so at once
            #expect(desk.whenFetched("main") { wakes.yield(1_000) })
            for await number in woken where number == 1_000 { break }
            group.cancelAll()
        }
        #expect(desk.readings(at: clocks.now).first { $0.issuer == "main" }?.fetched == 1)
    }

    @Test func `a failed fetch wakes everybody too, and is told`() async throws {
        let source = Doorway.Source(document: "no document")
        let token = try mint.good("ES256")
        let (told, tell) = AsyncStream<String>.makeStream()
        await withTaskGroup(of: Void.self) { group in
            #expect(words(ask(token)) == "wait main")
            #expect(desk.whenFetched("main") { tell.yield("woken") })
            group.addTask { [desk, clocks] in
                await desk.fetchKeySets(from: source, time: clocks) { tell.yield("told \($0.issuer)") }
            }
            var heard: Set<String> = []
            for await word in told {
                heard.insert(word)
                if heard.count == 2 { break }
            }
            #expect(heard == ["woken", "told main"])
            #expect(words(ask(token)) == "unknown")
            group.cancelAll()
        }
        #expect(desk.readings(at: clocks.now).first { $0.issuer == "main" }?.failed == 1)
    }

    @Test func `issuers that are trusted no more are refused at once, and those that stay keep their keys`()
        async throws
    {
        let issuers = try Doorway.issuers(secret: mint.keys.secret)
        let source = Doorway.Source(document: try mint.keys.document())
        let (main, shared) = (try mint.good("ES256"), try mint.good("HS256"))
        let gate = try TokenGate(issuers)
        let desk = TokenDesk(gate, holders: Holders())
        func ask(_ token: [UInt8]) -> String {
            let time = TokenTime(now: clocks.now, wall: clocks.wall)
            return words(token.withUnsafeBytes { desk.caller(forToken: $0, at: time, mayWait: true) })
        }
        let first = main.withUnsafeBytes { gate.check($0, at: clocks.now, wall: clocks.wall) }
        _ = await gate.refresh(try #require(first.fetch), from: source, time: clocks)
        #expect(ask(main) == "main ada" && ask(shared) == "shared ada")
        // only the one whose keys were fetched is left; what was remembered of the other is gone with it
        desk.trust(try TokenVerifier([issuers[0]]), holders: Holders())
        #expect(ask(main) == "main ada" && ask(shared) == "unknown")
        #expect(desk.readings(at: clocks.now).map(\.issuer) == ["main"])
        // published elsewhere, its keys are others
        let moved = try TokenIssuer(
            "main",
            url: "https://id.example/",
            audiences: ["weir"],
            trust: .keySet(url: "https://id.example/other", algorithms: [.es256])
        )
        desk.trust(try TokenVerifier([moved, issuers[1]]), holders: Holders())
        #expect(ask(main) == "wait main" && ask(shared) == "shared ada")
        desk.trust(try TokenVerifier([]), holders: Holders())
        #expect(ask(main) == "unknown" && ask(shared) == "unknown" && desk.readings(at: clocks.now).isEmpty)
    }

    @Test func `a fetch that ends when its issuer publishes elsewhere brings nothing`() async throws {
        let issuers = try Doorway.issuers(secret: mint.keys.secret)
        let gate = try TokenGate(issuers)
        let token = try mint.good("ES256")
        let look = { token.withUnsafeBytes { gate.check($0, at: clocks.now, wall: clocks.wall) } }
        let fetch = try #require(look().fetch)
        let moved = try TokenIssuer(
            "main",
            url: "https://id.example/",
            audiences: ["weir"],
            trust: .keySet(url: "https://id.example/other", algorithms: [.es256])
        )
        gate.trust(try TokenVerifier([moved]))
        let other = try #require(look().fetch)
        let source = Doorway.Source(document: try mint.keys.document())
        guard case .tooLate = await gate.refresh(fetch, from: source, time: clocks) else {
            Issue.record("keys of another place were taken")
            return
        }
        #expect(gate.isFetching("main") && other.url == "https://id.example/other")
    }

    @Test func `no more wait than there is room for`() throws {
        #expect(try words(ask(mint.good("ES256"))) == "wait main")
        for _ in 0..<TokenDesk.mostWaiting { #expect(desk.whenFetched("main") {}) }
        #expect(!desk.whenFetched("main") {})
        #expect(desk.waitingCount("main") == TokenDesk.mostWaiting)
    }

    @Test(arguments: [
        (#"["gpt-5","o*"]"#, "ok"), (#""gpt-5""#, "ok"), ("[]", "unknown"), (#"[""]"#, "unknown"), ("[1]", "unknown"),
        ("null", "unknown"), ("{}", "unknown"), ("", "unknown"), (#"["a\u0000"]"#, "unknown"),
    ])
    func `a claim that lists models must be there and be a list of names`(_ claim: String, _ result: String) throws {
        let issuer = try TokenIssuer(
            "narrow",
            url: "https://shared.example/",
            audiences: ["weir"],
            trust: .secret(Secret(copying: mint.keys.secret)),
            terms: TokenIssuer.Terms(claims: TokenIssuer.ClaimNames(models: "models"))
        )
        let desk = TokenDesk(try TokenGate([issuer]), holders: Holders())
        let claims = Mint.claims(issuer: "https://shared.example/", ["models": claim])
        let token = try mint.token(#"{"alg":"HS256"}"#, claims, .hs256)
        let answer = token.withUnsafeBytes {
            desk.caller(forToken: $0, at: TokenTime(now: clocks.now, wall: clocks.wall), mayWait: true)
        }
        switch answer {
        case .caller(let caller):
            let list = claim.hasPrefix("[") ? ["gpt-5", "o*"] : ["gpt-5"]
            #expect(result == "ok" && caller.permission.models == [list.map { Pattern($0) }])
        case .refused(let why): #expect(why.rawValue == result)
        case .wait: Issue.record("nothing is fetched")
        }
    }
}
