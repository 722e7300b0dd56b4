import Exchange

extension RegistryState {
    /// Counts a breaker's change of state.
    mutating func addTransition(_ change: TargetChange) {
        let place = breakerPlace(change.breaker, change.upstream, change.modelLabel)
        let isKnown = Label.breakerStates.contains(change.to)
        let state = isKnown ? symbols.number(change.to) : Symbols.other
        if place.isFolded { countOverflow(.breakerTransitions) }
        let breaker = symbols.number(change.breaker.rawValue)
        add(.breakerTransitions, LabelKey(breaker, place.upstream, place.model, state))
    }

    /// Counts an attempt that a breaker refused.
    mutating func addRefusal(_ breaker: TargetChange.Breaker, _ upstream: String, _ modelLabel: String) {
        let place = breakerPlace(breaker, upstream, modelLabel)
        if place.isFolded { countOverflow(.breakerRejections) }
        add(.breakerRejections, LabelKey(symbols.number(breaker.rawValue), place.upstream, place.model))
    }

    /// The model under which the breaker of an upstream shows; `_other` when it has no place.
    func breakerModel(_ upstream: String, _ modelLabel: String) -> String {
        if modelLabel == Catalogue.allModels { return modelLabel }
        return symbols.names[Int(breakerPlace(.target, upstream, modelLabel).model)]
    }

    private func breakerPlace(_ breaker: TargetChange.Breaker, _ upstream: String, _ modelLabel: String) -> Place {
        let number = symbols.number(upstream)
        let provider = provider(of: number)
        switch breaker {
        case .target: return place(provider, number, modelLabel)
        case .credential:
            return Place(provider: provider, upstream: number, model: closed.allModels, isFolded: false)
        }
    }
}
