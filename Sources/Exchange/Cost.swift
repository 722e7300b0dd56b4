/// An amount of money in whole nano-dollars: one is 0.000000001 USD.
///
/// A price of 0.05 USD per million tokens is 50 nano-dollars a token, so sums over tokens are exact.
package struct Cost: Sendable, Hashable, Comparable {
    /// The amount in nano-dollars; never negative.
    package let nanoUSD: Int64

    /// Makes an amount; a negative one becomes nothing.
    package init(nanoUSD: Int64) {
        self.nanoUSD = max(nanoUSD, 0)
    }

    /// Tells the smaller amount.
    package static func < (one: Cost, other: Cost) -> Bool { one.nanoUSD < other.nanoUSD }

    /// The sum of two amounts; stays at the largest that can be held.
    package static func + (one: Cost, other: Cost) -> Cost {
        let (sum, isTooMuch) = one.nanoUSD.addingReportingOverflow(other.nanoUSD)
        return Cost(nanoUSD: isTooMuch ? .max : sum)
    }
}

/// What an exchange cost, by weir's price table and by the provider's own word.
package struct Bill: Sendable, Hashable {
    /// The cost by the price table; nil where no price is known, never 0 for that.
    package var cost: Cost?
    /// What the provider itself said it cost; nil where it says nothing.
    package var reported: Cost?
    /// The entry of the price table that was used, such as `openai/gpt-5`; nil where none was found.
    package var price: String?
    /// What came of looking for the price.
    package var lookup: PriceLookup
    /// The version of the price table, such as `2026-11-23`.
    ///
    /// Where there are configured prices, `+` and 8 hex digits of them stand behind it.
    package var version: String

    /// Makes a bill.
    package init(
        cost: Cost? = nil,
        reported: Cost? = nil,
        price: String? = nil,
        lookup: PriceLookup,
        version: String
    ) {
        self.cost = cost
        self.reported = reported
        self.price = price
        self.lookup = lookup
        self.version = version
    }
}

/// What came of looking for a price; the label `result` of `weir_cost_lookups_total`.
package enum PriceLookup: String, Sendable, CaseIterable {
    /// The cost is known.
    case priced
    /// The table does not know the model, or not at this provider.
    case unknownModel = "unknown_model"
    /// The table knows the model, but no price for what was used.
    case unpriced
    /// The answer brought no tokens to price.
    case noUsage = "no_usage"
}
