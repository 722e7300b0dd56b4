package import Exchange

/// Says what an exchange cost: configured prices first, then the price table.
///
/// A value of its own for each event loop: what was found for a model is remembered, so that the next bill is one look
/// into a dictionary. At most 1,024 models are remembered; then it begins anew.
package struct Pricing: Sendable {
    /// The most models that are remembered.
    private static let capacity = 1_024

    /// What a price was found for.
    private struct Wanted: Hashable {
        let provider: String
        let answered: String?
        let requested: String?
    }

    /// The table's day, with `+` and 8 hex digits of the configured prices behind it where there are such.
    package let version: String
    private let table: PriceTable
    private let sellers: [String: PriceSeller]
    /// The configured prices by provider; those that say most come first.
    private let configured: [String: [(model: Pattern, entry: PriceEntry)]]
    private var found: [Wanted: PriceEntry?] = [:]

    /// Makes the decision for these providers.
    package init(table: PriceTable, providers: [PricedProvider], configured: [ConfiguredPrice] = []) {
        self.table = table
        sellers = providers.reduce(into: [:]) { $0[$1.name] = table.seller(of: $1) }
        let ordered = configured.sorted { Self.saysMore($0.model, than: $1.model) }
        self.configured = Dictionary(grouping: ordered, by: \.provider).mapValues { prices in
            prices.map { ($0.model, PriceEntry(name: $0.name, base: PriceSheet(row: $0.row))) }
        }
        version = configured.isEmpty ? table.day : "\(table.day)+\(Self.digits(of: configured))"
    }

    /// The bill for what was taken; the cost is nil, never 0, where no price is known.
    ///
    /// What the provider itself says it cost is for the caller to put beside it.
    package mutating func bill(for taken: Consumption) -> Bill {
        guard let usage = taken.usage, !usage.isEmpty else { return Bill(lookup: .noUsage, version: version) }
        guard let entry = entry(for: taken) else { return Bill(lookup: .unknownModel, version: version) }
        let row = entry.row(tier: taken.tier, input: usage.input ?? 0, at: taken.wall)
        let cost = row.cost(of: usage)
        return Bill(cost: cost, price: entry.name, lookup: cost == nil ? .unpriced : .priced, version: version)
    }

    /// What a million tokens in and a million tokens out cost together, in nano-dollars; nil where no price is known.
    package mutating func price(of model: String, at provider: String, wall: WallTime) -> Int64? {
        var usage = Usage()
        (usage.input, usage.output) = (1_000_000, 1_000_000)
        let taken = Consumption(provider: provider, answered: nil, requested: model, usage: usage, wall: wall)
        return bill(for: taken).cost?.nanoUSD
    }

    private mutating func entry(for taken: Consumption) -> PriceEntry? {
        let wanted = Wanted(provider: taken.provider, answered: taken.answered, requested: taken.requested)
        if let known = found[wanted] { return known }
        let entry = search(wanted)
        // Names that are too long to be looked for are not worth the memory.
        let bytes = max(taken.answered?.utf8.count ?? 0, taken.requested?.utf8.count ?? 0)
        guard bytes <= PriceTable.longestName else { return entry }
        if found.count >= Self.capacity { found.removeAll(keepingCapacity: true) }
        found[wanted] = .some(entry)
        return entry
    }

    private func search(_ wanted: Wanted) -> PriceEntry? {
        let seller = sellers[wanted.provider]
        let names = [wanted.answered, wanted.requested].compactMap(\.self)
        let ordered = seller?.goesByRequest == true ? names.reversed() : names
        for name in ordered {
            if let price = configured[wanted.provider]?.first(where: { $0.model.matches(name) }) { return price.entry }
        }
        guard let seller else { return nil }
        for name in ordered {
            if let index = table.entry(of: name, at: seller) { return table.entries[index] }
        }
        return nil
    }

    /// Whether a pattern is asked before another: exact names, then those with more that stands for itself.
    private static func saysMore(_ one: Pattern, than other: Pattern) -> Bool {
        if one.isExact != other.isExact { return one.isExact }
        if one.literalBytes != other.literalBytes { return one.literalBytes > other.literalBytes }
        return one.text < other.text
    }

    /// 8 hex digits by which bills with other configured prices can be told apart (FNV-1a, 32 bits).
    private static func digits(of configured: [ConfiguredPrice]) -> String {
        let lines = configured.map { price in
            let prices = PricedUnit.allCases.compactMap { unit in price.row[unit].map { "\(unit.rawValue) \($0)" } }
            return "\(price.name) \(prices.joined(separator: " "))\n"
        }
        var hash: UInt32 = 0x811C_9DC5
        for byte in lines.sorted().joined().utf8 { hash = (hash ^ UInt32(byte)) &* 0x0100_0193 }
        let text = String(hash, radix: 16)
        return String(repeating: "0", count: 8 - text.utf8.count) + text
    }
}
