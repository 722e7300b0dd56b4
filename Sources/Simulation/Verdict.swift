import Exchange
import NIOCore
import NIOEmbedded
import Policy
import Proxy
import Support
import Telemetry

/// What must hold when a world has come to its end; every breach is a sentence.
struct Verdict {
    let world: World
    let breaches: Breaches
    private let exchanges: [Exchange]

    init(_ world: World) {
        self.world = world
        breaches = Breaches()
        exchanges = world.recorder.exchanges
    }

    private func hold(_ isTrue: Bool, _ rule: @autoclosure () -> String) {
        breaches.hold(isTrue, rule())
    }

    /// Checks everything.
    func judge() {
        checkLedger()
        for exchange in exchanges {
            for fault in faults(of: exchange) {
                hold(false, "\(exchange.client.requestID ?? "?"): \(fault)")
            }
        }
        for caller in world.callers { check(caller) }
        checkProviders()
        checkTargets()
        checkChannels()
    }

    // MARK: the counts

    private func checkLedger() {
        let counts = world.ledger.snapshot
        hold(counts.isBalanced, "the ledger does not balance: \(counts)")
        hold(counts.inFlight == 0, "\(counts.inFlight) exchanges never ended")
        hold(counts.accepted == Int64(exchanges.count), "\(counts.accepted) accepted, \(exchanges.count) records")
        hold(world.recorder.begun == exchanges.count, "\(world.recorder.begun) begun, \(exchanges.count) records")
        let streams = exchanges.count { $0.answer.isStream }
        hold(world.recorder.streams == streams, "\(world.recorder.streams) streams begun, \(streams) recorded")
        hold(world.gateway.runningCount == 0, "\(world.gateway.runningCount) permits were not given back")
        let ids = Set(exchanges.map(\.id))
        hold(ids.count == exchanges.count, "two records have one id")
        hold(world.flight.claims == exchanges.count, "\(world.flight.claims) slots for \(exchanges.count) exchanges")
        for breach in world.flight.breaches { hold(false, breach) }
        world.history.commit()
        hold(world.ledger.snapshot.queued == 0 && world.ledger.isBalanced, "the ledger does not balance at the end")
    }

    /// Every place is given back, and nobody tries more often than is allowed.
    private func checkTargets() {
        for state in world.gateway.register.states {
            hold(state.inFlight == 0 && state.waiting == 0, "\(state.upstream) keeps \(state.inFlight) attempts")
        }
        let most = world.gateway.register.settings.retry.attempts
        for exchange in exchanges {
            hold(exchange.attempts.count <= most, "\(exchange.attempts.count) attempts, at most \(most)")
            for attempt in exchange.attempts.dropLast() {
                hold(attempt.errorType != nil, "an attempt that had not failed was followed by another")
            }
        }
    }

    private func checkChannels() {
        // bytes nobody asked for could be taken for the next answer
        let babbling = world.providers.count { $0.channel.isActive && $0.provider.hasBabbled }
        hold(babbling == 0, "\(babbling) connections that brought bytes nobody asked for are still open")
        let open = world.providers.count { $0.channel.isActive }
        hold(
            open == world.room.idleUpstreamCount,
            "\(open) connections open, \(world.room.idleUpstreamCount) in the pool"
        )
    }

    // MARK: the callers

    private func check(_ caller: CallerEnd) {
        caller.end()
        let answers = caller.reader.messages
        hold(caller.reader.complaint == nil, "not HTTP: \(caller.reader.complaint ?? "")")
        hold(answers.count <= caller.errands.count, "more answers than requests")
        hold(!caller.received.holds(Names.providerKey), "the provider's credential reached a caller")
        for (errand, answer) in zip(caller.errands, answers) {
            let records = exchanges.filter { $0.client.requestID == errand.requestID }
            if errand.fate == .unreadable {
                hold(records.isEmpty && (400..<600).contains(answer.status), "an unreadable head got \(answer.status)")
                continue
            }
            // a head that does not come in time leaves a record that does not know its number
            if records.isEmpty, answer.status == 408 { continue }
            hold(records.count == 1, "\(records.count) records of request \(errand.number)")
            guard let record = records.first else { continue }
            AnswerCheck(
                world: world,
                caller: caller,
                errand: errand,
                answer: answer,
                record: record,
                breaches: breaches
            ).judge()
        }
    }

    // MARK: the providers

    private func checkProviders() {
        var asked: [String: Int] = [:]
        for provider in world.providers {
            hold(
                provider.provider.requests.complaint == nil,
                "a provider got \(provider.provider.requests.complaint ?? "")"
            )
            for key in [Names.goodKey, Names.boundKey] {
                hold(!provider.received.holds(key), "a caller's credential reached a provider")
            }
            for request in provider.provider.requests.messages {
                asked[request["x-plan"] ?? "?", default: 0] += 1
                check(request)
            }
        }
        for (number, count) in asked {
            let record = exchanges.first { $0.client.requestID == "plan-\(number)" }
            let allowed = record.map { $0.attempts.reduce(0) { $0 + 1 + $1.freeRetries } } ?? 0
            hold(count <= allowed, "request \(number) was asked \(count) times in \(allowed) attempts")
        }
    }

    private func check(_ request: WireMessage) {
        let number = request["x-plan"] ?? "?"
        guard let errand = world.callers.flatMap(\.errands).first(where: { "\($0.number)" == number }) else { return }
        hold(errand.fate == .goes, "request \(number) (\(errand.name)) reached a provider")
        hold(request["x-request-id"] == nil && request["x-api-key"] == nil, "a field passed that must not")
        let credentials = request.fields.filter { $0.name == "authorization" }.map(\.value)
        hold(credentials.isEmpty || credentials == ["Bearer \(Names.providerKey)"], "the credential is \(credentials)")
        if errand.format == .opaque, request.isWhole, errand.name == "upload" {
            hold(request.body == errand.body, "the body of request \(number) changed on its way")
        }
        hold(!request.text.contains(#""model":"fast""#), "an alias reached the provider")
    }
}

extension [UInt8] {
    /// True when the text stands somewhere in the bytes.
    func holds(_ text: String) -> Bool {
        let needle = Array(text.utf8)
        return withUnsafeBufferPointer { bytes in
            guard bytes.count >= needle.count else { return false }
            for start in 0...(bytes.count - needle.count) where bytes[start] == needle[0] {
                if bytes[start..<(start + needle.count)].elementsEqual(needle) { return true }
            }
            return false
        }
    }
}
