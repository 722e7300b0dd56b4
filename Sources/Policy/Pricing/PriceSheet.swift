import Exchange

/// The prices of a model for one tier and hour, with the steps at which long prompts reprice everything.
struct PriceSheet: Sendable, Hashable {
    /// A prompt of more than so many tokens takes over these prices, for all its tokens.
    struct Step: Sendable, Hashable {
        let above: Int64
        var row: PriceRow
    }

    var row = PriceRow()
    /// The steps, lowest first.
    private(set) var steps: [Step] = []

    /// Adds a step; steps come lowest first, and false tells that this one does not.
    mutating func add(_ step: Step) -> Bool {
        guard step.above > steps.last?.above ?? -1 else { return false }
        steps.append(step)
        return true
    }

    /// The prices that hold for a prompt of that length.
    func row(input: Int64) -> PriceRow {
        var row = row
        for step in steps where input > step.above { row.replace(with: step.row) }
        return row
    }

    /// These prices with those of a tier in their place, key by key: a tier's price also replaces the steps of its key.
    func replaced(by tier: PriceSheet) -> PriceSheet {
        var sheet = self
        sheet.row.replace(with: tier.row)
        for index in sheet.steps.indices { sheet.steps[index].row.drop(tier.row) }
        // At the same length a tier's own step comes behind, and so wins.
        sheet.steps = (sheet.steps + tier.steps).enumerated().sorted {
            ($0.element.above, $0.offset) < ($1.element.above, $1.offset)
        }.map(\.element)
        return sheet
    }
}
