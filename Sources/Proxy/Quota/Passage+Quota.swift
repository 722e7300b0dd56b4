import Dialects
import Exchange
import NIOCore
import Policy

/// A limit of a target has no room for an attempt.
struct QuotaRefused: Error {
    /// After how long it has; nil where it never has.
    let wait: Duration?
}

/// What one attempt took of the limits of its target, to be settled once.
struct AttemptHold {
    fileprivate let hold: QuotaDesk.Hold
    fileprivate let desk: QuotaDesk

    func settle(_ use: QuotaUse) { desk.settle(hold, use) }
}

extension Passage {
    /// Takes from every limit that holds the exchange, or from none and throws.
    func reserveQuota(_ plan: Plan) throws(Failure) {
        let desk = gateway.quotas
        guard !desk.isIdle else { return }
        var facets = exchange.caller?.facets ?? QuotaFacets()
        facets.model = plan.route ?? plan.modelLabel
        facets.endpoint = exchange.ask.route.rawValue
        quotaEstimate = desk.needsForecast ? estimate(plan, facets.model) : QuotaEstimate()
        switch desk.enter(facets, quotaEstimate, .admission) {
        case .admitted(let reservation, _): hold = QuotaDesk.Hold(reservation: reservation, facets: facets)
        case .refused(let refusal):
            quotaRefusal = refusal
            throw Failure(refusal.code, QuotaHeaders.message(refusal), retryAfter: refusal.retryAfter)
        }
    }

    /// Takes from the limits of a target for one attempt; nil where none holds it.
    func reserveAttempt(at choice: Choice) -> Result<AttemptHold?, QuotaRefused> {
        let desk = gateway.quotas
        guard desk.asksAttempts, var facets = hold?.facets else { return .success(nil) }
        facets.target = choice.target.upstream
        switch desk.enter(facets, quotaEstimate, .attempt) {
        case .refused(let refusal): return .failure(QuotaRefused(wait: refusal.retryAfter))
        case .admitted(let reservation, _):
            let hold = QuotaDesk.Hold(reservation: reservation, facets: facets)
            return .success(AttemptHold(hold: hold, desk: desk))
        }
    }

    /// How the limits stand, for the head of an answer.
    func quotaLines() -> [(name: String, value: String)] {
        guard let facets = hold?.facets ?? quotaRefusal.map({ _ in QuotaFacets() }) else { return [] }
        return QuotaHeaders.lines(
            hold == nil ? [] : gateway.quotas.statuses(facets),
            refusal: quotaRefusal,
            for: exchange.ask.surface,
            at: gateway.time.wall
        )
    }

    /// Replaces what was reserved by what the exchange took; what that adds to budgets goes into the record.
    func settleQuota() {
        guard let hold else { return }
        let use = quotaUse
        exchange.charges = gateway.quotas.settle(hold, use)
        seat?.use = use
        guard exchange.usageSource == .provider, let input = exchange.usage?.input else { return }
        gateway.quotas.learn(hold.facets.model, counted: quotaCounted, actual: input)
    }

    /// What the exchange took, its attempts that were given up included.
    private var quotaUse: QuotaUse {
        guard exchange.attempts.contains(where: { $0.sent != nil }) else { return .nothing }
        let others = exchange.attempts.reduce(Int64(0)) { $0 &+ ($1.estimatedCost?.nanoUSD ?? 0) }
        if let usage = exchange.usage {
            let cost = exchange.bill?.cost.map { Cost(nanoUSD: $0.nanoUSD &+ others) }
            return .taken(input: usage.input ?? 0, output: usage.output ?? 0, cost: cost)
        }
        let isAnswered = exchange.answer.status == 200 && bringsUsage
        return isAnswered ? .estimate : .taken(input: 0, output: 0, cost: Cost(nanoUSD: others))
    }

    private func estimate(_ plan: Plan, _ model: String) -> QuotaEstimate {
        guard bringsUsage, hasWholeBody else {
            let isFree = exchange.ask.operation == .countTokens || exchange.ask.method == .get
            return QuotaEstimate(cost: isFree ? Cost(nanoUSD: 0) : nil)
        }
        let size = body.withUnsafeReadableBytes { TextSize(ofRequest: $0) }
        let ask = UsageForecast.Ask(
            model: model,
            textBytes: Int(clamping: size.bytes),
            maxTokens: exchange.ask.maxTokens,
            generates: exchange.ask.operation != .embeddings
        )
        let forecast = gateway.quotas.forecast(ask)
        quotaCounted = forecast.counted
        return QuotaEstimate(
            input: forecast.input,
            output: forecast.output,
            cost: plan.choices.first.flatMap { cost(of: forecast.usage, $0) },
            worstCost: plan.choices.prefix(Self.mostPriced).compactMap { cost(of: forecast.worstUsage, $0) }.max()
        )
    }

    /// So many targets of a plan are looked at for the most a request can cost.
    private static let mostPriced = 8

    /// What so many tokens cost at a target; nil where no price is known.
    private func cost(of usage: Usage, _ choice: Choice) -> Cost? {
        let taken = Consumption(
            provider: choice.target.provider,
            answered: nil,
            requested: choice.model,
            usage: usage,
            wall: exchange.timeline.wall
        )
        return room.bill(for: taken, by: snapshot)?.cost
    }
}
