import Exchange

/// The choices of a plan in the order of the configuration; at most 64, what follows is left out.
///
/// Those a provider's keys offer are made once with the table; a plan shares them. Where a pattern covers the model,
/// the plan says the model beside, and a choice is made when it is taken.
package struct Choices: RandomAccessCollection, Sendable {
    /// The most choices of a plan.
    package static let maximum = 64

    /// What stands in place of the choices' own words.
    struct Wish: Sendable {
        let model: String?
        let label: String
        let isRenamed: Bool
    }

    let offered: [Choice]
    let wish: Wish?

    init(_ offered: [Choice], wish: Wish? = nil) {
        self.offered = offered
        self.wish = wish
    }

    /// Always 0.
    package var startIndex: Int { 0 }
    /// How many there are.
    package var endIndex: Int { offered.count }

    /// The choice at the place.
    package subscript(_ index: Int) -> Choice {
        guard let wish else { return offered[index] }
        return Choice(offered[index], wish: wish)
    }

    /// The same with the wish written into every choice, to be kept.
    var fulfilled: Choices {
        guard let wish else { return self }
        return Choices(offered.map { Choice($0, wish: wish) })
    }

    /// One choice for each key, all alike but the last so many, which come after them; the model to be said by a wish.
    static func alike(_ targets: [Target], spares: Int = 0) -> [Choice] {
        targets.prefix(maximum).enumerated().map { index, target in
            Choice(target: target, priority: index < targets.count - spares ? 0 : 1)
        }
    }
}
