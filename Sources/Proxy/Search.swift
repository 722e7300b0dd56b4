import Exchange
import Policy

/// Which choices of a plan are left for one exchange.
struct Search {
    let plan: Plan
    private let order: ChoiceOrder
    /// By place within the order.
    private var tried: UInt64 = 0

    init(_ plan: Plan, _ order: ChoiceOrder) {
        self.plan = plan
        self.order = order
    }

    /// The next choice that was not taken yet and may follow `last`, without taking it; the first that `isFit`.
    func peek(
        _ elsewhere: RetryRule.Elsewhere,
        from last: Choice?,
        where isFit: (Choice) -> Bool = { _ in true }
    ) -> Choice? {
        var rest = self
        while let choice = rest.next(elsewhere, from: last) {
            if isFit(choice) { return choice }
        }
        return nil
    }

    /// Takes the next choice that may follow `last`.
    mutating func next(_ elsewhere: RetryRule.Elsewhere, from last: Choice?) -> Choice? {
        guard let place = place(elsewhere, from: last) else { return nil }
        tried |= 1 << UInt64(place)
        return plan.choices[order[place]]
    }

    /// Takes a choice that was tried beside another.
    mutating func leaveOut(_ choice: Choice) {
        for place in order.indices {
            let known = plan.choices[order[place]]
            if known.target === choice.target, known.model == choice.model { tried |= 1 << UInt64(place) }
        }
    }

    private func place(_ elsewhere: RetryRule.Elsewhere, from last: Choice?) -> Int? {
        order.indices.first { place in
            tried & (1 << UInt64(place)) == 0
                && last.map { Self.may(elsewhere, $0, plan.choices[order[place]]) } ?? true
        }
    }

    private static func may(_ elsewhere: RetryRule.Elsewhere, _ last: Choice, _ next: Choice) -> Bool {
        switch elsewhere {
        case .never: false
        case .anyTarget, .anyTargetOnce: true
        case .otherKey: next.target.upstream != last.target.upstream
        case .otherModel, .whenAsked: next.target.provider != last.target.provider || next.model != last.model
        }
    }
}
