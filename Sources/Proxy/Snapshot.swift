package import Exchange
package import Policy

/// Everything of one configuration that an exchange looks at: made whole, never changed.
///
/// An exchange takes it once, at its beginning, and uses no other until its record. It lives until the last exchange
/// that has it; providers' credentials are zeroed then.
package final class Snapshot: Sendable {
    /// What a snapshot is made of.
    package struct Parts: Sendable {
        /// The revision of the configuration.
        package var revision: String
        /// The bounds.
        package var limits: Limits
        /// Who serves which model.
        package var routes: RouteTable
        /// How much of the words is kept.
        package var capture: CaptureRule
        /// What the end of an answer waits for.
        package var durability = Durability.batched
        /// What exchanges cost, or nil where nothing is priced.
        package var pricing: Pricing?
        /// How targets are judged.
        package var judging = TargetSettings()
        /// How much callers may take.
        package var quotas = QuotaDesk.Rules()
        /// What was spent of budgets before, for those that are new.
        package var spent: [BudgetCharge] = []

        /// Makes the parts.
        package init(revision: String, limits: Limits, routes: RouteTable, capture: CaptureRule) {
            self.revision = revision
            self.limits = limits
            self.routes = routes
            self.capture = capture
        }
    }

    /// The revision of the configuration.
    package let revision: String
    /// The bounds.
    package let limits: Limits
    /// Who serves which model.
    package let routes: RouteTable
    let capture: CaptureRule
    let durability: Durability
    /// What exchanges cost; each loop works with a copy of its own.
    let pricing: Pricing?
    let judging: TargetSettings
    let quotas: QuotaDesk.Rules
    let spent: [BudgetCharge]
    /// The certificates of its providers; nil for those that were read at the start.
    let trust: UpstreamTLS?

    init(_ parts: Parts, trust: UpstreamTLS? = nil) {
        revision = parts.revision
        limits = parts.limits
        routes = parts.routes
        capture = parts.capture
        durability = parts.durability
        pricing = parts.pricing
        judging = parts.judging
        quotas = parts.quotas
        spent = parts.spent
        self.trust = trust
    }

    /// Makes a snapshot for a running house; reads the files of providers' certificates.
    ///
    /// - Throws: `TransportFault` when one cannot be used.
    package convenience init(checking parts: Parts) throws {
        self.init(parts, trust: try UpstreamTLS(targets: parts.routes.providers.flatMap(\.targets)))
    }

    /// Makes another of one with other targets, and their keys; the certificates are not read again.
    package convenience init(_ other: Snapshot, routes: RouteTable) {
        var parts = Parts(revision: other.revision, limits: other.limits, routes: routes, capture: other.capture)
        parts.durability = other.durability
        parts.pricing = other.pricing
        parts.judging = other.judging
        parts.quotas = other.quotas
        parts.spent = other.spent
        self.init(parts, trust: other.trust)
    }

    /// Every target of it.
    package var targets: [Target] { routes.providers.flatMap(\.targets) }
}
