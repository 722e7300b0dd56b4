import Exchange

/// One exchange as limits and budgets saw it, worked out from its record alone.
struct Admission {
    /// What became of it.
    enum Fate: Equatable {
        /// It was let in.
        case admitted
        /// It was refused by a limit or budget, or by the bound of its key.
        case refused
        /// It may have been let in before it ended; its record does not tell.
        case unknown
    }

    /// So many tokens are expected of an answer without a bound.
    private static let usualOutput: Int64 = 4_096

    let exchange: Exchange
    let fate: Fate
    /// When limits and budgets were asked.
    let at: Moment

    /// Nil for an exchange that never got so far, or of which limits do not know.
    init?(_ exchange: Exchange) {
        guard exchange.shadowOf == nil, exchange.caller != nil, let fate = Self.fate(of: exchange) else { return nil }
        self.exchange = exchange
        self.fate = fate
        let line = exchange.timeline
        at = exchange.ask.isInference ? max(line.accepted, line.bodyRead ?? line.accepted) : line.accepted
    }

    private static func fate(of exchange: Exchange) -> Fate? {
        if !exchange.attempts.isEmpty { return .admitted }
        switch exchange.failure?.code {
        case nil: return nil
        case .rateLimited, .quotaExceeded, .accountingBacklog, .concurrencyLimit: return .refused
        case .circuitOpen, .upstreamSaturated: return .admitted
        case .clientGone, .draining, .deadlineExceeded:
            return exchange.ask.isInference && exchange.timeline.bodyRead == nil ? nil : .unknown
        default: return nil
        }
    }

    /// When what was reserved was settled.
    var ended: Moment { exchange.timeline.ended }

    /// True for what a provider counts tokens of.
    var bringsUsage: Bool {
        let ask = exchange.ask
        return ask.isInference && ask.operation != .countTokens && ask.format != .opaque
    }

    /// True when the provider may have begun with it.
    var isSent: Bool { exchange.attempts.contains { $0.sent != nil } }

    /// True when nobody knows what it took.
    var isUntold: Bool { isSent && exchange.usage == nil && exchange.answer.status == 200 && bringsUsage }

    /// How much of a unit was reserved for it.
    func reserved(_ unit: QuotaUnit) -> Int64 {
        guard unit == .outputTokens else { return 1 }
        guard bringsUsage, exchange.ask.operation != .embeddings else { return 0 }
        return exchange.ask.maxTokens.flatMap { $0 > 0 ? $0 : nil } ?? Self.usualOutput
    }

    /// How much of a unit it took in the end.
    func taken(_ unit: QuotaUnit) -> Int64 {
        guard unit == .outputTokens else { return 1 }
        if isUntold { return reserved(unit) }
        return isSent ? exchange.usage?.output ?? 0 : 0
    }
}
