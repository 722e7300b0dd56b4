import Exchange
import NIOCore
import NIOEmbedded
import Policy
import Proxy
import Support
import Telemetry

/// What must hold when a world has come to its end.
struct Verdict {
    let world: World
    private let exchanges: [Exchange]
    private let byRequest: [String: [Exchange]]

    init(_ world: World) {
        self.world = world
        exchanges = world.recorder.exchanges
        byRequest = Dictionary(grouping: exchanges) { $0.client.requestID ?? "" }
    }

    private func hold(_ rule: Rule, _ isTrue: Bool, _ sentence: @autoclosure () -> String) {
        world.breaches.hold(rule, isTrue, sentence())
    }

    /// Checks everything.
    func judge() {
        checkLedger()
        checkRecords()
        checkPlaces()
        for caller in world.callers { check(caller) }
        checkProviders()
        checkChannels()
        let targets = world.terms.targets
        for exchange in exchanges {
            AttemptCheck(exchange: exchange, settings: targets.retry, breaches: world.breaches).judge()
        }
        BreakerCheck(exchanges: exchanges, entries: world.diary.entries, breaches: world.breaches).judge()
        BudgetCheck(exchanges: exchanges, settings: targets.retry, breaches: world.breaches).judge()
        PlaceCheck(exchanges: exchanges, bulkheads: targets.bulkheads, breaches: world.breaches).judge()
        checkAllowance()
    }

    // MARK: the counts

    private func checkLedger() {
        let counts = world.ledger.snapshot
        hold(.ledger, counts.isBalanced, "it does not balance: \(counts)")
        hold(.ledger, counts.inFlight == 0, "\(counts.inFlight) exchanges never ended")
        hold(
            .ledger,
            counts.accepted == Int64(exchanges.count),
            "\(counts.accepted) accepted, \(exchanges.count) records"
        )
        world.history.commit()
        let end = world.ledger.snapshot
        hold(.ledger, end.queued == 0 && end.isBalanced, "it does not balance at the end")
        let stored = Int64(world.disk.storedIDs.count)
        hold(.ledger, end.stored == stored, "\(end.stored) stored by the ledger, \(stored) rows")
    }

    private func checkRecords() {
        let asked = exchanges.filter { $0.shadowOf == nil }
        hold(.record, world.recorder.begun == asked.count, "\(world.recorder.begun) begun, \(asked.count) records")
        let streams = asked.count { $0.answer.isStream }
        hold(.record, world.recorder.streams == streams, "\(world.recorder.streams) streams begun, \(streams) recorded")
        let ids = Set(exchanges.map(\.id))
        hold(.record, ids.count == exchanges.count, "two records have one id")
        for exchange in exchanges {
            let faults = faults(of: exchange)
            hold(.record, faults.isEmpty, "\(exchange.client.requestID ?? "?"): \(faults.joined(separator: ", "))")
        }
        hold(
            .flight,
            world.disk.claims == exchanges.count,
            "\(world.disk.claims) slots for \(exchanges.count) exchanges"
        )
        let breaches = world.disk.breaches
        hold(.flight, breaches.isEmpty, breaches.joined(separator: ", "))
    }

    private func checkPlaces() {
        hold(.places, world.gateway.runningCount == 0, "\(world.gateway.runningCount) permits were not given back")
        for state in world.gateway.register.states {
            hold(.places, state.inFlight == 0, "\(state.upstream) keeps \(state.inFlight) attempts")
            hold(.places, state.waiting == 0, "\(state.waiting) wait for \(state.upstream)")
        }
    }

    private func checkChannels() {
        // bytes nobody asked for could be taken for the next answer
        let babbling = world.providers.count { $0.channel.isActive && $0.provider.hasBabbled }
        hold(.answer, babbling == 0, "\(babbling) connections that brought bytes nobody asked for are still open")
        let open = world.providers.count { $0.channel.isActive }
        let idle = world.room.idleUpstreamCount
        hold(.places, open == idle, "\(open) connections open, \(idle) in the pool")
    }

    // MARK: what callers may take

    private func checkAllowance() {
        let (allowance, breaches) = (world.terms.allowance, world.breaches)
        AuthCheck(exchanges: exchanges, allowance: allowance, breaches: breaches).judge()
        for exchange in exchanges where exchange.shadowOf == nil {
            let number = exchange.client.requestID.flatMap { Int($0.dropFirst("plan-".count)) }
            let asked = number.map { world.scripts.plays(of: $0).count } ?? 0
            RefusalCheck(exchange: exchange, asked: asked, breaches: breaches).judge()
        }
        guard !allowance.limits.isEmpty || !allowance.budgets.isEmpty else { return }
        let admissions = exchanges.compactMap { Admission($0) }
        LimitCheck(admissions: admissions, limits: allowance.limits, breaches: breaches).judge()
        TargetLimitCheck(
            exchanges: exchanges,
            limits: allowance.limits,
            isHedged: world.terms.routes.contains { $0.hedge != nil },
            breaches: breaches
        ).judge()
        SpendingCheck(
            exchanges: exchanges,
            admissions: admissions,
            allowance: allowance,
            backlogs: world.backlogs,
            walls: world.walls + [world.time.wall],
            breaches: breaches
        ).judge()
        checkReserved(allowance)
    }

    /// Nothing is reserved any more, and budgets know of what was charged.
    private func checkReserved(_ allowance: Allowance) {
        let charges = exchanges.flatMap(\.charges)
        world.gateway.quotas.each { status in
            let rule: Rule = status.unit == .cost ? .spending : .limits
            hold(rule, status.reserved == 0, "\(status.reserved) of \(status.rule) are still reserved")
            guard case .period = status.span, world.jumpCount == 0 else { return }
            let spent = charges.filter { $0.budget == status.rule && $0.subject == status.subject }
            let periods = Set(spent.map(\.period))
            let sum = spent.reduce(0) { $0 + $1.cost.nanoUSD }
            hold(rule, periods.count > 1 || status.used == sum, "\(status.rule) counts \(status.used), not \(sum)")
        }
        hold(.spending, world.gateway.quotas.reservedCost == 0, "money is still reserved")
    }

    // MARK: the callers

    private func check(_ caller: CallerEnd) {
        caller.end()
        let answers = caller.reader.messages
        hold(.answer, caller.reader.complaint == nil, "not HTTP: \(caller.reader.complaint ?? "")")
        hold(.answer, answers.count <= caller.errands.count, "more answers than requests")
        for key in Names.providerKeys.values {
            hold(.answer, !caller.received.holds(key), "a provider's credential reached a caller")
        }
        for (errand, answer) in zip(caller.errands, answers) {
            let records = byRequest[errand.requestID, default: []].filter { $0.shadowOf == nil }
            if errand.fate == .unreadable {
                let isRefused = records.isEmpty && (400..<600).contains(answer.status)
                hold(.answer, isRefused, "an unreadable head got \(answer.status)")
                continue
            }
            // a head that does not come in time leaves a record that does not know its number
            if records.isEmpty, answer.status == 408 { continue }
            hold(.record, records.count == 1, "\(records.count) records of request \(errand.number)")
            guard let record = records.first else { continue }
            AnswerCheck(world: world, caller: caller, errand: errand, answer: answer, record: record).judge()
            checkCommitted(answer, record)
        }
    }

    /// Where ends wait for their rows, a whole answer has its row, or the record says that it has not.
    private func checkCommitted(_ answer: WireMessage, _ record: Exchange) {
        guard world.terms.isCommitted, answer.isWhole, record.persisted == .stored else { return }
        hold(.ledger, world.disk.storedIDs.contains(record.id), "\(record.id) counts as stored and has no row")
    }

    // MARK: the providers

    private func checkProviders() {
        var asked: [Int: Int] = [:]
        let errands = Dictionary(
            world.callers.flatMap(\.errands).map { ("\($0.number)", $0) },
            uniquingKeysWith: { first, _ in first }
        )
        for provider in world.providers {
            let complaint = provider.provider.requests.complaint
            hold(.request, complaint == nil, "a provider got \(complaint ?? "")")
            for key in Names.callers.keys {
                hold(.request, !provider.received.holds(key), "a caller's credential reached a provider")
            }
            for request in provider.provider.requests.messages {
                let upstream = Names.upstream(of: request["authorization"])
                let isItsOwn = upstream.map { Names.hosts[provider.host]?.contains($0) ?? false } ?? false
                hold(.request, isItsOwn, "\(provider.host) got the credential of \(upstream ?? "nobody")")
                guard let errand = request["x-plan"].flatMap({ errands[$0] }) else { continue }
                if upstream != Names.shadowUpstream { asked[errand.number, default: 0] += 1 }
                check(request, of: errand, at: provider.host)
            }
        }
        for (number, count) in asked {
            let record = byRequest["plan-\(number)"]?.first { $0.shadowOf == nil }
            let allowed = record.map { $0.attempts.reduce(0) { $0 + 1 + $1.freeRetries } } ?? 0
            hold(.attempts, count <= allowed, "request \(number) was sent \(count) times in \(allowed) attempts")
        }
    }

    private func check(_ request: WireMessage, of errand: Errand, at host: String) {
        hold(.request, errand.fate == .goes, "request \(errand.number) (\(errand.name)) reached a provider")
        hold(.request, request["x-request-id"] == nil && request["x-api-key"] == nil, "a field passed that must not")
        if errand.format == .opaque, request.isWhole, errand.name == "upload" {
            hold(.request, request.body == errand.body, "the body of request \(errand.number) changed on its way")
        }
        guard errand.format != .opaque, request.isWhole else { return }
        let isNamed = Names.models[host, default: []].contains { request.text.contains(#""model":"\#($0)""#) }
        hold(.request, isNamed, "\(host) was asked for a model it does not know by request \(errand.number)")
    }
}

extension [UInt8] {
    /// True when the text stands somewhere in the bytes.
    func holds(_ text: String) -> Bool {
        var text = text
        return text.withUTF8 { needle in
            withUnsafeBufferPointer { bytes in
                guard let first = needle.first, bytes.count >= needle.count else { return false }
                for start in 0...(bytes.count - needle.count) where bytes[start] == first {
                    var length = 1
                    while length < needle.count, bytes[start + length] == needle[length] { length += 1 }
                    if length == needle.count { return true }
                }
                return false
            }
        }
    }
}
