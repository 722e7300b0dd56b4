package import Exchange

/// One model of the price table, or one configured price.
package struct PriceEntry: Sendable {
    /// Prices that hold in some hours of each day, UTC; the end lies outside, and a window may cross midnight.
    struct Window: Sendable {
        let startMinute: Int64
        let endMinute: Int64
        var sheet: PriceSheet

        func holds(_ minute: Int64) -> Bool {
            startMinute <= endMinute
                ? startMinute <= minute && minute < endMinute : minute >= startMinute || minute < endMinute
        }
    }

    /// The tier of an answer, such as `flex`, and its prices in full.
    struct Tier: Sendable {
        let word: String
        var sheet: PriceSheet
    }

    /// Its name on a bill, such as `openai/gpt-5`.
    package let name: String
    /// The names it answers to.
    var names = ModelNames()
    var base = PriceSheet()
    var windows: [Window] = []
    var tiers: [Tier] = []

    init(name: String, base: PriceSheet = PriceSheet()) {
        self.name = name
        self.base = base
    }

    /// The prices for an answer of that tier, with a prompt of that length, at that time.
    ///
    /// A tier without prices of its own, such as `default`, is the base; so is nil.
    package func row(tier: String?, input: Int64, at wall: WallTime) -> PriceRow {
        if let tier, let special = tiers.first(where: { $0.word == tier }) { return special.sheet.row(input: input) }
        if windows.isEmpty { return base.row(input: input) }
        let rest = (wall.seconds / 60) % 1_440
        let minute = rest < 0 ? rest + 1_440 : rest
        return (windows.last { $0.holds(minute) }?.sheet ?? base).row(input: input)
    }
}
