package import Exchange

extension Plan {
    /// What a caller may use of a plan.
    package enum Narrowed: Sendable {
        /// This much.
        case left(Plan)
        /// Nothing but perhaps a canary; why each target was passed over.
        case nothing([PassedOver])
    }

    private static let mostBarred = 16

    /// Leaves out the choices, and the copy, whose target the caller may not use; the order stays.
    ///
    /// A caller that is bound to nothing costs two comparisons; one that may use all of them allocates nothing.
    package func narrowed(by permission: Permission) -> Narrowed {
        guard permission.bindsTargets else { return .left(self) }
        let shadow = shadow.flatMap { permission.bar($0.choice.target) == nil ? $0 : nil }
        let hasShadow = (shadow == nil) == (self.shadow == nil)
        if hasShadow, choices.offered.allSatisfy({ permission.bar($0.target) == nil }) { return .left(self) }
        let legs = choices.count - canaryCount
        var (kept, canaries): ([Choice], Int) = ([], 0)
        var barred: [PassedOver] = []
        for (place, choice) in choices.enumerated() {
            if let reason = permission.bar(choice.target) {
                guard barred.count < Self.mostBarred else { continue }
                let (upstream, label) = (choice.target.upstream, choice.modelLabel)
                barred.append(PassedOver(upstream: upstream, modelLabel: label, reason: reason))
            } else {
                kept.append(choice)
                if place >= legs { canaries += 1 }
            }
        }
        guard kept.count > canaries else {
            return .nothing(Plan(choices: choices, terms: terms, barred: barred).passedOver)
        }
        let left = terms.map { Terms(route: $0.route, canaries: canaries, shadow: shadow, passedOver: $0.passedOver) }
        return .left(Plan(choices: Choices(kept), terms: left, barred: barred))
    }
}
