/// What must hold in every life.
enum Rule: Int, CaseIterable, Sendable {
    /// accepted = in flight + queued + stored + dropped, at every step.
    case ledger
    /// Each exchange has one record, which does not contradict itself.
    case record
    /// No more attempts than are allowed, on paper and on the wire.
    case attempts
    /// No attempt begins once a byte of an answer went to the caller.
    case commit
    /// Repetitions stay within the budget of the target whose failure they repeat, by a count of their own.
    case budget
    /// An open or isolated target is left alone, and a half-open one is asked by its probe.
    case breaker
    /// A half-open breaker has at most one probe on its way.
    case probe
    /// Permits, places and turns are given back, exactly once, and never more are out than there are.
    case places
    /// Slots of the flight recorder are given back exactly once, behind the end.
    case flight
    /// What a killed process leaves becomes rows: accepted = stored + recovered, and nothing twice.
    case recovery
    /// Attempts, pauses and waits lie within their exchange, in order.
    case times
    /// A jump of the wall clock changes no decision.
    case clock
    /// The caller gets what the provider said, and a cut answer never looks whole.
    case answer
    /// Who is blamed has done it.
    case blame
    /// Requests, their models and their credentials go where they belong.
    case request
    /// An address is told to wait once it sent as many bad keys as it may, and nobody with a good one ever is.
    case auth
    /// Limits let in what they say by their definition, refuse nothing else, and name the time when there is room.
    case limits
    /// Budgets pay for what was let in, once, are not overspent, and get back what was reserved.
    case spending
    /// What a limit, a budget or too many bad keys refuse reaches nobody and costs nothing.
    case refusal
    /// Afterwards weir serves as before.
    case afterwards

    /// The word that stands before a breach.
    var name: String { "\(self)" }
}
