package import Storage

/// What an administrator wants of an upstream's breakers, or of that of one model.
package struct BreakerOrder: Sendable, Hashable {
    /// What is to be done.
    package enum Action: String, Sendable, CaseIterable {
        /// They are held open until they are released.
        case isolate = "open-breaker"
        /// They open and close by themselves again.
        case release = "auto-breaker"
    }

    /// What is to be done.
    package let action: Action
    /// The upstream's name.
    package let upstream: String
    /// The configured name or pattern of the model; nil for all.
    package let model: String?
    /// Who wants it.
    package let actor: AuditActor

    /// Makes an order.
    package init(_ action: Action, upstream: String, model: String?, by actor: AuditActor) {
        self.action = action
        self.upstream = upstream
        self.model = model
        self.actor = actor
    }
}
