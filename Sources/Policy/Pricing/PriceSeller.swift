import Exchange

/// A provider in the price table, and how a configured provider is known to be it.
struct PriceSeller: Sendable {
    /// Its name in the table, such as `x-ai`.
    let name: String
    /// The hosts of its API, as patterns.
    var hosts: [Pattern] = []
    /// The kinds of provider that stand for it where no host does.
    var kinds: [String] = []
    /// The sellers whose models are looked at next, by name.
    var fallback: [String] = []
    /// True where the model in the request says more than the one in the answer, as with regions of Bedrock.
    var goesByRequest = false
    /// Where its entries lie in the table, in the order in which they are tried.
    var entries: Range<Int>

    init(name: String, firstEntry: Int) {
        self.name = name
        entries = firstEntry..<firstEntry
    }
}
