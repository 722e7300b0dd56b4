/// Decides for one exchange in which order the choices of its plan are tried.
package enum Balancer {
    /// Puts the choices in order: the canary's when it has its share, then the others by priority and by balance.
    ///
    /// A canary without its share is left out, so that it never gets what others cannot serve. Within a priority those
    /// whose breaker is open are the last; a canary is met first even so. `loads` is asked once for each choice, and
    /// not at all when the plan has one. `conversation` is a number of the exchange's conversation, nil when it has
    /// none; a sticky plan then spreads by balance.
    package static func order(
        _ plan: Plan,
        conversation: UInt64?,
        using generator: inout some RandomNumberGenerator,
        loads: (Int) -> TargetLoad
    ) -> ChoiceOrder {
        var order = ChoiceOrder()
        let count = plan.choices.count
        if count == 1 { order.append(0) }
        guard count > 1 else { return order }
        let legs = count - plan.canaryCount
        let thread = plan.isSticky ? conversation : nil
        if plan.canaryCount > 0, has(share: plan.canaryPercent, salt: 0, plan, thread, using: &generator) {
            var seats = Seats(plan, thread)
            for place in legs..<count { seats.add(place, loads(place)) }
            seats.seat(in: &order, using: &generator)
        }
        var place = 0
        while place < legs {
            let priority = plan.choices.offered[place].priority
            var seats = Seats(plan, thread)
            while place < legs, plan.choices.offered[place].priority == priority {
                seats.add(place, loads(place))
                place += 1
            }
            seats.seat(in: &order, using: &generator)
        }
        return order
    }

    /// The choice to which the request is sent as well for comparison, when this is one of its share.
    package static func shadow(
        _ plan: Plan,
        conversation: UInt64?,
        using generator: inout some RandomNumberGenerator
    ) -> Choice? {
        guard let shadow = plan.shadow else { return nil }
        let thread = plan.isSticky ? conversation : nil
        return has(share: shadow.percent, salt: 1, plan, thread, using: &generator) ? shadow.choice : nil
    }

    // A sticky plan's conversations are in a share as a whole; the salt keeps two shares from being the same ones.
    private static func has(
        share percent: Int,
        salt: UInt64,
        _ plan: Plan,
        _ thread: UInt64?,
        using generator: inout some RandomNumberGenerator
    ) -> Bool {
        guard percent > 0 else { return false }
        guard percent < 100 else { return true }
        guard let thread else { return Int.random(in: 0..<100, using: &generator) < percent }
        let fingerprint = (plan.terms?.fingerprint ?? 0) &+ salt
        return Int(Fingerprint.mixed(Fingerprint.mixed(fingerprint) ^ thread) % 100) < percent
    }
}
