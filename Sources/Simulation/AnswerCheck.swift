import Exchange
import Support

/// Compares one answer a caller got with its record and with what the provider meant.
struct AnswerCheck {
    let world: World
    let caller: CallerEnd
    let errand: Errand
    let answer: WireMessage
    let record: Exchange
    let breaches: Breaches

    init(world: World, caller: CallerEnd, errand: Errand, answer: WireMessage, record: Exchange, breaches: Breaches) {
        self.breaches = breaches
        self.world = world
        self.caller = caller
        self.errand = errand
        self.answer = answer
        self.record = record
    }

    private func hold(_ isTrue: Bool, _ rule: @autoclosure () -> String) {
        breaches.hold(isTrue, "request \(errand.number) (\(errand.name)): \(rule())")
    }

    /// True when the words are weir's, not the provider's.
    private var isOwn: Bool {
        answer["x-weir-error"] != nil && answer.status == record.failure?.code.status
            && (errand.isHead || answer.text.contains("(weir: "))
    }

    func judge() {
        hold(
            answer.status == record.answer.status,
            "the caller got \(answer.status), recorded is \(record.answer.status)"
        )
        hold(answer["x-request-id"] == record.id.description, "the answer's id is not the record's")
        if answer.isWhole, !caller.hasLeft {
            hold(
                Int64(answer.body.count) == record.answer.bytes,
                "\(answer.body.count) bytes, recorded \(record.answer.bytes)"
            )
        }
        checkFate()
        if isOwn { checkOwn() } else if errand.fate == .goes { checkPassed() }
        checkBlame()
    }

    private func checkFate() {
        let code = record.failure?.code
        let isExcused =
            caller.hasLeft || code == .draining || code == .requestTimeout || code == .overloaded
            || code == .concurrencyLimit || code == .circuitOpen || code == .upstreamSaturated
        guard !isExcused else { return }
        switch errand.fate {
        case .refused(let status): hold(answer.status == status, "\(status) was due, not \(answer.status)")
        case .local:
            hold(
                [200, 404].contains(answer.status) && record.attempts.isEmpty,
                "weir's own answer is \(answer.status)"
            )
        case .goes: hold(!record.attempts.isEmpty || code == .clientGone, "refused as \(code as Any)")
        case .unreadable: break
        }
    }

    private func checkOwn() {
        hold(answer.isWhole || caller.hasLeft, "weir's own answer is cut")
        hold(answer["x-weir-error"] == record.failure?.code.rawValue, "x-weir-error is not the record's failure")
        hold(record.outcome != .success && record.outcome != .clientError, "an own refusal counts as \(record.outcome)")
        let isUpstream = record.failure?.blame == .upstream
        hold(
            answer["x-weir-error-source"] == (isUpstream ? "upstream" : "gateway"),
            "the source of the error is untrue"
        )
    }

    /// The bytes without the comments weir writes while a provider is silent.
    private static func withoutComments(_ body: [UInt8]) -> [UInt8] {
        guard body.holds(": keep-alive") else { return body }
        return Array(String(decoding: body, as: UTF8.self).replacing(": keep-alive\n\n", with: "").utf8)
    }

    /// The provider's own answer: bytes as they came, and never a clean end where something is missing.
    private func checkPassed() {
        guard let planned = errand.script.answer else {
            // a broken body does not matter where there is none
            return hold(
                !answer.isWhole || answer.endsWithClose || errand.isHead,
                "garbage was passed on as a whole answer"
            )
        }
        hold(answer.status == planned.status, "the provider said \(planned.status), the caller got \(answer.status)")
        let saysNothing = answer.endsWithClose && !planned.isStream
        if answer.isWhole, !saysNothing, !answer.endsWithClose {
            hold(planned.isWhole, "a cut answer ended cleanly")
            hold(Self.withoutComments(answer.body) == planned.body, "the body changed on its way")
            hold(record.failure == nil, "a clean end though \(record.failure?.code as Any)")
        }
        let isComplete = answer.isWhole && record.failure == nil
        if isComplete, planned.isWhole, let usage = planned.usage, record.ask.isInference {
            hold(
                record.usage == usage && record.usageSource == .provider,
                "tokens \(record.usage as Any), not \(usage)"
            )
        }
        if !isComplete, !caller.hasLeft { checkBreak(planned) }
    }

    private func checkBreak(_ planned: PlannedAnswer) {
        guard let code = record.failure?.code else {
            return hold(false, "the answer is cut and the record says nothing")
        }
        guard record.answer.isStream, code != .clientGone, errand.format != .opaque else { return }
        let mark = errand.format == .anthropicMessages ? "event: error" : #"data: {"error":"#
        hold(answer.text.contains(mark), "the stream broke without an error event: \(code)")
    }

    /// Who is blamed must have done it.
    private func checkBlame() {
        guard let failure = record.failure else { return }
        let script = errand.script
        switch failure.code {
        case .upstreamReset, .upstreamTruncated, .upstreamProtocol:
            let isAtFault = script.answer?.isWhole != true || script.isEarly || script.ending != .stays
            hold(isAtFault, "\(failure.code) though the provider answered well")
        case .connectFailed: hold(world.failedDials > 0, "a connection failed that nobody refused")
        case .requestTimeout: hold(caller.hasStopped || world.elapsed > .seconds(4), "the caller was not late")
        case .connectTimeout: hold(world.elapsed > .seconds(4), "a connection was not late")
        case .idleTimeout, .responseTimeout, .sendTimeout:
            let isAtFault = script.answer?.isWhole != true || world.providers.contains { $0.isStuck }
            hold(isAtFault || world.elapsed > .seconds(4), "\(failure.code) of a provider that was not late")
        case .deadlineExceeded: hold(world.elapsed > .seconds(20), "a shorter deadline was missed")
        case .internal: hold(false, "a fault of weir's own: \(failure.message)")
        case .draining: hold(world.isDraining, "draining though nobody drains")
        default: break
        }
    }
}
