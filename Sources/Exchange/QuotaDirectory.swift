/// Tells how limits stand, to those who show it.
package protocol QuotaDirectory: Sendable {
    /// How often limits of a scope on a resource decided so.
    func count(_ scope: QuotaScope.Label, _ resource: QuotaResource, _ decision: QuotaDecision) -> Int
    /// Hands every subject that is known to `body`; as long as there are many.
    func each(_ body: (QuotaStatus) -> Void)
}
