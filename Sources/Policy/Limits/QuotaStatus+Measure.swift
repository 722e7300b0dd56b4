import Exchange

extension QuotaStatus {
    /// How a rule stands by one of its measures; the subject is left empty.
    init(_ rule: QuotaRule, _ gauge: Gauge, _ measure: Measure, at now: Moment) {
        let remaining: Int64
        let reset: Int64
        var span = Span.window(rule.window)
        var burst = rule.burst
        switch gauge {
        case .requests(let rate):
            remaining = rate.remaining(at: now.nanoseconds, due: measure.due)
            reset = rate.reset(at: now.nanoseconds, due: measure.due)
        case .amounts(let rate):
            let level = rate.level(at: now.nanoseconds, of: measure.level)
            remaining = rate.remaining(level)
            reset = rate.reset(level)
        case .concurrency(let limit):
            burst = limit
            span = .instant
            remaining = max(limit - max(measure.held, 0), 0)
            reset = 0
        }
        self.init(
            rule: rule.id,
            scope: rule.scope.label,
            subject: "",
            unit: rule.unit,
            span: span,
            mode: rule.mode,
            limit: rule.amount,
            burst: burst,
            used: max(burst - remaining, 0),
            reserved: max(measure.held, 0),
            remaining: remaining,
            reset: .nanoseconds(reset)
        )
    }
}
