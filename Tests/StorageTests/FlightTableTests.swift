import Exchange
import Glibc
import Storage
import Testing

@Suite struct FlightTableTests {
    private static let head = 8_192
    private static let slot = 1_024

    /// An exchange of which everything a slot can hold is known.
    private func busy() -> Exchange {
        var exchange = Sample.exchange(7, at: .noon, key: "key_01HZZZZZZZZZZZZZZZZZZZZZZZ")
        exchange.client.requestID = "mine-1"
        exchange.client.userAgent = "OpenAI/Python 2.1"
        exchange.trace.parentID = 9
        exchange.ask.isStream = true
        exchange.ask.maxTokens = 0
        exchange.ask.conversation = ConversationHint(id: "conv-1", source: .compatibilityHeader)
        let target = Target(
            provider: "openai",
            upstream: "openai-2",
            origin: Origin(isTLS: true, host: "api.openai.com", port: 443),
            basePath: "/v1",
            credentialStyle: .bearer,
            credentialID: "cred_1",
            credential: Secret("sk-never-stored"),
            surfaces: [.openAI]
        )
        let accepted = exchange.timeline.accepted
        var attempt = Attempt(
            target: target,
            model: "gpt-5-mini",
            modelLabel: "m",
            reason: .fallback,
            started: accepted + .milliseconds(1)
        )
        attempt.sent = accepted + .milliseconds(2)
        attempt.head = accepted + .milliseconds(30)
        attempt.status = 200
        attempt.isReused = true
        exchange.attempts = [attempt]
        exchange.answer.isStream = true
        exchange.answer.bytes = 4_711
        exchange.answer.requestBytes = 99
        exchange.usage = Usage(input: 11, output: nil, cacheRead: 4)
        exchange.timeline.headWritten = accepted + .milliseconds(31)
        exchange.timeline.firstToken = accepted + .milliseconds(40)
        exchange.modelRoute = "gpt-5"
        exchange.shadowOf = Sample.exchange(6).id
        exchange.captured = Captured(request: ByteList(Array("the words".utf8)), answer: Array("more words".utf8))
        return exchange
    }

    @Test func `a slot says what was known of the exchange`() throws {
        let bench = try FlightBench()
        let time = StillTime()
        let table = try bench.table(time: time)
        let exchange = busy()
        let slot = try #require(table.claim(exchange))
        time.move(to: exchange.timeline.accepted + .seconds(3))
        table.note(exchange, in: slot)
        let entry = try #require(try bench.open.first)
        let found = entry.exchange
        #expect(entry.step == .relaying && entry.tries == 1 && !entry.hasEnded)
        #expect(found.id == exchange.id && found.trace == exchange.trace && found.timeline.wall == .noon)
        #expect(found.timeline.total == .seconds(3))
        #expect(found.client.requestID == "mine-1" && found.client.userAgent == "OpenAI/Python 2.1")
        #expect(found.ask.path == exchange.ask.path && found.ask.model == "gpt-5" && found.ask.maxTokens == 0)
        #expect(found.ask.conversation == exchange.ask.conversation && found.configHash == exchange.configHash)
        #expect(found.caller?.keyID == exchange.caller?.keyID && found.caller?.keyName == exchange.caller?.keyName)
        #expect(found.answer.bytes == 4_711 && found.answer.requestBytes == 99 && found.answer.isStream)
        #expect(found.usage == exchange.usage && found.usageSource == .partial)
        #expect(found.outcome == .gatewayCrashed && found.ending == .gatewayCrashed)
        let attempt = try #require(found.attempts.first)
        #expect(attempt.provider == "openai" && attempt.upstream == "openai-2" && attempt.host == "api.openai.com")
        #expect(attempt.model == "gpt-5-mini" && attempt.status == 200 && attempt.isReused && attempt.ended == nil)
        #expect(attempt.credentialID == "cred_1" && attempt.head == Moment(nanoseconds: 30_000_000))
        #expect(found.timeline.firstToken == Moment(nanoseconds: 40_000_000))
        #expect(attempt.reason == .fallback && found.modelRoute == "gpt-5" && found.shadowOf == Sample.exchange(6).id)
    }

    @Test func `of attempts that race the slot has the one that decides`() throws {
        let bench = try FlightBench()
        let table = try bench.table()
        var exchange = busy()
        let slot = try #require(table.claim(exchange))
        exchange.timeline.headWritten = nil
        var hedge = Attempt(
            target: Sample.target("other"),
            model: "m",
            modelLabel: "m",
            reason: .hedge,
            started: exchange.timeline.accepted + .milliseconds(9)
        )
        hedge.errorType = .cancelled
        exchange.attempts.append(hedge)
        table.note(exchange, in: slot)
        let entry = try #require(try bench.open.first)
        #expect(entry.step == .answered && entry.tries == 2)
        #expect(entry.exchange.attempts.map(\.upstream) == ["openai-2"])
        exchange.attempts[0].errorType = .reset
        exchange.attempts[1].errorType = nil
        table.note(exchange, in: slot)
        let later = try #require(try bench.open.first)
        #expect(later.step == .asked && later.exchange.attempts.map(\.reason) == [.hedge])
    }

    @Test(arguments: [0, 1, 60, 400]) func `long texts leave room for what stands behind them`(length: Int) throws {
        let bench = try FlightBench()
        let table = try bench.table()
        var exchange = busy()
        let long = String(repeating: "x", count: length)
        exchange.client = Client(address: "2001:db8::" + long, isTLS: true, protocolVersion: "1.1")
        exchange.client.requestID = long
        exchange.client.sdk = long
        exchange.client.userAgent = long
        exchange.ask.path = "/" + long
        exchange.ask.user = long
        exchange.answer.model = long
        exchange.answer.id = long
        exchange.attempts[0].upstreamRequestID = long
        exchange.bill = Bill(price: long, lookup: .priced, version: long)
        let slot = try #require(table.claim(exchange))
        table.note(exchange, in: slot)
        let found = try #require(try bench.open.first).exchange
        #expect(found.shadowOf == exchange.shadowOf && found.modelRoute == exchange.modelRoute)
        #expect(found.attempts.map(\.reason) == [.fallback] && found.ask.model == "gpt-5")
    }

    @Test func `an exchange that has ended keeps its own end`() throws {
        let bench = try FlightBench()
        let table = try bench.table()
        var exchange = busy()
        let slot = try #require(table.claim(exchange))
        exchange.outcome = .upstreamError
        exchange.ending = .errorEvent
        exchange.failure = Failure(.upstreamErrorEvent, "told", cause: "the provider's own words")
        exchange.flags = [.upstreamErrorEvent]
        exchange.answer.streamEnd = .upstreamErrorEvent
        exchange.usageSource = .partial
        exchange.answer.finishReasons = ["length"]
        exchange.bill = Bill(cost: Cost(nanoUSD: 5), price: "openai/gpt-5", lookup: .priced, version: "2026-11-23")
        exchange.timeline.ended = exchange.timeline.accepted + .milliseconds(77)
        table.noteEnd(exchange, in: slot)
        let entry = try #require(try bench.open.first)
        #expect(entry.hasEnded && entry.exchange.outcome == .upstreamError && entry.exchange.ending == .errorEvent)
        #expect(entry.exchange.failure?.code == .upstreamErrorEvent && entry.exchange.flags == [.upstreamErrorEvent])
        #expect(entry.exchange.failure?.cause == nil)
        #expect(entry.exchange.bill == exchange.bill && entry.exchange.answer.streamEnd == .upstreamErrorEvent)
        #expect(entry.exchange.answer.finishReasons == ["length"] && entry.exchange.timeline.total == .milliseconds(77))
    }

    @Test func `every word of the closed sets comes back`() throws {
        let bench = try FlightBench()
        let table = try bench.table(slots: 256)
        var wanted: [Exchange] = []
        for number in 0..<40 {
            var exchange = Sample.exchange(UInt64(number), at: .noon + .milliseconds(Int64(number)))
            let ask = Ask(
                method: pick(number),
                path: "/",
                route: pick(number),
                surface: pick(number),
                operation: pick(number),
                format: pick(number)
            )
            exchange.ask = ask
            exchange.capture = pick(number)
            let slot = try #require(table.claim(exchange))
            exchange.auth = pick(number)
            exchange.outcome = pick(number)
            exchange.ending = pick(number)
            exchange.failure = Failure(pick(number), "")
            exchange.answer.streamEnd = pick(number)
            exchange.usageSource = pick(number)
            exchange.bill = Bill(lookup: pick(number), version: "v")
            exchange.ask.conversation = ConversationHint(id: "c", source: pick(number))
            table.noteEnd(exchange, in: slot)
            wanted.append(exchange)
        }
        let found = try bench.open.map(\.exchange)
        #expect(found.map(words) == wanted.map(words))
        #expect(words(wanted[0]) != words(wanted[1]))
    }

    private func pick<Word: CaseIterable>(_ number: Int) -> Word {
        let all = Array(Word.allCases)
        return all[number % all.count]
    }

    private func words(_ exchange: Exchange) -> [String?] {
        [
            exchange.ask.method.rawValue, exchange.ask.route.rawValue, exchange.ask.surface.rawValue,
            exchange.ask.operation.rawValue, exchange.ask.format.rawValue, exchange.capture.rawValue,
            exchange.auth.rawValue, exchange.outcome.rawValue, exchange.ending.rawValue,
            exchange.failure?.code.rawValue, exchange.answer.streamEnd?.rawValue, exchange.usageSource?.rawValue,
            exchange.bill?.lookup.rawValue, exchange.ask.conversation?.source.rawValue,
        ]
    }

    @Test func `a full recorder lets exchanges go on without a slot and counts them`() throws {
        let bench = try FlightBench()
        let table = try bench.table(slots: 64)
        let slots = (0..<70).map { table.claim(Sample.exchange(UInt64($0))) }
        #expect(slots.compactMap(\.self).count == 64 && slots.suffix(6).allSatisfy { $0 == nil })
        #expect(table.statistics.missed == 6 && table.statistics.taken == 64 && table.statistics.capacity == 64)
        table.release(slots.compactMap(\.self))
        #expect(table.statistics.taken == 0)
        #expect(try bench.open.isEmpty)
        #expect(table.claim(Sample.exchange(1)) != nil)
    }

    @Test func `a slot given back twice, or by the wrong name, is left alone and counted`() throws {
        let bench = try FlightBench()
        let table = try bench.table()
        let first = try #require(table.claim(Sample.exchange(1)))
        table.release([first])
        let second = try #require(table.claim(Sample.exchange(2)))
        #expect(second.index == first.index && second.generation != first.generation)
        table.release([first, first, FlightSlot(index: -1, generation: 0), FlightSlot(index: 9_999, generation: 1)])
        table.note(Sample.exchange(1), in: first)
        #expect(table.statistics.stale == 4 && table.statistics.taken == 1)
        #expect(try bench.open.map(\.exchange.id) == [Sample.exchange(2).id])
        #expect(try bench.open.first?.step == nil)
    }

    @Test func `a store that was interrupted anywhere leaves the beginning certain and nothing false`() throws {
        let bench = try FlightBench()
        let time = StillTime()
        let table = try bench.table(time: time)
        let exchange = busy()
        let slot = try #require(table.claim(exchange))
        table.note(exchange, in: slot)
        let before = Image.read(bench.data.flight.current)
        var later = exchange
        later.answer.bytes = 9_999
        later.ask.model = "another-model-with-a-longer-name"
        time.move(to: exchange.timeline.accepted + .seconds(9))
        table.note(later, in: slot)
        let after = Image.read(bench.data.flight.current)
        let half = Self.head + Int(slot.index) * Self.slot + Self.slot / 2
        let path = bench.folder.path + "/torn"
        var steps: Set<FlightStep?> = []
        for cut in stride(from: 0, through: Self.slot / 2, by: 4) {
            var image = before
            image.replaceSubrange(half..<half + cut, with: after[half..<half + cut])
            Image.write(image, to: path)
            let entry = try #require(try FlightContents(path: path).entries.first)
            steps.insert(entry.step)
            #expect(entry.exchange.id == exchange.id && entry.exchange.timeline.wall == .noon)
            switch entry.step {
            case nil: #expect(entry.exchange.ask.model == nil && entry.exchange.answer.bytes == 0)
            default: #expect([4_711, 9_999].contains(entry.exchange.answer.bytes))
            }
        }
        #expect(steps == [nil, .relaying])
    }

    @Test func `a slot whose beginning is damaged is counted and says nothing`() throws {
        let bench = try FlightBench()
        let table = try bench.table()
        _ = table.claim(Sample.exchange(1))
        var image = Image.read(bench.data.flight.current)
        image[Self.head + 40] ^= 1
        let path = bench.folder.path + "/damaged"
        Image.write(image, to: path)
        let contents = try FlightContents(path: path)
        #expect(contents.entries.isEmpty && contents.unreadable == 1)
    }

    @Test func `whatever stands in a file, reading it ends`() throws {
        let bench = try FlightBench()
        let table = try bench.table()
        for number in 0..<64 as Range<UInt64> { _ = table.claim(Sample.exchange(number)) }
        let image = Image.read(bench.data.flight.current)
        let path = bench.folder.path + "/noise"
        var seed: UInt64 = 1
        func draw(_ bound: Int) -> Int {
            seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(seed >> 33) % bound
        }
        var outcomes = (read: 0, refused: 0)
        for round in 0..<200 {
            var noisy = image
            let region = round % 2 == 0 ? noisy.count : Self.head
            for _ in 0..<(1 + draw(200)) { noisy[draw(region)] = UInt8(draw(256)) }
            if round % 5 == 0 { noisy.removeLast(draw(noisy.count)) }
            Image.write(noisy, to: path)
            do {
                let contents = try FlightContents(path: path)
                #expect(contents.entries.count + contents.unreadable <= 64)
                outcomes.read += 1
            } catch {
                outcomes.refused += 1
            }
        }
        #expect(outcomes.read > 0 && outcomes.refused > 0)
    }

    @Test func `long texts are cut at a character and names that must be whole are left out`() throws {
        let bench = try FlightBench()
        let table = try bench.table()
        var exchange = busy()
        let long = String(repeating: "\u{20AC}", count: 500)
        exchange.ask.path = long
        exchange.client.userAgent = long
        exchange.client.requestID = long
        exchange.ask.model = long
        exchange.ask.conversation?.id = long
        exchange.answer.model = long
        let slot = try #require(table.claim(exchange))
        table.note(exchange, in: slot)
        let found = try #require(try bench.open.first).exchange
        #expect(found.ask.path == String(repeating: "\u{20AC}", count: 53))
        #expect(found.client.requestID == nil && found.ask.conversation == nil && found.answer.model == nil)
        let model = try #require(found.ask.model)
        #expect(!model.isEmpty && long.hasPrefix(model) && found.caller?.keyID == exchange.caller?.keyID)
    }

    @Test func `the file is the owner's alone, takes its room at once and holds no secret and no words`() throws {
        let bench = try FlightBench()
        let table = try bench.table(slots: 100)
        let exchange = busy()
        let slot = try #require(table.claim(exchange))
        table.noteEnd(exchange, in: slot)
        #expect(bench.folder.mode(of: "weir-data/flight") == 0o600)
        var facts = stat()
        #expect(stat(bench.data.flight.current, &facts) == 0 && facts.st_size == 8_192 + 102_400)
        #expect(Int(facts.st_blocks) * 512 >= Int(facts.st_size))
        let text = String(decoding: Image.read(bench.data.flight.current), as: UTF8.self)
        #expect(text.contains("api.openai.com") && !text.contains("sk-never-stored") && !text.contains("words"))
    }

    @Test func `a file that is there is not written over`() throws {
        let bench = try FlightBench()
        let table = try bench.table()
        #expect(throws: StorageError.self) { try bench.table() }
        #expect(table.claim(Sample.exchange(1)) != nil)
    }

    @Test func `threads share the slots without meeting`() async throws {
        let bench = try FlightBench()
        let table = try bench.table(slots: 128)
        await withTaskGroup(of: Void.self) { group in
            for thread in 0..<4 as Range<UInt64> {
                group.addTask {
                    var held: [FlightSlot] = []
                    for round in 0..<5_000 as Range<UInt64> {
                        let exchange = Sample.exchange(thread << 32 | round)
                        guard let slot = table.claim(exchange) else { continue }
                        table.note(exchange, in: slot)
                        held.append(slot)
                        if held.count == 20 {
                            table.release(held)
                            held = []
                        }
                    }
                    table.release(held)
                }
            }
        }
        let figures = table.statistics
        #expect(figures.taken == 0 && figures.stale == 0 && figures.missed == 0)
        #expect(try bench.open.isEmpty)
    }
}
