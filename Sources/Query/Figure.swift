/// One of the figures of a group, by its name in a question.
package enum Figure: String, Sendable, CaseIterable {
    /// How many exchanges there are.
    case count
    /// How many of them failed through the provider or weir.
    case errors
    /// The share of these, 0 to 1.
    case errorRatio = "error_ratio"
    /// Half of them took no longer.
    case latencyP50 = "p50(latency)"
    /// 95 of 100 took no longer.
    case latencyP95 = "p95(latency)"
    /// 99 of 100 took no longer.
    case latencyP99 = "p99(latency)"
    /// Half of the streams began no later.
    case firstTokenP50 = "p50(ttft)"
    /// 95 of 100 streams began no later.
    case firstTokenP95 = "p95(ttft)"
    /// All known prompt tokens.
    case inputTokens = "sum(tokens.in)"
    /// All known generated tokens.
    case outputTokens = "sum(tokens.out)"
    /// All known costs.
    case cost = "sum(cost)"
    /// How many exchanges have tokens but no cost.
    case unpriced

    /// The member of an answer that holds it, its unit last.
    package var key: String {
        switch self {
        case .count: "requests"
        case .errors: "errors"
        case .errorRatio: "error_ratio"
        case .latencyP50: "total_p50_us"
        case .latencyP95: "total_p95_us"
        case .latencyP99: "total_p99_us"
        case .firstTokenP50: "first_token_p50_us"
        case .firstTokenP95: "first_token_p95_us"
        case .inputTokens: "input_tokens"
        case .outputTokens: "output_tokens"
        case .cost: "cost_nanousd"
        case .unpriced: "unpriced"
        }
    }

    /// The name that was probably meant, or nil.
    static func nearest(to name: String) -> String? {
        let lower = name.asciiLowercased.filter { !$0.isWhitespace }
        if let figure = allCases.first(where: { $0.rawValue == lower || $0.key == lower }) { return figure.rawValue }
        return others[lower]?.rawValue ?? Spelling.nearest(to: lower, among: allCases.map(\.rawValue))
    }

    private static let others: [String: Figure] = [
        "count()": .count, "count(*)": .count, "requests": .count, "error": .errors, "count(errors)": .errors,
        "errors_ratio": .errorRatio, "error_rate": .errorRatio, "latency": .latencyP50, "p50": .latencyP50,
        "median(latency)": .latencyP50, "avg(latency)": .latencyP50, "p95": .latencyP95, "p99": .latencyP99,
        "ttft": .firstTokenP50, "tokens.in": .inputTokens, "tokens.out": .outputTokens, "cost": .cost,
        "sum(price)": .cost,
    ]
}
