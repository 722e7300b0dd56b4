import Exchange

/// One label of a family: its name and, where the set is closed, its values.
package struct Label: Sendable, Hashable {
    /// The label's name.
    package let name: String
    /// Every value it can take, or empty where configuration or the provider decides.
    package let values: [String]

    /// Makes a label; without values it is open and counts towards the family's cap.
    package init(_ name: String, _ values: [String] = []) {
        self.name = name
        self.values = values
    }

    /// True when configuration or the provider decides the values.
    package var isOpen: Bool { values.isEmpty }

    static let provider = Label("provider")
    static let upstream = Label("upstream")
    static let model = Label("model")
    static let status = Label("status")
    static let method = Label("method", raw(Method.self))
    static let route = Label("route", raw(Route.self))
    static let statusClass = Label("status_class", ["0xx", "1xx", "2xx", "3xx", "4xx", "5xx"])
    static let operation = Label("operation", raw(Operation.self))
    static let stream = Label("stream", ["true", "false"])
    static let success = Label("success", ["true", "false"])
    static let outcome = Label("outcome", raw(Outcome.self))
    static let errorType = Label("error_type", ["none"] + raw(ErrorType.self))
    static let phase = Label("phase", ["pool_wait", "dns", "connect", "tls", "send", "wait", "receive"])
    static let retryReason = Label("reason", raw(ErrorType.self).filter { $0 != ErrorType.cancelled.rawValue })
    static let breaker = Label("breaker", raw(TargetChange.Breaker.self))
    static let quotaScope = Label("scope", raw(QuotaScope.Label.self))
    static let quotaResource = Label("resource", raw(QuotaResource.self))
    static let issuer = Label("issuer")
    static let level = Label("level", LogLevel.allCases.map(\.name))

    /// The states of a circuit breaker.
    static let breakerStates = ["closed", "open", "half_open", "isolated"]

    /// The raw values of a closed set, in order.
    static func raw<Case: CaseIterable & RawRepresentable>(_ set: Case.Type) -> [String]
    where Case.RawValue == String {
        set.allCases.map(\.rawValue)
    }
}
