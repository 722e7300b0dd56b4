import Exchange
import Support

/// Compares one answer a caller got with its record and with what the provider meant.
struct AnswerCheck {
    let world: World
    let caller: CallerEnd
    let errand: Errand
    let answer: WireMessage
    let record: Exchange
    /// What providers did with the request, asking by asking.
    private let plays: [Scripts.Play]

    init(world: World, caller: CallerEnd, errand: Errand, answer: WireMessage, record: Exchange) {
        self.world = world
        self.caller = caller
        self.errand = errand
        self.answer = answer
        self.record = record
        plays = world.scripts.plays(of: errand.number)
    }

    private func hold(_ isTrue: Bool, _ sentence: @autoclosure () -> String) {
        world.breaches.hold(.answer, isTrue, "request \(errand.number) (\(errand.name)): \(sentence())")
    }

    /// True when the words are weir's, not the provider's.
    private var isOwn: Bool {
        answer["x-weir-error"] != nil && answer.status == record.failure?.code.status
            && (errand.isHead || answer.text.contains("(weir: "))
    }

    func judge() {
        let recorded = record.answer
        hold(answer.status == recorded.status, "the caller got \(answer.status), recorded is \(recorded.status)")
        hold(answer["x-request-id"] == record.id.description, "the answer's id is not the record's")
        if answer.isWhole, !caller.hasLeft {
            let count = answer.body.count
            hold(Int64(count) == recorded.bytes, "\(count) bytes, recorded \(recorded.bytes)")
        }
        checkFate()
        if isOwn { checkOwn() } else if errand.fate == .goes { checkPassed() }
        BlameCheck(world: world, caller: caller, errand: errand, record: record, plays: plays).judge()
    }

    private func checkFate() {
        let code = record.failure?.code
        let isExcused =
            caller.hasLeft || code == .draining || code == .requestTimeout || code == .overloaded
            || code == .concurrencyLimit || code == .circuitOpen || code == .upstreamSaturated
            || code == .deadlineExceeded || isOverLimit(code)
        guard !isExcused else { return }
        switch errand.fate {
        case .refused(let status): hold(answer.status == status, "\(status) was due, not \(answer.status)")
        case .local:
            let isAnswered = [200, 404].contains(answer.status) && record.attempts.isEmpty
            hold(isAnswered, "weir's own answer is \(answer.status)")
        case .goes: hold(!record.attempts.isEmpty || code == .clientGone, "refused as \(code as Any)")
        case .unreadable: break
        }
    }

    /// True when it was refused for what others had taken before; whether they had is judged elsewhere.
    private func isOverLimit(_ code: FailureCode?) -> Bool {
        switch code {
        case .authThrottled: errand.hasWrongKey
        case .rateLimited, .quotaExceeded, .accountingBacklog: errand.fate == .goes
        default: false
        }
    }

    private func checkOwn() {
        RefusalCheck(exchange: record, asked: plays.count, breaches: world.breaches).judge { answer[$0] }
        hold(answer.isWhole || caller.hasLeft, "weir's own answer is cut")
        hold(answer["x-weir-error"] == record.failure?.code.rawValue, "x-weir-error is not the record's failure")
        hold(record.outcome != .success && record.outcome != .clientError, "an own refusal counts as \(record.outcome)")
        let source = record.failure?.blame == .upstream ? "upstream" : "gateway"
        hold(answer["x-weir-error-source"] == source, "the source of the error is untrue")
    }

    /// The bytes without the comments weir writes while a provider is silent.
    private static func withoutComments(_ body: [UInt8]) -> [UInt8] {
        guard body.holds(": keep-alive") else { return body }
        return Array(String(decoding: body, as: UTF8.self).replacing(": keep-alive\n\n", with: "").utf8)
    }

    /// The provider's own answer: bytes as they came, and never a clean end where something is missing.
    private func checkPassed() {
        let play = answer["x-played"].flatMap { Int($0) }.flatMap { plays.indices.contains($0) ? plays[$0] : nil }
        guard let play, let planned = play.script.answer else {
            // a broken body does not matter where there is none
            let isBroken = !answer.isWhole || answer.endsWithClose || errand.isHead
            return hold(isBroken, "garbage was passed on as a whole answer")
        }
        let deciding = record.decidingIndex.map { record.attempts[$0].upstream }
        hold(deciding == play.upstream, "\(play.upstream) answered, recorded is \(deciding ?? "nobody")")
        hold(answer.status == planned.status, "the provider said \(planned.status), the caller got \(answer.status)")
        let saysNothing = answer.endsWithClose && !planned.isStream
        if answer.isWhole, !saysNothing, !answer.endsWithClose {
            hold(planned.isWhole, "a cut answer ended cleanly")
            hold(Self.withoutComments(answer.body) == planned.body, "the body changed on its way")
            let isClean = record.failure == nil || planned.isErrorEvent && record.failure?.code == .upstreamErrorEvent
            hold(isClean, "a clean end though \(record.failure?.code as Any)")
        }
        let isComplete = answer.isWhole && record.failure == nil
        if isComplete, planned.isWhole, let usage = planned.usage, record.ask.isInference {
            let isTrue = record.usage == usage && record.usageSource == .provider
            hold(isTrue, "tokens \(record.usage as Any), not \(usage)")
        }
        if !isComplete, !caller.hasLeft { checkBreak() }
    }

    private func checkBreak() {
        guard let code = record.failure?.code else {
            return hold(false, "the answer is cut and the record says nothing")
        }
        guard record.answer.isStream, code != .clientGone, errand.format != .opaque else { return }
        let mark = errand.format == .anthropicMessages ? "event: error" : #"data: {"error":"#
        hold(answer.text.contains(mark), "the stream broke without an error event: \(code)")
    }
}
