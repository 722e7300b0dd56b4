import Exchange

/// What models cost by their providers' own lists, as of one day; immutable.
///
/// Data and rules are those of genai-prices (MIT; see NOTICE), docs/costs.md tells them.
package struct PriceTable: Sendable {
    /// The longest model name that is looked for, in bytes.
    static let longestName = 256

    /// The day whose prices these are, such as `2026-11-23`.
    package let day: String
    let sellers: [PriceSeller]
    /// The models of all sellers, each seller's in a row.
    package let entries: [PriceEntry]

    /// Reads a table from texts in the language of `PriceReader`.
    package init(day: String, texts: [String]) throws(PriceTableError) {
        var reader = PriceReader()
        for text in texts { try reader.read(text.utf8) }
        self.init(day: day, reader: reader)
    }

    private init(day: String, reader: PriceReader) {
        self.day = day
        sellers = reader.sellers
        entries = reader.entries
    }

    /// The table weir ships.
    package static func shipped() throws(PriceTableError) -> PriceTable {
        var reader = PriceReader()
        for text in PriceText.all + [PriceText.demo] {
            try reader.read(UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
        }
        return PriceTable(day: PriceText.day, reader: reader)
    }

    /// Finds the entry of a model at a provider of the table, as an index of `entries`; nil where there is none.
    ///
    /// The first that matches, then the first of its fallbacks, then the same again with a compact date such as
    /// `-20251211` written `-2025-12-11`.
    package func entry(of model: String, at seller: String) -> Int? {
        guard let seller = sellers.first(where: { $0.name == seller }) else { return nil }
        return entry(of: model, at: seller)
    }

    func entry(of model: String, at seller: PriceSeller) -> Int? {
        guard (1...Self.longestName).contains(model.utf8.count) else { return nil }
        var name = Array(model.lowercased().utf8)
        // Gemini lists and answers with the name of a resource.
        let resource = Array("models/".utf8)
        if name.starts(with: resource) { name.removeFirst(resource.count) }
        let others = seller.fallback.compactMap { name in sellers.first { $0.name == name } }
        let ranges = [seller.entries] + others.map(\.entries)
        if let found = first(in: ranges, matching: name) { return found }
        guard let dated = CompactDate.spelledOut(in: name) else { return nil }
        return first(in: ranges, matching: dated)
    }

    private func first(in ranges: [Range<Int>], matching name: [UInt8]) -> Int? {
        name.withUnsafeBufferPointer { name in
            for range in ranges {
                if let found = range.first(where: { entries[$0].names.match(name) }) { return found }
            }
            return nil
        }
    }

    /// The seller a configured provider is: by its host, else by its kind.
    func seller(of provider: PricedProvider) -> PriceSeller? {
        sellers.first { $0.hosts.contains { $0.matches(provider.host) } }
            ?? sellers.first { $0.kinds.contains(provider.kind) }
    }
}
