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
    /// The id of the administrator's key.
    package let keyID: String

    /// Makes an order.
    package init(_ action: Action, upstream: String, model: String?, keyID: String) {
        self.action = action
        self.upstream = upstream
        self.model = model
        self.keyID = keyID
    }
}
